using System.Runtime;
using Theseus.Runtime;

namespace Theseus.Platform.Native.Threads;

/// <summary>
/// A wait that nobody could end is refused. CoreLib has registered the waiter by then, so it must be CoreLib that ends
/// the wait: the thread is interrupted, which undoes the registration, and the exception for that is replaced by one
/// that says what the matter is.
/// </summary>
internal static class RefusedWaits
{
    /// <summary>What a refused wait throws.</summary>
    public static PlatformNotSupportedException Exception => new(
        "This would wait for ever: only another task could end the wait, and every other waits too.");

    /// <summary>Ends the wait that the caller is in, if it can be interrupted: it is signalled then.</summary>
    public static void Interrupt()
    {
        Mark(1);
        Thread.CurrentThread.Interrupt();
    }

    /// <summary>Called by Asm/exceptions.S: what to throw instead of an exception.</summary>
    [RuntimeExport("theseus_refused_wait")]
    private static object Replace(object exception)
    {
        Mark(0);
        return exception is ThreadInterruptedException ? Exception : exception;
    }

    // SAFETY: the control block of the running thread is alive.
    private static unsafe void Mark(byte isRefused) => ThreadControlBlock.Current()->WaitRefused = isRefused;
}
