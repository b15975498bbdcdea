using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Threads;

/// <summary>Threads: there is one, the boot task, until tasks come.</summary>
internal static class NativeThreads
{
    private const uint TheOnlyThread = 1;

    /// <summary>Cannot be done yet, and says so: a plain failure would be reported as lack of memory.</summary>
    /// <exception cref="PlatformNotSupportedException">Always.</exception>
    [RuntimeExport("SystemNative_CreateThread")]
    internal static int Create(nint stackSize, nint start, nint parameter)
    {
        Errno.Fail(ErrorNumber.EAGAIN);
        throw new PlatformNotSupportedException(
            "A second thread cannot be started: this system runs one task. Threads, Task.Run and timers come with "
                + "tasks.");
    }

    [RuntimeExport("SystemNative_TryGetUInt32OSThreadId")]
    internal static uint ThreadId() => TheOnlyThread;

    [RuntimeExport("SystemNative_SchedGetCpu")]
    internal static int CurrentCpu() => 0;
}
