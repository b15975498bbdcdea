using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Programs;

/// <summary>
/// Finds a program whose finalizer does not end: those behind it would never run, nor who waits for them. What counts
/// is the time that the task of the finalizers runs in one finalizer without waiting meanwhile.
/// </summary>
[OfInstance]
internal static class Watchdog
{
    /// <summary>How long a finalizer may run, in seconds.</summary>
    public const int LimitSeconds = 10;

    private static ulong s_finalizer;
    private static ulong s_since; // how long the task had run when the finalizer was first seen

    /// <summary>Counts; true while the program that runs is overdue. The timer's interrupt asks.</summary>
    [NoAllocation]
    public static bool OnTick()
    {
        if (!IsFinalizing)
        {
            return false;
        }

        ref TaskState state = ref FinalizerTask.Task.State;
        ulong finalizer = Finalization.Taken + state.Waits;
        ulong ran = state.RanUntil(Cpu.ReadTimestamp());
        if (s_finalizer != finalizer || ran < s_since) // less: time in which nothing could run is taken off afterwards
        {
            s_finalizer = finalizer;
            s_since = ran;
        }

        return ran - s_since > LimitSeconds * CollectorHost.TimestampFrequency();
    }

    /// <summary>The program has been left by the return from the timer's interrupt.</summary>
    public static void HasLeft()
    {
        s_finalizer = 0;
        ProgramBoundary.HasLeft(ProgramEnd.Overdue);
    }

    /// <summary>
    /// Leaves the program if it is still in its finalizer: at a safe point, where the kernel is in the middle of
    /// nothing.
    /// </summary>
    public static void LeaveAtSafePoint()
    {
        if (IsFinalizing)
        {
            s_finalizer = 0;
            ProgramBoundary.Leave(ProgramEnd.Overdue);
        }
    }

    private static bool IsFinalizing => ProgramTable.IsProgram && FinalizerTask.IsCurrent;
}
