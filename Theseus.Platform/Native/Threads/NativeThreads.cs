using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Native.Threads;

/// <summary>Threads: each is a task.</summary>
internal static class NativeThreads
{
    /// <summary>
    /// Begins one, which calls a native function with a parameter; 0 where there is no memory for it.
    /// </summary>
    [RuntimeExport("SystemNative_CreateThread")]
    internal static int Create(nint stackSize, nint start, nint parameter)
    {
        if (TaskStarts.TryStart(start, parameter, (nuint)stackSize))
        {
            return 1;
        }

        Errno.Fail(ErrorNumber.EAGAIN);
        return 0;
    }

    [RuntimeExport("SystemNative_TryGetUInt32OSThreadId")]
    internal static uint ThreadId() => TaskList.CurrentNumber;

    [RuntimeExport("SystemNative_SchedGetCpu")]
    internal static int CurrentCpu() => 0;
}
