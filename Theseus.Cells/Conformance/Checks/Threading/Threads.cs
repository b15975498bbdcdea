namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>
/// Everything that takes more than one thread. The text of a check does not depend on who runs first, nor on how long
/// anything takes: threads tell each other where they are.
/// </summary>
internal static class Threads
{
    public static void Run(Checker check)
    {
        ThreadLives.Run(check);
        ThreadData.Run(check);
        Interrupts.Run(check);
        Monitors.Run(check);
        Atomics.Run(check);
        Handles.Run(check);
        SlimLocks.Run(check);
        ReaderWriters.Run(check);
        Timers.Run(check);
        TaskLives.Run(check);
        Continuations.Run(check);
        AsyncFlows.Run(check);
        Awaitables.Run(check);
        Cancellations.Run(check);
        Parallels.Run(check);
        SharedWork.Run(check);
        SharedStores.Run(check);
    }
}
