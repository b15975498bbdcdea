using Theseus.Runtime;
using Theseus.Runtime.Unwind;

namespace Theseus.Memory.Physical;

/// <summary>
/// Physical frames of 4 KiB: one bit each, set while it is free. Works before the heap exists and allocates nothing.
/// </summary>
// SAFETY: the bitmap was placed in free RAM behind the image, mapped, with a bit for every frame below RamEnd; every index is checked against it.
public static unsafe class FrameAllocator
{
    /// <summary>Bytes of a frame.</summary>
    public const uint FrameBytes = 4096;

    private const ulong LowMemoryEnd = 0x10_0000;
    private const uint FreeRam = 1;

    private static ulong* s_free;
    private static ulong s_words;
    private static ulong s_hint;
    private static ulong s_freeFrames;
    private static ulong s_totalFrames;

    /// <summary>Frames that nobody holds.</summary>
    public static ulong FreeFrames => s_freeFrames;

    /// <summary>Frames of RAM above the first MiB that were free when the loader handed over, the image included.</summary>
    public static ulong TotalFrames => s_totalFrames;

    /// <summary>Frames that the image, its frame table and the names of its functions lie in.</summary>
    public static ulong ImageFrames { get; private set; }

    /// <summary>One past the highest physical address of free RAM.</summary>
    public static ulong RamEnd { get; private set; }

    /// <summary>
    /// Takes over all free RAM above 1 MiB but the image. Runs while the loader's page tables map the first GiB at
    /// its physical addresses; the bitmap itself is put behind the image.
    /// </summary>
    public static void Initialize()
    {
        ulong end = 0;
        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            if (range.Type == FreeRam && range.End > end)
            {
                end = range.End;
            }
        }

        RamEnd = end & ~(ulong)(FrameBytes - 1);
        s_words = ((RamEnd / FrameBytes) + 63) / 64;
        ImageHeader* image = ImageHeader.Get();
        ulong imageStart = image->BootStartPhysical;
        ulong imageEnd = ((ulong)image->ImageEnd - AddressSpace.KernelWindow + FrameBytes - 1) & ~(ulong)(FrameBytes - 1);
        ulong bitmapEnd = (imageEnd + (s_words * 8) + FrameBytes - 1) & ~(ulong)(FrameBytes - 1);
        bool namesInTheWay = imageEnd < BootInformation.NamesEnd && BootInformation.NamesStart < bitmapEnd;
        if (namesInTheWay)
        {
            // The loader put its module right behind the image: the table goes behind that.
            imageEnd = (BootInformation.NamesEnd + FrameBytes - 1) & ~(ulong)(FrameBytes - 1);
            bitmapEnd = (imageEnd + (s_words * 8) + FrameBytes - 1) & ~(ulong)(FrameBytes - 1);
        }

        if (!IsFreeRam(imageEnd, bitmapEnd))
        {
            Panic.Stop("too little memory: there is no room behind the image for the frame table"u8);
        }

        s_free = (ulong*)(imageEnd + AddressSpace.KernelWindow);
        for (ulong i = 0; i < s_words; i++)
        {
            s_free[i] = 0;
        }

        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            if (range.Type == FreeRam)
            {
                AddRange(range, imageStart, bitmapEnd);
            }
        }

        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            if (range.Type != FreeRam)
            {
                RemoveRange(range); // maps exist whose ranges overlap: what is not free wins
            }
        }

        ulong names = namesInTheWay
            ? 0
            : (BootInformation.NamesEnd - BootInformation.NamesStart + FrameBytes - 1) / FrameBytes;
        ImageFrames = ((bitmapEnd - imageStart) / FrameBytes) + names;
        s_totalFrames = s_freeFrames + ImageFrames;
    }

    /// <summary>First address behind the image and the frame table, in the kernel window.</summary>
    public static ulong TableEnd => (ulong)(s_free + s_words);

    /// <summary>Takes one frame; its contents are whatever was there. Returns its physical address, 0 if none is free.</summary>
    public static ulong Take()
    {
        for (ulong i = s_hint; i < s_words; i++)
        {
            ulong word = s_free[i];
            if (word != 0)
            {
                int bit = System.Numerics.BitOperations.TrailingZeroCount(word);
                s_free[i] = word & (word - 1);
                s_hint = i;
                s_freeFrames--;
                return ((i * 64) + (ulong)bit) * FrameBytes;
            }
        }

        s_hint = s_words;
        return 0;
    }

    /// <summary>Gives a frame back. One that is free already is a kernel bug: panic.</summary>
    public static void Give(ulong frame)
    {
        ulong number = frame / FrameBytes;
        ulong mask = 1UL << (int)(number & 63);
        ulong word = number / 64;
        if (word >= s_words || (s_free[word] & mask) != 0)
        {
            Panic.Stop("a frame was given back twice"u8);
        }

        s_free[word] |= mask;
        s_freeFrames++;
        if (word < s_hint)
        {
            s_hint = word;
        }
    }

    /// <summary>True if any free RAM of the loader's map lies in a physical range.</summary>
    public static bool HasRam(ulong start, ulong end)
    {
        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            if (range.Type == FreeRam && range.Start < end && range.End > start)
            {
                return true;
            }
        }

        return false;
    }

    private static void RemoveRange(MemoryRange range)
    {
        ulong end = range.End < RamEnd ? range.End : RamEnd;
        for (ulong frame = range.Start & ~(ulong)(FrameBytes - 1); frame < end; frame += FrameBytes)
        {
            ulong number = frame / FrameBytes;
            ulong mask = 1UL << (int)(number & 63);
            if ((s_free[number / 64] & mask) != 0)
            {
                s_free[number / 64] &= ~mask;
                s_freeFrames--;
            }
        }
    }

    private static bool IsFreeRam(ulong start, ulong end)
    {
        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            if (range.Type == FreeRam && range.Start <= start && end <= range.End)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddRange(MemoryRange range, ulong reservedStart, ulong reservedEnd)
    {
        ulong frame = (range.Start + FrameBytes - 1) & ~(ulong)(FrameBytes - 1);
        if (frame < LowMemoryEnd)
        {
            frame = LowMemoryEnd;
        }

        for (; frame + FrameBytes <= range.End; frame += FrameBytes)
        {
            if ((frame >= reservedStart && frame < reservedEnd)
                || (frame + FrameBytes > BootInformation.NamesStart && frame < BootInformation.NamesEnd))
            {
                continue;
            }

            ulong number = frame / FrameBytes;
            ulong mask = 1UL << (int)(number & 63);
            if ((s_free[number / 64] & mask) == 0)
            {
                s_free[number / 64] |= mask;
                s_freeFrames++;
            }
        }
    }
}
