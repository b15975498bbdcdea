using System.Numerics;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// The arithmetic of size classes. Objects of up to <see cref="MaxSmallBytes"/> bytes live in slots of one of
/// <see cref="Count"/> sizes; a slot wastes at most a quarter of itself. Three tiers:
/// <list type="number">
/// <item>24 to 128 bytes in steps of 8: every small object fits exactly;</item>
/// <item>to 1,024 bytes, eight steps a doubling;</item>
/// <item>to 32,800 bytes, four steps a doubling, each 32 bytes above the round number, because the large sizes
/// that programs ask for are arrays: a power of two and 24 bytes of array head.</item>
/// </list>
/// All sizes are bytes, multiples of 8, object header included.
/// </summary>
[Resident]
internal static class SizeClasses
{
    /// <summary>How many classes there are.</summary>
    public const int Count = ExactCount + EighthCount + 1 + QuarterCount;

    /// <summary>The smallest object: header, MethodTable and one word.</summary>
    public const uint MinBytes = 24;

    /// <summary>The largest object that lives in a slot; a larger one has a run of its own.</summary>
    public const uint MaxSmallBytes = 32768 + QuarterExtra;

    /// <summary>Sizes up to here find their class by one table look-up.</summary>
    public const uint MaxQuickBytes = 1024;

    private const int ExactCount = 14;
    private const int EighthCount = 24;
    private const int QuarterCount = 20;
    private const int ExactLog2 = 7;
    private const int EighthTopLog2 = 10;
    private const uint QuarterExtra = 32;

    /// <summary>Bytes of a slot of <paramref name="sizeClass"/>.</summary>
    public static uint BytesOf(int sizeClass)
    {
        if (sizeClass < ExactCount)
        {
            return MinBytes + 8 * (uint)sizeClass;
        }

        int eighth = sizeClass - ExactCount;
        if (eighth < EighthCount)
        {
            return (1u << (ExactLog2 + eighth / 8)) / 8 * (uint)(eighth % 8 + 9);
        }

        int quarter = eighth - EighthCount - 1;
        if (quarter < 0)
        {
            return MaxQuickBytes + QuarterExtra;
        }

        return (1u << (EighthTopLog2 + quarter / 4)) / 4 * (uint)(quarter % 4 + 5) + QuarterExtra;
    }

    /// <summary>The smallest class whose slots hold <paramref name="bytes"/>, at most MaxSmallBytes.</summary>
    public static int ClassOf(uint bytes)
    {
        if (bytes <= 128)
        {
            return bytes <= MinBytes ? 0 : (int)((bytes + 7) / 8) - 3;
        }

        if (bytes <= MaxQuickBytes)
        {
            int doubling = BitOperations.Log2(bytes - 1) - ExactLog2;
            uint start = 1u << (ExactLog2 + doubling);
            return ExactCount + 8 * doubling + (int)((bytes - 1 - start) / (start / 8));
        }

        if (bytes <= MaxQuickBytes + QuarterExtra)
        {
            return ExactCount + EighthCount;
        }

        uint round = bytes - QuarterExtra;
        int octave = BitOperations.Log2(round - 1) - EighthTopLog2;
        uint octaveStart = 1u << (EighthTopLog2 + octave);
        return ExactCount + EighthCount + 1 + 4 * octave + (int)((round - 1 - octaveStart) / (octaveStart / 4));
    }

    /// <summary>
    /// The class for the next power of two, from 32 on (above 1,024: and 32 bytes); at least the class.
    /// </summary>
    public static int PowerClassOf(int sizeClass)
    {
        uint bytes = BytesOf(sizeClass);
        uint extra = bytes > MaxQuickBytes ? QuarterExtra : 0;
        return ClassOf(BitOperations.RoundUpToPowerOf2(bytes - extra) + extra);
    }

    /// <summary>Pages of a run of <paramref name="sizeClass"/>: enough that its unused end is small.</summary>
    public static uint RunPages(int sizeClass)
    {
        uint bytes = BytesOf(sizeClass);
        if (bytes <= 1024 + QuarterExtra)
        {
            return RunPool.SmallestPages;
        }

        if (bytes <= 4096 + QuarterExtra)
        {
            return RunPool.SmallestPages * 2;
        }

        return bytes <= 8192 + QuarterExtra ? RunPool.SmallestPages * 4 : RunPool.SmallestPages * 8;
    }
}
