using Theseus.Memory;

namespace Theseus.Platform.Native.Text;

/// <summary>Text as C has it: bytes up to a zero.</summary>
internal static class NativeText
{
    /// <summary>The bytes before the zero; empty for null.</summary>
    // SAFETY: text that the class library's marshallers or this system make ends in a zero.
    public static unsafe ReadOnlySpan<byte> Of(byte* text) =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    public static bool AreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => one.SequenceEqual(other);

    public static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) => text.StartsWith(start);

    /// <summary>Copies with a zero at the end, cut to the buffer. True where all of it fitted.</summary>
    public static bool Copy(ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return false;
        }

        int count = text.Length < buffer.Length ? text.Length : buffer.Length - 1;
        text[..count].CopyTo(buffer);
        buffer[count] = 0;
        return count == text.Length;
    }

    /// <summary>A copy on the native heap, zero-terminated, for the caller to free; null where memory is out.</summary>
    // SAFETY: the block is as long as the text and its zero.
    public static unsafe byte* Duplicate(ReadOnlySpan<byte> text)
    {
        byte* copy = (byte*)NativeHeap.Allocate((nuint)text.Length + 1);
        Copy(text, Passed.Array(copy, text.Length + 1));
        return copy;
    }
}
