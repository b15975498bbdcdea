using Theseus.Format;

namespace Theseus.Runtime.Diagnostics;

/// <summary>
/// Text out of the kernel itself, before there is a console and when there is none any more: to the serial port and,
/// once set, to the screen. Allocates nothing.
/// </summary>
// SAFETY: callers give the length of their text; the digits stay inside their stack buffers.
[Resident]
internal static unsafe class KernelLog
{
    private const int KeptBytes = 4096;

    private static delegate*<byte*, nuint, void> s_screen;
    private static Kept s_kept;
    private static int s_keptCount;

    /// <summary>What was written before there was a screen, its first bytes.</summary>
    private struct Kept
    {
        public fixed byte Bytes[KeptBytes];
    }

    /// <summary>Also sends everything to <paramref name="screen"/> (bytes, length): what was written so far now, the rest when it is.</summary>
    public static void AttachScreen(delegate*<byte*, nuint, void> screen)
    {
        s_screen = screen;
        fixed (byte* kept = s_kept.Bytes)
        {
            screen(kept, (nuint)s_keptCount);
        }

        s_keptCount = 0;
    }

    /// <summary>Ends any control sequence that the screen is in the middle of, and its colours.</summary>
    public static void ResetScreen()
    {
        if (s_screen != null)
        {
            fixed (byte* cancel = "\x18\x1b[0m"u8)
            {
                s_screen(cancel, 5);
            }
        }
    }

    /// <summary>Writes UTF-8 text.</summary>
    public static void Write(ReadOnlySpan<byte> text)
    {
        fixed (byte* p = text)
        {
            Write(p, (nuint)text.Length);
        }
    }

    /// <summary>Writes UTF-8 text; a line feed also returns the carriage on the serial line.</summary>
    public static void Write(byte* text, nuint length)
    {
        for (nuint i = 0; i < length; i++)
        {
            if (text[i] == '\n')
            {
                SerialPort.Write((byte)'\r');
            }

            SerialPort.Write(text[i]);
        }

        if (s_screen != null)
        {
            s_screen(text, length);
            return;
        }

        for (nuint i = 0; i < length && s_keptCount < KeptBytes; i++)
        {
            s_kept.Bytes[s_keptCount++] = text[i];
        }
    }

    /// <summary>Writes text that ends with a zero byte; null is written as "?".</summary>
    public static void WriteZeroTerminated(byte* text)
    {
        if (text == null)
        {
            Write("?"u8);
            return;
        }

        nuint length = 0;
        while (text[length] != 0)
        {
            length++;
        }

        Write(text, length);
    }

    /// <summary>Writes a number in decimal.</summary>
    public static void WriteDecimal(ulong value)
    {
        byte* digits = stackalloc byte[20];
        int at = 20;
        do
        {
            digits[--at] = (byte)('0' + (value % 10));
            value /= 10;
        }
        while (value != 0);
        Write(digits + at, (nuint)(20 - at));
    }

    /// <summary>Writes 16 hexadecimal digits.</summary>
    public static void WriteHex(ulong value)
    {
        byte* digits = stackalloc byte[16];
        for (int i = 15; i >= 0; i--)
        {
            uint digit = (uint)value & 15;
            digits[i] = (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
            value >>= 4;
        }

        Write(digits, 16);
    }
}
