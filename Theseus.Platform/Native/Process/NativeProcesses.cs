using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Time;

namespace Theseus.Platform.Native.Process;

/// <summary>
/// Other processes: there are none, and none can be started (Process.Start throws). What is asked of process 1 or of
/// "this one" is answered; of any other the answer is ESRCH.
/// </summary>
internal static class NativeProcesses
{
    private const int None = -1;
    private const long NanosecondsPerTick = 100;

    private static bool IsThisOne(int process) => process == 0 || process == NativeSystem.CurrentProcess();

    [RuntimeExport("SystemNative_ForkAndExecProcess")]
    internal static int Start(nint file, nint arguments, nint environment, nint directory) =>
        Errno.Fail(ErrorNumber.ENOSYS);

    [RuntimeExport("SystemNative_Kill")]
    internal static int Kill(int process, int signal) =>
        Errno.Fail(IsThisOne(process) ? ErrorNumber.ENOTSUP : ErrorNumber.ESRCH);

    [RuntimeExport("SystemNative_WaitIdAnyExitedNoHangNoWait")]
    internal static int WaitForAny() => Errno.Fail(ErrorNumber.ECHILD);

    [RuntimeExport("SystemNative_WaitPidExitedNoHang")]
    internal static int WaitFor(int process, nint status) => Errno.Fail(ErrorNumber.ECHILD);

    [RuntimeExport("SystemNative_RegisterForSigChld")]
    internal static void RegisterForChildren(nint handler)
    {
        // No child will ever end.
    }

    [RuntimeExport("SystemNative_SetDelayedSigChildConsoleConfigurationHandler")]
    internal static void RegisterForDelayedChildren(nint handler)
    {
        // No child will ever have used the terminal.
    }

    [RuntimeExport("SystemNative_ConfigureTerminalForChildProcess")]
    internal static void ConfigureTerminalForChild(int childUsesTerminal)
    {
        // There is no child, and the terminal's state does not depend on one.
    }

    [RuntimeExport("SystemNative_GetPriority")]
    internal static int Priority(int which, int who)
    {
        if (!IsThisOne(who))
        {
            return Errno.Fail(ErrorNumber.ESRCH);
        }

        Errno.SetErrNo((int)ErrorNumber.None);
        return 0;
    }

    [RuntimeExport("SystemNative_SetPriority")]
    internal static int SetPriority(int which, int who, int nice) =>
        Errno.Fail(IsThisOne(who) ? ErrorNumber.ENOTSUP : ErrorNumber.ESRCH);

    // SAFETY: a place for a result.
    [RuntimeExport("SystemNative_SchedGetAffinity")]
    internal static unsafe int Affinity(int process, nint* mask) => Affinity(process, Passed.Place(mask));

    // SAFETY: one word.
    [RuntimeExport("SystemNative_SchedSetAffinity")]
    internal static unsafe int SetAffinity(int process, nint* mask) => SetAffinity(process, Passed.Place(mask));

    // SAFETY: a place with the length of the array, and the array.
    [RuntimeExport("SystemNative_GetGroupList")]
    internal static unsafe int GroupsOf(nint user, uint group, uint* groups, int* count) =>
        GroupsOf(group, Passed.Array(groups, count == null ? 0 : *count), Passed.Place(count));

    private static int Affinity(int process, Span<nint> mask)
    {
        if (!IsThisOne(process) || mask.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.ESRCH);
        }

        mask[0] = 1;
        return 0;
    }

    private static int SetAffinity(int process, ReadOnlySpan<nint> mask)
    {
        if (!IsThisOne(process) || mask.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.ESRCH);
        }

        return mask[0] == 1 ? 0 : Errno.Fail(ErrorNumber.EINVAL);
    }

    private static int GroupsOf(uint group, Span<uint> groups, Span<int> count)
    {
        if (groups.IsEmpty)
        {
            return None;
        }

        groups[0] = group;
        count[0] = 1;
        return 1;
    }

    /// <summary>When the monotonic clock began, in units of 100 ns since 1970.</summary>
    [RuntimeExport("SystemNative_GetBootTimeTicks")]
    internal static long BootTime() => NativeTime.SystemTime() - NativeTime.Nanoseconds() / NanosecondsPerTick;
}
