using System.Runtime;
using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

/// <summary>What CoreLib asks of the scheduler.</summary>
internal static class ThreadExports
{
    /// <summary>Thread.Yield: 1 if another task has run.</summary>
    [RuntimeExport("RhYield")]
    private static int Yield() => Scheduler.Yield() ? 1 : 0;

    /// <summary>What a task calls at its end.</summary>
    [RuntimeExport("RhSetThreadExitCallback")]
    private static void SetExitCallback(nint callback) => NativeThread.ExitCallback = callback;
}
