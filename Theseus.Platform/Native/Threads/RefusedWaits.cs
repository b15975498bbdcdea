using System.Runtime;
using Theseus.Runtime;
using Theseus.Runtime.Kill;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Native.Threads;

/// <summary>
/// A wait that nobody could end is refused. CoreLib has registered the waiter by then, so it must be CoreLib that ends
/// the wait: the thread is interrupted, which undoes the registration, and the exception for that is replaced by one
/// that says what the matter is.
/// </summary>
internal static class RefusedWaits
{
    /// <summary>What a refused wait throws.</summary>
    public static PlatformNotSupportedException Exception => OwnWait.Hopeless;

    /// <summary>Ends the wait that the caller is in, if it can be interrupted: it is signalled then.</summary>
    public static void Interrupt(RefusedWait why)
    {
        Mark(why);
        Thread.CurrentThread.Interrupt();
    }

    /// <summary>
    /// A read of the running task's was ended because it is to be killed: the exception that the class library makes of
    /// it is the kill's.
    /// </summary>
    public static void BeginKill()
    {
        Mark(RefusedWait.Killed);
        TaskReference.Current.State.Kill = KillPhase.Thrown;
    }

    /// <summary>Called by Asm/exceptions.S: what to throw instead of an exception.</summary>
    [RuntimeExport("theseus_refused_wait")]
    private static object Replace(object exception)
    {
        RefusedWait why = (RefusedWait)ThreadControlBlock.Running.WaitRefused;
        Mark(RefusedWait.None);
        return why == RefusedWait.Killed && exception is (ThreadInterruptedException or IOException)
            ? TaskKilledException.Instance
            : exception is ThreadInterruptedException ? Exception : exception;
    }

    private static void Mark(RefusedWait why) => ThreadControlBlock.Running.WaitRefused = (int)why;
}
