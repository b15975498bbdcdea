using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Process;

/// <summary>
/// POSIX signals. Nobody raises one: Ctrl-C is a key, and a handler would run on a thread of its own. Whoever wants to
/// hear of a signal registers as on Linux, and is refused only what Linux refuses.
/// </summary>
internal static class NativeSignals
{
    private const int Kill = 9, Stop = 19;
    // glibc keeps two of the real-time signals (signal(7))
    private const int FirstOfLibrary = 32, LastOfLibrary = 33, Last = 64;

    private static ulong s_enabled;

    [RuntimeExport("SystemNative_SetPosixSignalHandler")]
    internal static void SetHandler(nint handler)
    {
        // Kept by nobody: no signal will ever be raised for it.
    }

    /// <summary>sigaction(2): 1, or 0 with EINVAL for a signal that nobody can handle.</summary>
    [RuntimeExport("SystemNative_EnablePosixSignalHandling")]
    internal static int Enable(int signal)
    {
        if (signal is < 1 or > Last or Kill or Stop or (>= FirstOfLibrary and <= LastOfLibrary))
        {
            Errno.Fail(ErrorNumber.EINVAL);
            return 0;
        }

        s_enabled |= 1UL << (signal - 1);
        return 1;
    }

    [RuntimeExport("SystemNative_DisablePosixSignalHandling")]
    internal static void Disable(int signal)
    {
        if (signal is >= 1 and <= Last)
        {
            s_enabled &= ~(1UL << (signal - 1));
        }
    }

    /// <summary>True while somebody wants to handle <paramref name="signal"/>.</summary>
    internal static bool IsEnabled(int signal) => signal is >= 1 and <= Last && (s_enabled >> (signal - 1) & 1) != 0;

    /// <summary>A program has ended: its handlers end with it.</summary>
    internal static void Reset() => s_enabled = 0;

    [RuntimeExport("SystemNative_HandleNonCanceledPosixSignal")]
    internal static void HandleNonCanceled(int signal)
    {
        // Never raised.
    }

    /// <summary>
    /// Linux's number of one of the BCL's signals (which are negative), or the number itself; 0 for none.
    /// </summary>
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
