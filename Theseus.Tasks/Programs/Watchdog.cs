using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Heap;

namespace Theseus.Tasks.Programs;

/// <summary>
/// Finds a program whose finalizer does not end. Until there are tasks that share the CPU, a finalizer that loops would
/// keep it for ever. The timer ticks <see cref="TicksPerTenSeconds"/> times in ten seconds; what counts is the ticks
/// that find one finalizer running that has not waited meanwhile.
/// </summary>
internal static class Watchdog
{
    /// <summary>How long a finalizer may run, in seconds.</summary>
    public const int LimitSeconds = 10;

    /// <summary>How often <see cref="OnTick"/> is called in ten seconds.</summary>
    public const int TicksPerTenSeconds = 182;

    private const int LimitTicks = LimitSeconds * TicksPerTenSeconds / 10;

    private static ulong s_finalizer;
    private static int s_ticks;

    /// <summary>Counts; true while the program that runs is overdue. The timer's interrupt asks.</summary>
    [NoAllocation]
    public static bool OnTick()
    {
        ulong finalizer = Finalization.Taken + FinalizerContext.Yields;
        if (s_finalizer != finalizer)
        {
            s_finalizer = finalizer;
            s_ticks = 0;
        }

        return IsFinalizing && ++s_ticks > LimitTicks;
    }

    /// <summary>The program has been left by the return from the timer's interrupt.</summary>
    public static void HasLeft()
    {
        s_ticks = 0;
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
            s_ticks = 0;
            ProgramBoundary.Leave(ProgramEnd.Overdue);
        }
    }

    private static bool IsFinalizing => ProgramRunner.Depth != 0 && FinalizerContext.IsCurrent;
}
