using System.Runtime;
using Theseus.Platform.Devices;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;
using Theseus.Platform.Native.Time;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Theseus.Tasks.Programs;

namespace Theseus.Platform.Native.Process;

/// <summary>What the machine and its only process are called, and how they end.</summary>
internal static class NativeSystem
{
    private const int X64 = 1; // System.Runtime.InteropServices.Architecture.X64
    private const int ClockTicks = 1, PageSize = 2; // Interop.Sys.SysConfName
    private const int ProcessId = 1;

    private static ReadOnlySpan<byte> Version => "0.1.0"u8;

    internal struct CpuTimes
    {
        public ulong TimeNs;
        public ulong KernelNs;
        public ulong UserNs;
    }

    /// <summary>What <c>Environment.Exit</c> comes to: ends the running program, or turns the machine off.</summary>
    [RuntimeExport("SystemNative_Exit")]
    internal static void Exit(int status)
    {
        if (ProgramTable.IsProgram)
        {
            ProgramBoundary.Leave(ProgramEnd.Exited, status);
        }

        Power.Off((byte)status);
    }

    /// <summary>
    /// What <c>Environment.FailFast</c> comes to, after it has said why: ends the running program as SIGABRT would, or
    /// stops the machine if it is the kernel that gave up.
    /// </summary>
    [RuntimeExport("SystemNative_Abort")]
    internal static void Abort()
    {
        if (ProgramTable.IsProgram)
        {
            ProgramBoundary.Leave(ProgramEnd.Aborted);
        }

        Panic.Stop("the kernel has called abort"u8);
    }

    [RuntimeExport("SystemNative_GetPid")]
    internal static int CurrentProcess() => ProcessId;

    // SAFETY: a copy for the class library to free.
    [RuntimeExport("SystemNative_GetProcessPath")]
    internal static unsafe byte* ProcessPath() =>
        NativeText.Duplicate(System.Text.Encoding.UTF8.GetBytes("/" + ProgramRunner.CurrentName));

    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_GetHostName")]
    internal static unsafe int HostName(byte* buffer, int size) => HostName(Passed.Array(buffer, size));

    // SAFETY: a copy for the class library to free.
    [RuntimeExport("SystemNative_GetUnixRelease")]
    internal static unsafe byte* Release() => NativeText.Duplicate(Version);

    /// <summary>0, or -1 with the capacity that is needed where the text does not fit.</summary>
    // SAFETY: a place with the length of the buffer, and the buffer.
    [RuntimeExport("SystemNative_GetUnixVersion")]
    internal static unsafe int UnixVersion(byte* buffer, int* capacity) =>
        UnixVersion(Passed.Array(buffer, capacity == null ? 0 : *capacity), Passed.Place(capacity));

    [RuntimeExport("SystemNative_GetOSArchitecture")]
    internal static int Architecture() => X64;

    [RuntimeExport("SystemNative_SysConf")]
    internal static long Configuration(int name) => name switch
    {
        ClockTicks => 100,
        PageSize => 4096,
        _ => Errno.Fail(ErrorNumber.EINVAL),
    };

    /// <summary>
    /// Percentage of the CPU used since the times in <paramref name="previous"/>, which are brought up to date. The one
    /// task has the CPU to itself, so this is all of it, and all of it counts as the program's.
    /// </summary>
    // SAFETY: a place for the times.
    [RuntimeExport("SystemNative_GetCpuUtilization")]
    internal static unsafe double CpuUtilization(CpuTimes* previous) => CpuUtilization(Passed.Place(previous));

    // SAFETY: a text of the length that is given.
    [RuntimeExport("SystemNative_Log")]
    internal static unsafe void Log(byte* text, int length) => ConsoleOutput.Write(Passed.Array(text, length));

    // SAFETY: a text of the length that is given.
    [RuntimeExport("SystemNative_LogError")]
    internal static unsafe void LogError(byte* text, int length) => ConsoleOutput.Write(Passed.Array(text, length));

    /// <summary>
    /// What a program says for the system's log (Trace and Debug do). There is none yet, and the console is not it.
    /// </summary>
    [RuntimeExport("SystemNative_SysLog")]
    internal static void SystemLog(int priority, nint message, nint argument)
    {
    }

    private static int HostName(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        return NativeText.Copy("theseus"u8, buffer) ? 0 : Errno.Fail(ErrorNumber.ENAMETOOLONG);
    }

    private static int UnixVersion(Span<byte> buffer, Span<int> capacity)
    {
        ReadOnlySpan<byte> text = "Theseus 0.1.0"u8;
        if (capacity.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        if (buffer.Length > text.Length)
        {
            NativeText.Copy(text, buffer);
            return 0;
        }

        capacity[0] = text.Length + 1;
        return Errno.Fail(ErrorNumber.ERANGE);
    }

    private static double CpuUtilization(Span<CpuTimes> previous)
    {
        if (previous.IsEmpty)
        {
            return 0;
        }

        ulong now = (ulong)NativeTime.Nanoseconds();
        previous[0] = new CpuTimes { TimeNs = now, KernelNs = 0, UserNs = now };
        return 100;
    }
}
