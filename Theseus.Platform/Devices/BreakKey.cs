using Theseus.Format;
using Theseus.Platform.Native.Process;
using Theseus.Platform.Native.Terminal;
using Theseus.Tasks.Programs;

namespace Theseus.Platform.Devices;

/// <summary>
/// Ctrl-C, seen by the interrupts that bring it, since a program that loops asks for no key: the character on the
/// serial line, the two keys on the keyboard (set 1 of scan codes, IBM PS/2 Hardware Interface Technical Reference).
/// While no program runs, or where it wants to read the key, it is input like any other.
/// </summary>
[Resident]
internal static class BreakKey
{
    private const byte EndOfText = 0x03;
    private const byte ControlMake = 0x1D, ControlBreak = 0x9D;
    private const byte LetterC = 0x2E;

    private static bool s_control;

    /// <summary>True if a byte of the serial line is taken, and is no input.</summary>
    public static bool TakesByte(byte value) => value == EndOfText && Takes();

    /// <summary>True if a scan code is taken, and is no input.</summary>
    public static bool TakesScanCode(byte code)
    {
        s_control = code == ControlMake || (code != ControlBreak && s_control);
        return code == LetterC && s_control && Takes();
    }

    private static bool Takes()
    {
        if (ProgramRunner.Depth == 0 || NativeTerminal.BreakIsInput)
        {
            return false;
        }

        if (!NativeSignals.TryRaise(NativeSignals.Interrupt))
        {
            Interruption.Request();
        }

        return true;
    }
}
