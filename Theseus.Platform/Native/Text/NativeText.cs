using Theseus.Memory;

namespace Theseus.Platform.Native.Text;

/// <summary>Text as C has it: bytes up to a zero.</summary>
// SAFETY: callers pass zero-terminated text made by the BCL's marshallers, or buffers with their true size.
internal static unsafe class NativeText
{
    /// <summary>The bytes before the zero; empty for null.</summary>
    public static ReadOnlySpan<byte> Of(byte* text)
    {
        if (text == null)
        {
            return default;
        }

        int length = 0;
        while (text[length] != 0)
        {
            length++;
        }

        return new ReadOnlySpan<byte>(text, length);
    }

    public static bool AreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < one.Length; i++)
        {
            if (one[i] != other[i])
            {
                return false;
            }
        }

        return true;
    }

    public static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && AreEqual(text[..start.Length], start);

    /// <summary>
    /// Copies with a zero at the end, cut to <paramref name="size"/> bytes in all. True where all of it fitted.
    /// </summary>
    public static bool Copy(ReadOnlySpan<byte> text, byte* buffer, int size)
    {
        if (size <= 0)
        {
            return false;
        }

        int count = text.Length < size ? text.Length : size - 1;
        for (int i = 0; i < count; i++)
        {
            buffer[i] = text[i];
        }

        buffer[count] = 0;
        return count == text.Length;
    }

    /// <summary>A copy on the native heap, zero-terminated, for the caller to free; null where memory is out.</summary>
    public static byte* Duplicate(ReadOnlySpan<byte> text)
    {
        byte* copy = (byte*)NativeHeap.Allocate((nuint)text.Length + 1);
        if (copy != null)
        {
            Copy(text, copy, text.Length + 1);
        }

        return copy;
    }
}
