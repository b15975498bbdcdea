using Theseus.Memory;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Supervision;

/// <summary>
/// The supervisors that there are, with their children. Nothing is kept for it: they lie in their program's instance,
/// which is looked at for that, as <c>OwnershipReport</c> does.
/// </summary>
internal static class ServiceReport
{
    private const int AtATime = 16;

    /// <summary>
    /// Looks at as many as there is room for of a program's, each supervisor before its children; how many that were.
    /// What is found is kept on the stack while the program's instance is the one that runs.
    /// </summary>
    public static int Look(int place, Span<ServiceLine> lines)
    {
        Span<ServiceLine> some = stackalloc ServiceLine[AtATime];
        int count = 0;
        int found;
        do
        {
            found = Look(place, count, some[..Math.Min(AtATime, lines.Length - count)]);
            some[..found].CopyTo(lines[count..]);
            count += found;
        }
        while (found == AtATime);

        return count;
    }

    /// <summary>As above, of what comes behind so many.</summary>
    private static int Look(int place, int skipped, Span<ServiceLine> lines)
    {
        bool on = Scheduler.TurnOff();
        int count = -skipped;
        ref ProgramRecord record = ref ProgramTable.At(place);
        if (place == 0 || (record.Phase is ProgramPhase.Running or ProgramPhase.Stopped && record.Instance != 0))
        {
            nuint running = Instances.Current;
            Instances.Activate(place == 0 ? Instances.First : record.Instance);
            for (Supervised? at = Supervisor.FirstRoot; at is not null && count < lines.Length;
                at = Supervised.NextInTree(at, null))
            {
                if (count >= 0)
                {
                    lines[count] = ServiceLine.Of(at);
                }

                count++;
            }

            Instances.Activate(running);
        }

        Scheduler.TurnOn(on);
        return Math.Max(count, 0);
    }
}
