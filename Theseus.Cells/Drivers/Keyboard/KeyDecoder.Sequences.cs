namespace Theseus.Cells.Drivers.Keyboard;

internal static partial class KeyDecoder
{
    // The number in "ESC [ n ~" of F5 to F12 (xterm's ctlseqs, PC-style function keys).
    private static ReadOnlySpan<byte> FunctionNumbers => [15, 17, 18, 19, 20, 21, 23, 24];

    // xterm: 1 + shift + 2 alt + 4 control; 1 is none and is left out.
    private static int ModifierParameter => 1 + (Shift ? 1 : 0) + (Alt ? 2 : 0) + (Control ? 4 : 0);

    // The block of keys between main part and keypad, and the keypad without num lock: same codes.
    private static void Navigation(int key, Span<byte> output)
    {
        switch (key)
        {
            case 0x47: Letter((byte)'H', output); break;
            case 0x48: Letter((byte)'A', output); break;
            case 0x49: Tilde(5, output); break;
            case 0x4B: Letter((byte)'D', output); break;
            case 0x4C: Begin(output); break;
            case 0x4D: Letter((byte)'C', output); break;
            case 0x4F: Letter((byte)'F', output); break;
            case 0x50: Letter((byte)'B', output); break;
            case 0x51: Tilde(6, output); break;
            case 0x52: Tilde(2, output); break;
            case 0x53: Tilde(3, output); break;
        }
    }

    // The middle of the keypad: as xterm sends it to programs that read keys. "ESC [ E" the class library takes for
    // three keys.
    private static void Begin(Span<byte> output)
    {
        if (ModifierParameter == 1)
        {
            SingleShift((byte)'E', output);
        }
        else
        {
            Modified((byte)'E', output);
        }
    }

    private static void FunctionKey(int number, Span<byte> output)
    {
        if (number >= 5)
        {
            Tilde(FunctionNumbers[number - 5], output);
            return;
        }

        byte final = (byte)('P' + number - 1);
        if (ModifierParameter == 1)
        {
            SingleShift(final, output);
        }
        else
        {
            Modified(final, output);
        }
    }

    private static void Letter(byte final, Span<byte> output)
    {
        if (ModifierParameter != 1)
        {
            Modified(final, output);
        }
        else if (s_applicationCursorKeys)
        {
            SingleShift(final, output);
        }
        else
        {
            Add(0x1B, output);
            Add((byte)'[', output);
            Add(final, output);
        }
    }

    private static void SingleShift(byte final, Span<byte> output)
    {
        Add(0x1B, output);
        Add((byte)'O', output);
        Add(final, output);
    }

    private static void Modified(byte final, Span<byte> output)
    {
        Add(0x1B, output);
        Add((byte)'[', output);
        Add((byte)'1', output);
        Add((byte)';', output);
        Add((byte)('0' + ModifierParameter), output);
        Add(final, output);
    }

    private static void Tilde(int number, Span<byte> output)
    {
        Add(0x1B, output);
        Add((byte)'[', output);
        if (number >= 10)
        {
            Add((byte)('0' + number / 10), output);
        }

        Add((byte)('0' + number % 10), output);
        if (ModifierParameter != 1)
        {
            Add((byte)';', output);
            Add((byte)('0' + ModifierParameter), output);
        }

        Add((byte)'~', output);
    }
}
