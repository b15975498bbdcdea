using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Ownership;

/// <summary>
/// The graph of who owns what, as it is: nothing is kept for it. Tasks and programs stand in the kernel's lists, what
/// they have of memory and devices in its ledgers, and the rest in lists of each program's instance, which is looked at
/// in that.
/// </summary>
internal static class OwnershipReport
{
    private const int AtATime = 128;

    /// <summary>Something that a task owns.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Number">The number by which people know it: of the channel, the lock, the task.</param>
    /// <param name="Task">The task's number.</param>
    internal readonly record struct Edge(OwnedKind Kind, uint Number, uint Task);

    /// <summary>
    /// Looks at as much as there is room for of what the tasks of a program own; how much that was. Nothing of the
    /// caller's heap is touched while the program's instance is the one that runs: what is found there is kept on the
    /// stack, which all have, and no task comes between two looks.
    /// </summary>
    public static int Look(int place, Span<Edge> edges)
    {
        Span<Edge> some = stackalloc Edge[AtATime];
        int count = 0;
        int found;
        do
        {
            found = Look(place, count, some[..Math.Min(AtATime, edges.Length - count)]);
            some[..found].CopyTo(edges[count..]);
            count += found;
        }
        while (found == AtATime);

        return count;
    }

    /// <summary>As above, of what comes behind so many.</summary>
    private static int Look(int place, int skipped, Span<Edge> edges)
    {
        bool on = Scheduler.TurnOff();
        int count = -skipped;
        ref ProgramRecord record = ref ProgramTable.At(place);
        bool isThere = place == 0
            || (record.Phase is ProgramPhase.Running or ProgramPhase.Stopped && record.Instance != 0);
        if (isThere)
        {
            nuint running = Instances.Current;
            nuint instance = InstanceOf(place);
            Instances.Activate(instance);
            Append(TaskOwned.OfProgram, edges, ref count);
            for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
            {
                if (task.State.Program == place && task.State.Instance == instance && task.State.Spawned != 0)
                {
                    Append(TaskOwned.Of(task), edges, ref count);
                }
            }

            Instances.Activate(running);
        }

        Scheduler.TurnOn(on);
        return Math.Max(count, 0);
    }

    /// <summary>That of a program; of the system's own, the one in which it was booted.</summary>
    private static nuint InstanceOf(int place) => place == 0 ? Instances.First : ProgramTable.At(place).Instance;

    private static void Append(OwnedList list, Span<Edge> edges, ref int count)
    {
        for (OwnedEntry? entry = list.First; entry is not null && count < edges.Length; entry = entry.Next)
        {
            if (count >= 0)
            {
                edges[count] = new Edge(entry.Kind, entry.Number, entry.Task);
            }

            count++;
        }
    }
}
