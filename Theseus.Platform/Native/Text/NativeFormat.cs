using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Text;

/// <summary>
/// snprintf with one argument, which System.Console's terminfo code uses: %[flags][width][.precision] and one of
/// d, i, u, o, x, X, c, s, or %%.
/// </summary>
internal static class NativeFormat
{
    private const int MaxDigits = 32;
    private const int MaxWidth = 4096;

    private ref struct Output
    {
        public Span<byte> Buffer;

        /// <summary>Of the whole text: what is beyond the buffer is counted and not written.</summary>
        public int Length;

        public void Add(byte value)
        {
            if (Length < Buffer.Length - 1)
            {
                Buffer[Length] = value;
            }

            Length++;
        }

        public void Add(byte value, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Add(value);
            }
        }
    }

    private ref struct Specification
    {
        public bool Left, Plus, Space, Zero, Alternate;
        public int Width, Precision;
        public byte Conversion;
    }

    // SAFETY: a buffer of the length that is given, and texts that end in a zero.
    [RuntimeExport("SystemNative_SNPrintF_1S")]
    internal static unsafe int Format(byte* buffer, int size, byte* format, byte* argument) =>
        Format(Passed.Array(buffer, size), size, NativeText.Of(format), 0, NativeText.Of(argument));

    // SAFETY: a buffer of the length that is given, and a text that ends in a zero.
    [RuntimeExport("SystemNative_SNPrintF_1I")]
    internal static unsafe int Format(byte* buffer, int size, byte* format, int argument) =>
        Format(Passed.Array(buffer, size), size, NativeText.Of(format), argument, default);

    // Returns the length of the whole text, of which what fits has been written, with a zero at the end.
    private static int Format(Span<byte> buffer, int size, ReadOnlySpan<byte> format, int number,
        ReadOnlySpan<byte> text)
    {
        if (size != buffer.Length)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        Output output = new() { Buffer = buffer };
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                output.Add(format[i]);
                continue;
            }

            i = Parse(format, i + 1, out Specification specification);
            switch ((char)specification.Conversion)
            {
                case '%': output.Add((byte)'%'); break;
                case 's': AddText(ref output, specification, text); break;
                case 'c': AddText(ref output, specification, [(byte)number]); break;
                case 'd' or 'i' or 'u' or 'o' or 'x' or 'X': AddNumber(ref output, specification, number); break;
                default: return Errno.Fail(ErrorNumber.EINVAL);
            }
        }

        if (!buffer.IsEmpty)
        {
            buffer[Math.Min(output.Length, buffer.Length - 1)] = 0;
        }

        return output.Length;
    }

    private static int Parse(ReadOnlySpan<byte> format, int i, out Specification result)
    {
        result = new Specification { Precision = -1 };
        for (; i < format.Length; i++)
        {
            if (format[i] == '-')
            {
                result.Left = true;
            }
            else if (format[i] == '+')
            {
                result.Plus = true;
            }
            else if (format[i] == ' ')
            {
                result.Space = true;
            }
            else if (format[i] == '0')
            {
                result.Zero = true;
            }
            else if (format[i] == '#')
            {
                result.Alternate = true;
            }
            else
            {
                break;
            }
        }

        for (; i < format.Length && format[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            result.Width = Math.Min(result.Width * 10 + format[i] - '0', MaxWidth);
        }

        if (i < format.Length && format[i] == '.')
        {
            result.Precision = 0;
            for (i++; i < format.Length && format[i] is >= (byte)'0' and <= (byte)'9'; i++)
            {
                result.Precision = Math.Min(result.Precision * 10 + format[i] - '0', MaxWidth);
            }
        }

        if (i < format.Length)
        {
            result.Conversion = format[i];
        }

        return i;
    }

    private static void AddText(ref Output output, in Specification specification, scoped ReadOnlySpan<byte> text)
    {
        bool isString = specification.Conversion == 's';
        if (isString && specification.Precision >= 0 && specification.Precision < text.Length)
        {
            text = text[..specification.Precision];
        }

        int padding = specification.Width - text.Length;
        if (!specification.Left)
        {
            output.Add((byte)' ', padding);
        }

        for (int i = 0; i < text.Length; i++)
        {
            output.Add(text[i]);
        }

        if (specification.Left)
        {
            output.Add((byte)' ', padding);
        }
    }

    private static void AddNumber(ref Output output, in Specification specification, int number)
    {
        bool signed = specification.Conversion is (byte)'d' or (byte)'i';
        uint magnitude = signed && number < 0 ? (uint)-(long)number : (uint)number;
        Span<byte> digits = stackalloc byte[MaxDigits];
        int count = Digits(magnitude, specification, digits);

        ReadOnlySpan<byte> prefix = signed && number < 0 ? "-"u8
            : signed && specification.Plus ? "+"u8
            : signed && specification.Space ? " "u8
            : specification.Alternate && magnitude != 0 && specification.Conversion == 'x' ? "0x"u8
            : specification.Alternate && magnitude != 0 && specification.Conversion == 'X' ? "0X"u8
            : specification.Alternate && specification.Conversion == 'o' && digits[count - 1] != '0' ? "0"u8
            : default;
        int zeros = Math.Max(0, specification.Precision - count);
        int padding = specification.Width - prefix.Length - zeros - count;
        if (specification.Zero && !specification.Left && specification.Precision < 0 && padding > 0)
        {
            zeros += padding;
            padding = 0;
        }

        if (!specification.Left)
        {
            output.Add((byte)' ', padding);
        }

        for (int i = 0; i < prefix.Length; i++)
        {
            output.Add(prefix[i]);
        }

        output.Add((byte)'0', zeros);
        for (int i = count - 1; i >= 0; i--)
        {
            output.Add(digits[i]);
        }

        if (specification.Left)
        {
            output.Add((byte)' ', padding);
        }
    }

    // Lowest digit first; C prints nothing for 0 with a precision of 0.
    private static int Digits(uint value, in Specification specification, Span<byte> digits)
    {
        uint radix = specification.Conversion switch { (byte)'o' => 8u, (byte)'x' or (byte)'X' => 16u, _ => 10u };
        byte letters = (byte)(specification.Conversion == 'X' ? 'A' : 'a');
        int count = 0;
        while (value != 0)
        {
            byte digit = (byte)(value % radix);
            digits[count++] = (byte)(digit < 10 ? '0' + digit : letters + digit - 10);
            value /= radix;
        }

        if (count == 0 && specification.Precision != 0)
        {
            digits[count++] = (byte)'0';
        }

        return count;
    }
}
