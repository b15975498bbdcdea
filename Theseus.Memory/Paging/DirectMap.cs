using Theseus.Format;
using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// The mapping of all RAM that only this project writes through. A frame that holds code can be read here but not
/// written: write and execute never both, by no alias either.
/// </summary>
[Resident]
internal static class DirectMap
{
    /// <summary>Virtual minus physical address.</summary>
    public const ulong Start = 0xFFFF_8000_0000_0000;

    /// <summary>Where a frame is in it.</summary>
    public static Page PageOf(Frame frame) => new VirtualAddress(Start + frame.Start.Value).Page;

    /// <summary>
    /// Makes the frames of a mapping read-only here. Large pages are divided first, so that it fails, if for want of
    /// memory, before anything has changed.
    /// </summary>
    public static bool Close(PageRange mapping)
    {
        for (uint i = 0; i < mapping.Count; i++)
        {
            if (!IsDivided(FrameAt(mapping.First + i)))
            {
                return false;
            }
        }

        for (uint i = 0; i < mapping.Count; i++)
        {
            SetWritable(FrameAt(mapping.First + i), writable: false);
        }

        return true;
    }

    /// <summary>
    /// Makes the frames that pages are mapped to writable here again, which were divided when they were closed.
    /// </summary>
    public static void Open(Page first, uint count)
    {
        for (uint i = 0; i < count; i++)
        {
            Frame frame = FrameAt(first + i);
            if (FrameAllocator.IsRam(frame))
            {
                SetWritable(frame, writable: true);
            }
        }
    }

    /// <summary>Makes one frame, whose entry <see cref="IsDivided"/>, writable or not.</summary>
    public static void SetWritable(Frame frame, bool writable)
    {
        Page page = PageOf(frame);
        ref ulong entry = ref PageTable.Find(page, out PageSize size);
        if (size != PageSize.Small)
        {
            return; // the image's frames are not mapped here at all
        }

        entry = writable ? entry | PageTable.Writable : entry & ~PageTable.Writable;
        Tlb.Invalidate(page, 1);
    }

    /// <summary>Makes sure that a frame has an entry of its own. False if there is no memory for the table.</summary>
    public static bool IsDivided(Frame frame, bool emergency = false)
    {
        ref ulong entry = ref PageTable.Find(PageOf(frame), out PageSize size);
        if ((entry & PageTable.Present) == 0 || size == PageSize.Small)
        {
            return true;
        }

        if (!PageTable.Divide(ref entry, size, emergency))
        {
            return false;
        }

        Tlb.Invalidate(PageOf(frame), 1);
        return size == PageSize.Large || IsDivided(frame, emergency);
    }

    private static Frame FrameAt(Page page)
    {
        ulong entry = PageTable.Find(page, out PageSize size);
        return PageTable.FrameOf(entry) + (page.Number & (size.Frames() - 1));
    }
}
