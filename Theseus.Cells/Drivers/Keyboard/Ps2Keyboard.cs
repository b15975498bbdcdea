using Theseus.Memory;
using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.Keyboard;

/// <summary>
/// The keyboard behind the 8042 controller (IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary
/// Device Controller"). There is one. Its interrupt (IRQ 1) is the kernel's, which takes the bytes and gives them to
/// <see cref="Decode"/>.
/// </summary>
public sealed class Ps2Keyboard : IKeyboard
{
    private const byte OutputFull = 1;
    private const byte InputFull = 2;
    private const byte ReadConfiguration = 0x20;
    private const byte WriteConfiguration = 0x60;
    private const byte EnableKeyboard = 0xAE;
    private const byte TranslationAndInterrupt = 0x41;
    private const byte ClockIsOff = 0x10;
    private const byte UsualConfiguration = 0x44;
    private const int Patience = 100_000;
    private const int MostBytesLeft = 64;

    /// <inheritdoc/>
    public int MaxBytes => KeyDecoder.MaxBytes;

    /// <summary>Clears what the firmware left, and asks for interrupts and translation to scan code set 1.</summary>
    /// <param name="data">One port: what the keyboard sends, and what it is sent.</param>
    /// <param name="control">One port: the controller's state, and its commands.</param>
    public Ps2Keyboard(in PortRange data, in PortRange control)
    {
        for (int i = 0; i < MostBytesLeft && (control.Read8(0) & OutputFull) != 0; i++)
        {
            data.Read8(0);
        }

        Command(control, ReadConfiguration);
        byte configuration = WaitForOutput(control) ? data.Read8(0) : UsualConfiguration;
        Command(control, WriteConfiguration);
        WaitForRoom(control);
        data.Write8(0, (byte)((configuration | TranslationAndInterrupt) & ~ClockIsOff));
        Command(control, EnableKeyboard);
    }

    /// <inheritdoc/>
    public int Decode(byte code, bool hasApplicationCursorKeys, Span<byte> input) =>
        KeyDecoder.Feed(code, hasApplicationCursorKeys, input);

    private static void Command(in PortRange control, byte command)
    {
        WaitForRoom(control);
        control.Write8(0, command);
    }

    private static void WaitForRoom(in PortRange control)
    {
        for (int i = 0; i < Patience && (control.Read8(0) & InputFull) != 0; i++)
        {
        }
    }

    private static bool WaitForOutput(in PortRange control)
    {
        for (int i = 0; i < Patience; i++)
        {
            if ((control.Read8(0) & OutputFull) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
