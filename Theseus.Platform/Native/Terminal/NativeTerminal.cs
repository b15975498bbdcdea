using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Platform.Interfaces;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Files;
using Theseus.Platform.Native.Process;
using Theseus.Platform.Native.Text;
using Theseus.Platform.Native.Threads;
using Theseus.Platform.Native.Time;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Native.Terminal;

/// <summary>
/// What System.Console asks of a terminal. Input and output are raw, as the BCL wants them while it reads: it echoes
/// and edits itself.
/// </summary>
[OfInstance]
internal static class NativeTerminal
{
    private const int Interrupt = 0, Erase = 2, EndOfFile = 4, MinimumRead = 6; // Interop.Sys.ControlCharacterNames
    private const ulong MillisecondsPerDecisecond = 100;
    // a guess: nobody knows what is at the other end
    private const int SerialCharacterWidth = 8, SerialCharacterHeight = 16;

    private static bool s_isDetached;
    private static bool s_returnsAtOnce;
    private static bool s_breakIsInput;
    private static int s_limitDeciseconds;
    private static nint s_invalidated;

    /// <summary>
    /// True while nobody sits at the console (commands run from a script): the standard files are then no terminal, and
    /// reading from them gives the end at once.
    /// </summary>
    public static bool IsDetached
    {
        get => s_isDetached;
        set => s_isDetached = value;
    }

    /// <summary>Tells System.Console that the terminal's size or cursor is no longer what it remembers.</summary>
    // SAFETY: the handler is the class library's own, set for the lifetime of the program.
    public static unsafe void Invalidate()
    {
        if (s_invalidated != 0)
        {
            ((delegate* unmanaged<void>)s_invalidated)();
        }
    }

    /// <summary>What a program has asked of the terminal, and of signals, ends with it.</summary>
    internal static void OnProgramEnd()
    {
        SetBreakIsInput(false);
        AfterRead();
        NativeSignals.Reset();
    }

    internal static void Write(ReadOnlySpan<byte> bytes)
    {
        if (NativeText.AreEqual(bytes, CursorPosition.Request))
        {
            CursorPosition.Ask();
        }
        else
        {
            ConsoleOutput.Write(bytes);
        }
    }

    internal static int Read(Span<byte> buffer)
    {
        if (s_isDetached || buffer.IsEmpty)
        {
            return 0;
        }

        int answered = CursorPosition.TakeAnswer(buffer);
        if (answered > 0)
        {
            return answered;
        }

        int count = ConsoleInput.Read(buffer);
        if (count == ConsoleInput.Interrupted)
        {
            RefusedWaits.BeginKill();
            return Errno.Fail(ErrorNumber.EINTR);
        }

        CursorPosition.Watch(buffer[..count]);
        return count;
    }

    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_ReadStdin")]
    internal static unsafe int ReadStandardInput(byte* buffer, int size) =>
        buffer == null || size < 0 ? Errno.Fail(ErrorNumber.EFAULT) : ReadStandardInput(Passed.Array(buffer, size));

    [RuntimeExport("SystemNative_StdinReady")]
    internal static int StandardInputReady() => !s_isDetached && IsInputReady ? 1 : 0;

    /// <summary>termios' VMIN and VTIME for the reads that follow.</summary>
    [RuntimeExport("SystemNative_InitializeConsoleBeforeRead")]
    internal static void BeforeRead(byte minimum, byte deciseconds)
    {
        s_returnsAtOnce = minimum == 0;
        s_limitDeciseconds = deciseconds;
    }

    [RuntimeExport("SystemNative_UninitializeConsoleAfterRead")]
    internal static void AfterRead() => s_returnsAtOnce = false;

    [RuntimeExport("SystemNative_InitializeTerminalAndSignalHandling")]
    internal static int Initialize() => 1;

    [RuntimeExport("SystemNative_UninitializeTerminal")]
    internal static void Uninitialize() => AfterRead();

    [RuntimeExport("SystemNative_SetTerminalInvalidationHandler")]
    internal static void SetInvalidationHandler(nint handler) => s_invalidated = handler;

    // SAFETY: a text that ends in a zero.
    [RuntimeExport("SystemNative_SetKeypadXmit")]
    internal static unsafe void SetKeypadTransmit(nint descriptor, byte* sequence) =>
        WriteTo(descriptor, NativeText.Of(sequence));

    [RuntimeExport("SystemNative_IsATty")]
    internal static int IsTerminal(nint descriptor)
    {
        if (!FileTable.IsOpen(descriptor))
        {
            return 0;
        }

        if (FileTable.At(descriptor).Kind == FileKind.Terminal && !s_isDetached)
        {
            return 1;
        }

        Errno.Fail(ErrorNumber.ENOTTY);
        return 0;
    }

    // SAFETY: a place for rows, columns, and both in pixels.
    [RuntimeExport("SystemNative_GetWindowSize")]
    internal static unsafe int WindowSize(nint descriptor, ushort* size) =>
        WindowSize(descriptor, Passed.Array(size, 4));

    [RuntimeExport("SystemNative_SetWindowSize")]
    internal static int SetWindowSize(nint size) => Errno.Fail(ErrorNumber.ENOTSUP);

    // SAFETY: two arrays of the length that is given, and a place for a result.
    [RuntimeExport("SystemNative_GetControlCharacters")]
    internal static unsafe void ControlCharacters(int* names, byte* values, int count, byte* disabled)
    {
        ControlCharacters(Passed.Array(names, count), Passed.Array(values, count));
        *disabled = 0;
    }

    /// <summary>Says whether the program wants Ctrl-C as a key.</summary>
    private static void SetBreakIsInput(bool isInput)
    {
        s_breakIsInput = isInput;
        ProgramTable.At(ProgramTable.Current).ReadsBreaks = isInput;
    }

    /// <summary>termios' ISIG: whether Ctrl-C is to be a signal (<see cref="NativeSignals"/>), and no key.</summary>
    [RuntimeExport("SystemNative_GetSignalForBreak")]
    internal static int SignalForBreak() => s_breakIsInput ? 0 : 1;

    [RuntimeExport("SystemNative_SetSignalForBreak")]
    internal static int SetSignalForBreak(int signal)
    {
        SetBreakIsInput(signal == 0);
        return 1;
    }

    private static void WriteTo(nint descriptor, ReadOnlySpan<byte> text)
    {
        if (IsTerminal(descriptor) != 0)
        {
            Write(text);
        }
    }

    private static int ReadStandardInput(Span<byte> buffer)
    {
        bool mustWait = !s_returnsAtOnce || CursorPosition.IsDue || WaitForInput(s_limitDeciseconds);
        return mustWait ? Read(buffer) : 0;
    }

    private static int WindowSize(nint descriptor, Span<ushort> size)
    {
        if (size.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        if (IsTerminal(descriptor) == 0)
        {
            return -1;
        }

        size[0] = (ushort)ConsoleOutput.Rows;
        size[1] = (ushort)ConsoleOutput.Columns;
        size[2] = (ushort)(ConsoleOutput.Columns * (DriverTable.Screen?.CharacterWidth ?? SerialCharacterWidth));
        size[3] = (ushort)(ConsoleOutput.Rows * (DriverTable.Screen?.CharacterHeight ?? SerialCharacterHeight));
        return 0;
    }

    private static void ControlCharacters(ReadOnlySpan<int> names, Span<byte> values)
    {
        for (int i = 0; i < names.Length; i++)
        {
            values[i] = names[i] switch
            {
                Interrupt => 0x03,
                Erase => 0x7F,
                EndOfFile => 0x04,
                MinimumRead => 1,
                _ => 0,
            };
        }
    }

    internal static bool IsInputReady => CursorPosition.HasAnswer || ConsoleInput.IsReady;

    /// <summary>Waits for input for so many tenths of a second; whether there is some then.</summary>
    internal static bool WaitForInput(int deciseconds)
    {
        ulong until = Scheduler.After((ulong)deciseconds * MillisecondsPerDecisecond);
        while (!s_isDetached && !IsInputReady)
        {
            if (Cpu.ReadTimestamp() >= until)
            {
                return false;
            }

            ConsoleInput.Wait(until);
        }

        return !s_isDetached;
    }
}
