using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime.Diagnostics;

/// <summary>
/// Text out of the kernel itself, before there is a console and when there is none any more: to the serial port and,
/// once set, to the screen. Allocates nothing.
/// </summary>
[Resident]
internal static class KernelLog
{
    private const int KeptBytes = 4096;

    // SAFETY: null or what AttachScreen was given.
    private static unsafe delegate*<byte*, nuint, void> s_screen;
    private static Kept s_kept;
    private static int s_keptCount;

    /// <summary>What was written before there was a screen, its first bytes.</summary>
    [InlineArray(KeptBytes)]
    private struct Kept
    {
        private byte _first;
    }

    /// <summary>
    /// Also sends everything to <paramref name="screen"/> (bytes, length): what was written so far now, the rest when
    /// it is.
    /// </summary>
    // SAFETY: the pointer is kept, for WriteToScreen.
    public static unsafe void AttachScreen(delegate*<byte*, nuint, void> screen)
    {
        s_screen = screen;
        Span<byte> kept = s_kept;
        WriteToScreen(kept[..s_keptCount]);
        s_keptCount = 0;
    }

    /// <summary>Ends any control sequence that the screen is in the middle of, and its colours.</summary>
    // SAFETY: the pointer is compared.
    public static unsafe void ResetScreen()
    {
        if (s_screen != null)
        {
            WriteToScreen("\x18\x1b[0m"u8);
        }
    }

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

            return;
        }

        Span<byte> kept = s_kept;
        int count = Math.Min(text.Length, KeptBytes - s_keptCount);
        text[..count].CopyTo(kept[s_keptCount..]);
        s_keptCount += count;
    }
}
