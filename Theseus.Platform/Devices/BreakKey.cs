using Theseus.Format;
using Theseus.Platform.Native.Process;
using Theseus.Tasks.Programs;

namespace Theseus.Platform.Devices;

/// <summary>
/// Ctrl-C and Ctrl-Z, seen by the interrupts that bring them, since a program that loops asks for no key: the character
/// on the serial line, the two keys on the keyboard (set 1 of scan codes, IBM PS/2 Hardware Interface Technical
/// Reference). Where the shell is at the keyboard, or a program that wants to read the keys, they are input like any
/// other.
/// </summary>
[Resident]
internal static class BreakKey
{
    private const byte EndOfText = 0x03, Substitute = 0x1A;
    private const byte ControlMake = 0x1D, ControlBreak = 0x9D;
    private const byte LetterC = 0x2E, LetterZ = 0x2C;

    private static bool s_control;

    /// <summary>True if a byte of the serial line is taken, and is no input.</summary>
    public static bool TakesByte(byte value) => value switch
    {
        EndOfText => Takes(stops: false),
        Substitute => Takes(stops: true),
        _ => false,
    };

    /// <summary>True if a scan code is taken, and is no input.</summary>
    public static bool TakesScanCode(byte code)
    {
        s_control = code == ControlMake || (code != ControlBreak && s_control);
        return s_control && (code == LetterC ? Takes(stops: false) : code == LetterZ && Takes(stops: true));
    }

    private static bool Takes(bool stops)
    {
        int program = ProgramTable.Foreground;
        ref ProgramRecord record = ref ProgramTable.At(program);
        if (program == 0 || record.Phase != ProgramPhase.Running)
        {
            return false;
        }

        bool isInput = record.ReadsBreaks;
        bool isRaised = !isInput && ProgramSignals.TryNote(program, stops ? NativeSignals.TerminalStop
            : NativeSignals.Interrupt);
        if (!isInput && !isRaised && stops)
        {
            ProgramTable.Stop(program);
        }
        else if (!isInput && !isRaised)
        {
            ProgramTable.AskForEnd(program, ProgramEnd.Interrupted);
        }

        return !isInput;
    }
}
