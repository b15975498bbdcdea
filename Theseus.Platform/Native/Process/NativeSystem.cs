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
// SAFETY: buffers are the BCL's with their true sizes; texts given out are copies for it to free.
internal static unsafe class NativeSystem
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
        if (ProgramRunner.Depth != 0)
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
        if (ProgramRunner.Depth != 0)
        {
            ProgramBoundary.Leave(ProgramEnd.Aborted);
        }

        Panic.Stop("the kernel has called abort"u8);
    }

    [RuntimeExport("SystemNative_GetPid")]
    internal static int CurrentProcess() => ProcessId;

    [RuntimeExport("SystemNative_GetProcessPath")]
    internal static byte* ProcessPath() =>
        NativeText.Duplicate(System.Text.Encoding.UTF8.GetBytes("/" + ProgramRunner.CurrentName));

    [RuntimeExport("SystemNative_GetHostName")]
    internal static int HostName(byte* buffer, int size)
    {
        if (buffer == null || size <= 0)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        return NativeText.Copy("theseus"u8, buffer, size) ? 0 : Errno.Fail(ErrorNumber.ENAMETOOLONG);
    }

    [RuntimeExport("SystemNative_GetUnixRelease")]
    internal static byte* Release() => NativeText.Duplicate(Version);

    /// <summary>0, or -1 with the capacity that is needed where the text does not fit.</summary>
    [RuntimeExport("SystemNative_GetUnixVersion")]
    internal static int UnixVersion(byte* buffer, int* capacity)
    {
        ReadOnlySpan<byte> text = "Theseus 0.1.0"u8;
        if (capacity == null)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        if (buffer != null && *capacity > text.Length)
        {
            NativeText.Copy(text, buffer, *capacity);
            return 0;
        }

        *capacity = text.Length + 1;
        return Errno.Fail(ErrorNumber.ERANGE);
    }

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
    [RuntimeExport("SystemNative_GetCpuUtilization")]
    internal static double CpuUtilization(CpuTimes* previous)
    {
        if (previous == null)
        {
            return 0;
        }

        ulong now = (ulong)NativeTime.Nanoseconds();
        previous->TimeNs = now;
        previous->KernelNs = 0;
        previous->UserNs = now;
        return 100;
    }

    [RuntimeExport("SystemNative_Log")]
    internal static void Log(byte* text, int length) => LogError(text, length);

    [RuntimeExport("SystemNative_LogError")]
    internal static void LogError(byte* text, int length)
    {
        if (text != null && length > 0)
        {
            ConsoleOutput.Write(new ReadOnlySpan<byte>(text, length));
        }
    }

    /// <summary>
    /// What a program says for the system's log (Trace and Debug do). There is none yet, and the console is not it.
    /// </summary>
    [RuntimeExport("SystemNative_SysLog")]
    internal static void SystemLog(int priority, byte* message, byte* argument)
    {
    }
}
