using System.Numerics;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory.Physical;

/// <summary>
/// A set of numbers 0 to Count - 1, the free frames or pages, from which single ones and runs are taken.
/// <para>The problem: one must be found in a few instructions however many there are, a run at any place and
/// alignment must be possible, and neighbours given back must be one run again without anybody merging them.</para>
/// <para>The idea: one bit a number, set while it is free, and above it two summaries with one bit for each word below
/// that is not zero. Runs need no structure of their own: they are what the bits say.</para>
/// </summary>
[Resident]
internal struct RangeMap
{
    /// <summary>What finding returns where there is nothing.</summary>
    public const ulong None = ulong.MaxValue;

    private const int WordShift = 6;

    private nuint _bits;
    private nuint _middle;
    private nuint _top;
    private ulong _topWords;

    /// <summary>Numbers in all.</summary>
    public ulong Count { get; private set; }

    /// <summary>Numbers that are free.</summary>
    public ulong Free { get; private set; }

    /// <summary>Bytes of memory that a map of so many numbers takes.</summary>
    public static ulong BytesNeeded(ulong count) =>
        (Words(count) + Words(Words(count)) + Words(Words(Words(count)))) * sizeof(ulong);

    /// <summary>
    /// A map with no number free, in zeroed memory of <see cref="BytesNeeded"/>, which is the map's from now on.
    /// </summary>
    public static RangeMap Create(VirtualAddress memory, ulong count)
    {
        RangeMap map = default;
        map.Count = count;
        map._topWords = Words(Words(Words(count)));
        map.Move(memory);
        return map;
    }

    /// <summary>Says that the memory is reached at another address from now on.</summary>
    public void Move(VirtualAddress memory)
    {
        _bits = (nuint)memory.Value;
        _middle = _bits + (nuint)(Words(Count) * sizeof(ulong));
        _top = _middle + (nuint)(Words(Words(Count)) * sizeof(ulong));
    }

    /// <summary>True if the number is free; false for numbers that there are not.</summary>
    public readonly bool IsFree(ulong number) => number < Count
        && (Bits(number >> WordShift) >> (int)(number & 63) & 1) != 0;

    /// <summary>The lowest free number, or <see cref="None"/>.</summary>
    public readonly ulong FindOne()
    {
        for (ulong i = 0; i < _topWords; i++)
        {
            if (Top(i) != 0)
            {
                ulong middle = (i << WordShift) + (ulong)BitOperations.TrailingZeroCount(Top(i));
                ulong word = (middle << WordShift) + (ulong)BitOperations.TrailingZeroCount(Middle(middle));
                return (word << WordShift) + (ulong)BitOperations.TrailingZeroCount(Bits(word));
            }
        }

        return None;
    }

    /// <summary>
    /// The lowest run of free numbers from a number on, below an end; its start a multiple of a power of two.
    /// </summary>
    public readonly ulong Find(ulong count, ulong alignment, ulong from, ulong end)
    {
        end = end < Count ? end : Count;
        ulong at = from;
        while (count != 0)
        {
            at = NextFree(at);
            if (at == None)
            {
                return None;
            }

            at = (at + alignment - 1) & ~(alignment - 1);
            if (count > end || at > end - count)
            {
                return None;
            }

            ulong taken = NextTaken(at, at + count);
            if (taken >= at + count)
            {
                return at;
            }

            at = taken + 1;
        }

        return None;
    }

    /// <summary>True if all of a run are free.</summary>
    public readonly bool AreFree(ulong first, ulong count) =>
        first < Count && count <= Count - first && NextTaken(first, first + count) >= first + count;

    /// <summary>True if none of a run is free.</summary>
    public readonly bool AreTaken(ulong first, ulong count)
    {
        if (first >= Count || count > Count - first)
        {
            return false;
        }

        ulong free = NextFree(first);
        return free == None || free >= first + count;
    }

    /// <summary>Takes a run that <see cref="AreFree"/>.</summary>
    public void Take(ulong first, ulong count)
    {
        Free -= count;
        for (ulong at = first; at < first + count;)
        {
            ulong word = at >> WordShift;
            ulong mask = Mask(at, first + count);
            if ((Bits(word) &= ~mask) == 0 && (Middle(word >> WordShift) &= ~(1UL << (int)(word & 63))) == 0)
            {
                ulong middle = word >> WordShift;
                Top(middle >> WordShift) &= ~(1UL << (int)(middle & 63));
            }

            at = (word + 1) << WordShift;
        }
    }

    /// <summary>Gives back a run that <see cref="AreTaken"/>.</summary>
    public void Give(ulong first, ulong count)
    {
        Free += count;
        for (ulong at = first; at < first + count;)
        {
            ulong word = at >> WordShift;
            ulong middle = word >> WordShift;
            Bits(word) |= Mask(at, first + count);
            Middle(middle) |= 1UL << (int)(word & 63);
            Top(middle >> WordShift) |= 1UL << (int)(middle & 63);
            at = (word + 1) << WordShift;
        }
    }

    /// <summary>The first free number from <paramref name="at"/> on, or <see cref="None"/>.</summary>
    public readonly ulong NextFree(ulong at)
    {
        if (at >= Count)
        {
            return None;
        }

        ulong word = at >> WordShift;
        ulong bits = Bits(word) & (ulong.MaxValue << (int)(at & 63));
        if (bits != 0)
        {
            return (word << WordShift) + (ulong)BitOperations.TrailingZeroCount(bits);
        }

        word = NextWord(word + 1);
        return word == None ? None : (word << WordShift) + (ulong)BitOperations.TrailingZeroCount(Bits(word));
    }

    /// <summary>
    /// The first number from <paramref name="at"/> on that is not free; <paramref name="end"/> or more if all before it
    /// are.
    /// </summary>
    public readonly ulong NextTaken(ulong at, ulong end)
    {
        while (at < end)
        {
            ulong taken = ~Bits(at >> WordShift) & (ulong.MaxValue << (int)(at & 63));
            if (taken != 0)
            {
                return (at & ~63UL) + (ulong)BitOperations.TrailingZeroCount(taken);
            }

            at = (at & ~63UL) + 64;
        }

        return at;
    }

    /// <summary>The first word from <paramref name="at"/> on that is not zero, or <see cref="None"/>.</summary>
    private readonly ulong NextWord(ulong at)
    {
        ulong count = Words(Count);
        while (at < count)
        {
            ulong word = at >> WordShift;
            ulong bits = Middle(word) & (ulong.MaxValue << (int)(at & 63));
            if (bits != 0)
            {
                return (word << WordShift) + (ulong)BitOperations.TrailingZeroCount(bits);
            }

            if ((Top(word >> WordShift) & (ulong.MaxValue << (int)(word & 63))) == 0)
            {
                word |= 63; // nothing below this word of the summary above
            }

            at = (word + 1) << WordShift;
        }

        return None;
    }

    /// <summary>The word that holds number 64 times <paramref name="word"/>.</summary>
    // SAFETY: whoever asks has compared a number of this word with Count, or found the word's bit in the summary; there
    // are Words(Count).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly unsafe ref ulong Bits(ulong word) => ref ((ulong*)_bits)[word];

    /// <summary>The word of the first summary that holds word 64 times <paramref name="word"/>.</summary>
    // SAFETY: word is a 64th of one that Bits has, or was found in the second summary; the memory has room for so many
    // behind the bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly unsafe ref ulong Middle(ulong word) => ref ((ulong*)_middle)[word];

    /// <summary>A word of the second summary.</summary>
    // SAFETY: word is below _topWords, or a 64th of one that Middle has; the memory ends behind the last such word.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly unsafe ref ulong Top(ulong word) => ref ((ulong*)_top)[word];

    private static ulong Mask(ulong at, ulong end)
    {
        ulong mask = ulong.MaxValue << (int)(at & 63);
        ulong left = end - (at & ~63UL);
        return left >= 64 ? mask : mask & ((1UL << (int)left) - 1);
    }

    private static ulong Words(ulong count) => (count + 63) >> WordShift;
}
