using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Programs;

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
    /// Looks at as much as there is room for of what the tasks of a program own; how much that was. No task comes
    /// between two looks.
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
        int count = -skipped;
        using InstanceLook look = new(place);
        if (look.IsThere)
        {
            Append(TaskOwned.OfProgram, edges, ref count);
            for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
            {
                if (task.State.Program == place && task.State.Instance == look.Instance && task.State.Spawned != 0)
                {
                    Append(TaskOwned.Of(task), edges, ref count);
                }
            }
        }

        return Math.Max(count, 0);
    }

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
