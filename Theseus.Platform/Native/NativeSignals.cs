using System.Runtime;

namespace Theseus.Platform.Native;

/// <summary>POSIX signals: there are none. Whoever asks for one gets an error (PosixSignalRegistration throws).</summary>
// SAFETY: the handlers that come in are kept and never called, for there are no signals.
internal static unsafe class NativeSignals
{
    [RuntimeExport("SystemNative_SetPosixSignalHandler")]
    internal static void SetHandler(delegate* unmanaged<int, int, int> handler)
    {
        // Kept by nobody: no signal will ever be enabled for it.
    }

    [RuntimeExport("SystemNative_EnablePosixSignalHandling")]
    internal static int Enable(int signal)
    {
        Errno.Fail(ErrorNumber.ENOTSUP);
        return 0;
    }

    [RuntimeExport("SystemNative_DisablePosixSignalHandling")]
    internal static void Disable(int signal)
    {
        // Never enabled.
    }

    [RuntimeExport("SystemNative_HandleNonCanceledPosixSignal")]
    internal static void HandleNonCanceled(int signal)
    {
        // Never raised.
    }

    /// <summary>Linux's number of one of the BCL's signals (which are negative), or the number itself; 0 for none.</summary>
    [RuntimeExport("SystemNative_GetPlatformSignalNumber")]
    internal static int NumberOf(int signal) => signal switch
    {
        -1 => 1,    // SIGHUP
        -2 => 2,    // SIGINT
        -3 => 3,    // SIGQUIT
        -4 => 15,   // SIGTERM
        -5 => 17,   // SIGCHLD
        -6 => 18,   // SIGCONT
        -7 => 28,   // SIGWINCH
        -8 => 21,   // SIGTTIN
        -9 => 22,   // SIGTTOU
        -10 => 20,  // SIGTSTP
        > 0 and <= 64 => signal,
        _ => 0,
    };
}
