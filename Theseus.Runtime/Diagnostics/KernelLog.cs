using Theseus.Format;

namespace Theseus.Runtime.Diagnostics;

/// <summary>
/// Text out of the kernel itself, before there is a console and when there is none any more: to the serial port and,
/// once set, to the screen. Allocates nothing.
/// </summary>
[Resident]
internal static class KernelLog
{
    // SAFETY: null or what AttachScreen was given.
    private static unsafe delegate*<byte*, nuint, void> s_screen;

    /// <summary>Also sends everything to <paramref name="screen"/> (bytes, length) from now on.</summary>
    // SAFETY: the pointer is kept, for WriteToScreen.
    public static unsafe void AttachScreen(delegate*<byte*, nuint, void> screen) => s_screen = screen;

    /// <summary>Ends any control sequence that the screen is in the middle of, and its colours.</summary>
    public static void ResetScreen() => WriteToScreen("\x18\x1b[0m"u8);

    /// <summary>Writes UTF-8 text; a line feed also returns the carriage on the serial line.</summary>
    public static void Write(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            if (value == '\n')
            {
                SerialPort.Write((byte)'\r');
            }

            SerialPort.Write(value);
        }

        WriteToScreen(text);
    }

    /// <summary>Writes a number in decimal.</summary>
    public static void WriteDecimal(ulong value)
    {
        Span<byte> digits = stackalloc byte[20];
        int at = digits.Length;
        do
        {
            digits[--at] = (byte)('0' + (value % 10));
            value /= 10;
        }
        while (value != 0);
        Write(digits[at..]);
    }

    /// <summary>Writes 16 hexadecimal digits.</summary>
    public static void WriteHex(ulong value)
    {
        Span<byte> digits = stackalloc byte[16];
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            uint digit = (uint)value & 15;
            digits[i] = (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
            value >>= 4;
        }

        Write(digits);
    }

    // SAFETY: what is not null is a static method of that signature, which reads so many bytes before it returns.
    private static unsafe void WriteToScreen(ReadOnlySpan<byte> text)
    {
        if (s_screen != null)
        {
            fixed (byte* first = text)
            {
                s_screen(first, (nuint)text.Length);
            }
        }
    }
}
