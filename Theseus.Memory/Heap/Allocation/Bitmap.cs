using System.Numerics;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>Ranges in a bitmap of 64-bit words; bit <c>n</c> is bit <c>n % 64</c> of word <c>n / 64</c>.</summary>
[Resident]
internal static class Bitmap
{
    /// <summary>True if bit <paramref name="index"/> is set.</summary>
    public static bool Test(ReadOnlySpan<ulong> bits, uint index) =>
        (bits[(int)(index / 64)] >> (int)(index % 64) & 1) != 0;

    /// <summary>Sets the bits from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public static void Set(Span<ulong> bits, uint first, uint end)
    {
        while (first < end)
        {
            bits[(int)(first / 64)] |= MaskAt(first, end);
            first = (first | 63) + 1;
        }
    }

    /// <summary>Clears the bits from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public static void Clear(Span<ulong> bits, uint first, uint end)
    {
        while (first < end)
        {
            bits[(int)(first / 64)] &= ~MaskAt(first, end);
            first = (first | 63) + 1;
        }
    }

    /// <summary>
    /// Index of the first clear bit at or after <paramref name="from"/>; <paramref name="end"/> if none.
    /// </summary>
    public static uint NextClear(Span<ulong> bits, uint from, uint end) => Next(bits, from, end, ulong.MaxValue);

    /// <summary>
    /// Index of the first set bit at or after <paramref name="from"/>; <paramref name="end"/> if none.
    /// </summary>
    public static uint NextSet(ReadOnlySpan<ulong> bits, uint from, uint end) => Next(bits, from, end, 0);

    private static uint Next(ReadOnlySpan<ulong> bits, uint from, uint end, ulong flip)
    {
        while (from < end)
        {
            ulong word = (bits[(int)(from / 64)] ^ flip) >> (int)(from % 64);
            if (word != 0)
            {
                uint found = from + (uint)BitOperations.TrailingZeroCount(word);
                return found < end ? found : end;
            }

            from = (from | 63) + 1;
        }

        return end;
    }

    /// <summary>The bits of the word of <paramref name="first"/> from it to before <paramref name="end"/>.</summary>
    private static ulong MaskAt(uint first, uint end)
    {
        ulong mask = ulong.MaxValue << (int)(first % 64);
        uint wordEnd = (first | 63) + 1;
        return wordEnd > end ? mask & (ulong.MaxValue >> (int)(wordEnd - end)) : mask;
    }
}
