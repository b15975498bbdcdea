using System.Diagnostics.CodeAnalysis;
using Theseus.Memory.Physical;
using Theseus.Memory;
using Theseus.Platform.Console;
using Theseus.Platform.Devices;
using Theseus.Platform.Native.Files;
using Theseus.Platform.Native.Terminal;
using Theseus.Platform.Native.Threads;
using Theseus.Platform.Programs;
using Theseus.Runtime.Diagnostics;
using Theseus.Runtime;

namespace Theseus.Platform;

/// <summary>
/// What the BCL's native calls and the shell stand on: the console, the clock, native memory, entropy, waiting.
/// </summary>
// SAFETY: native blocks go through NativeHeap's checks.
internal static unsafe class Machine
{
    private const int SerialColumns = 80;
    private const int SerialRows = 25;
    private const byte FrameMark = 1;

    private static bool s_framed;
    private static ulong s_lastPresent;

    /// <summary>Bytes of console input that wait to be read, or a terminal's answer.</summary>
    public static bool ConsoleInputReady => InputRing.Count > 0 || TextScreen.HasReply;

    /// <summary>Width of the console in characters.</summary>
    public static int Columns => TextScreen.IsReady ? TextScreen.Columns : SerialColumns;

    /// <summary>Height of the console in characters.</summary>
    public static int Rows => TextScreen.IsReady ? TextScreen.Rows : SerialRows;

    /// <summary>Monotonic time in ticks of <see cref="TimestampFrequency"/>.</summary>
    public static ulong TimestampTicks => Clock.Now;

    /// <summary>Ticks a second.</summary>
    public static ulong TimestampFrequency => Clock.Frequency;

    /// <summary>From the loader's last instruction to the shell's first.</summary>
    public static TimeSpan BootTime { get; private set; }

    /// <summary>Says that the shell begins.</summary>
    public static void BootHasEnded()
    {
        DeviceRegistry.OfferPorts("rtc", RealTimeClockPorts, 2);
        BootTime = TimeSpan.FromMicroseconds(Clock.SinceLoaderNs / 1000.0);
        StatusFile.Provide();
    }

    /// <summary>100 ns units since the year 1, UTC.</summary>
    public static long UtcTicks => Clock.UtcTicks;

    /// <summary>Index and data of the clock with the battery (MC146818A). The kernel reads it while it boots and never again.</summary>
    private const ushort RealTimeClockPorts = 0x70;

    /// <summary>File by which <c>./theseus exec</c> hands over its lines.</summary>
    public const string ScriptFile = "opt/theseus/exec";

    /// <summary>Asks whether <c>exec</c> runs, so that a panic from here on powers off and is told apart.</summary>
    public static void DetectExec()
    {
        if (FirmwareConfiguration.Exists("opt/theseus/exec"u8))
        {
            Theseus.Runtime.Panic.PowerOffPort = Power.DebugExitPort;
        }
    }

    /// <summary>From now on the serial line carries frames: see <see cref="EndLine"/>.</summary>
    public static void BeginFrames()
    {
        s_framed = true;
        NativeTerminal.IsDetached = true; // what runs is a program under a pipe, as on any system
        SerialPort.Write(FrameMark);
        SerialPort.Write((byte)'B');
    }

    /// <summary>Ends the output of one line of <c>exec</c> with its status.</summary>
    public static void EndLine(int status)
    {
        SerialPort.Write(FrameMark);
        SerialPort.Write((byte)'S');
        Span<byte> digits = stackalloc byte[16];
        status.TryFormat(digits, out int count);
        for (int i = 0; i < count; i++)
        {
            SerialPort.Write(digits[i]);
        }

        SerialPort.Write((byte)'\n');
    }

    /// <summary>Writes UTF-8 text to the screen and the serial line.</summary>
    public static void WriteConsole(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (s_framed && value == FrameMark)
            {
                SerialPort.Write(FrameMark);
            }
            else if (!s_framed && value == '\n')
            {
                SerialPort.Write((byte)'\r');
            }

            SerialPort.Write(value);
        }

        TextScreen.Write(bytes);
        PresentIfDue();
    }

    /// <summary>
    /// Draws what has changed, at most every 20 ms: text that scrolls by is not worth drawing line by line. Waiting for
    /// input and a panic draw the rest.
    /// </summary>
    private static void PresentIfDue()
    {
        ulong now = Cpu.ReadTimestamp();
        if (now - s_lastPresent > Clock.Frequency / 50)
        {
            TextScreen.Present();
            s_lastPresent = Cpu.ReadTimestamp();
        }
    }

    /// <summary>Takes input, waiting for at least one byte. Returns the number of bytes; 0 only for no room.</summary>
    public static int ReadConsole(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            int count = TextScreen.TakeReply(buffer);
            if (count == 0)
            {
                count = InputRing.Read(buffer);
            }

            if (count > 0)
            {
                return count;
            }

            TextScreen.Present();
            FinalizerContext.RunPending();
            WaitForInterrupt();
        }
    }

    /// <summary>Native memory, aligned to 16 bytes; null where it is out.</summary>
    public static void* Allocate(nuint bytes) => NativeHeap.Allocate(bytes);

    /// <summary>Gives native memory back; null is allowed.</summary>
    public static void Free(void* block) => NativeHeap.Free(block);

    /// <summary>Resizes native memory; null where it is out, and the old block stays.</summary>
    public static void* Reallocate(void* block, nuint bytes) => NativeHeap.Reallocate(block, bytes);

    /// <summary>Addresses for so many pages, without memory; null where they are out.</summary>
    public static void* ReservePages(nuint pages) => NativeHeap.Reserve(pages);

    /// <summary>Puts zeroed memory under more of them, in order. False where memory is out.</summary>
    public static bool CommitPages(void* start, nuint committed, nuint more, nuint reserved) =>
        NativeHeap.Commit(start, committed, more, reserved);

    /// <summary>Gives them back, and the memory under them.</summary>
    public static void ReleasePages(void* start, nuint committed, nuint reserved) => NativeHeap.Release(start, committed, reserved);

    /// <summary>
    /// Gives way to whoever could end the caller's wait. False if nobody can: the wait would last for ever.
    /// </summary>
    /// <param name="isTimed">The wait ends by itself when its time is over.</param>
    public static bool Wait(bool isTimed = false) => FinalizerContext.Yield(isTimed);

    /// <summary>Ends the wait that the caller is in for CoreLib, if it can be interrupted: it is signalled then.</summary>
    internal static void InterruptWait() => RefusedWaits.Interrupt();

    /// <summary>What a wait that nobody can end throws.</summary>
    internal static Exception RefusedWait => RefusedWaits.Exception;

    /// <summary>How deep programs are nested; 0 while none runs.</summary>
    public static int ProgramDepth => ProgramRunner.Depth;

    /// <summary>The name of the running program; the system's where none runs.</summary>
    public static string ProgramName => ProgramDepth != 0 ? MemoryOwner.Current.Name : "theseus";

    /// <summary>Saves memory of the program that is about to begin: its contents come back when it has ended. False where memory is out.</summary>
    internal static bool TrySave(void* start, nuint bytes) => WorldCheckpoint.TrySave(start, bytes);

    /// <summary>What <c>Environment.Exit</c> comes to: ends the running program, or turns the machine off.</summary>
    [DoesNotReturn]
    public static void PowerOff(int status)
    {
        if (ProgramDepth != 0)
        {
            ProgramBoundary.Leave(ProgramEnd.Exited, status);
        }

        Power.Off((byte)status);
    }

    /// <summary>
    /// What <c>Environment.FailFast</c> comes to, after it has said why: ends the running program as SIGABRT would, or
    /// stops the machine if it is the kernel that gave up.
    /// </summary>
    [DoesNotReturn]
    public static void Abort()
    {
        if (ProgramDepth != 0)
        {
            ProgramBoundary.Leave(ProgramEnd.Aborted);
        }

        Runtime.Panic.Stop("the kernel has called abort"u8);
    }

    /// <summary>Says something of the system's own, beside what programs print.</summary>
    public static void Log(ReadOnlySpan<byte> message) => WriteConsole(message);

    /// <summary>Stops the machine with a message.</summary>
    [DoesNotReturn]
    public static void Panic(ReadOnlySpan<byte> message) => Runtime.Panic.Stop(message);

    private static void WaitForInterrupt()
    {
        Cpu.DisableInterrupts();
        if (ConsoleInputReady)
        {
            Cpu.EnableInterrupts();
            return;
        }

        Cpu.WaitForInterrupt();
    }

    private static void WriteToScreen(byte* text, nuint length)
    {
        TextScreen.Write(new ReadOnlySpan<byte>(text, (int)length));
        TextScreen.Present();
    }
}
