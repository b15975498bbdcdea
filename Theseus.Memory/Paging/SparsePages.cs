using Theseus.Format;
using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// The addresses of a cell: pages that are mapped one by one, as they are needed, each with its own access. Owns the
/// pages and the frames under them. A page fault may use it. The default value owns nothing.
/// </summary>
[NoAllocation]
[Owned]
internal readonly struct SparsePages : IDisposable
{
    /// <summary>The highest number that a page keeps; all later loads count as one.</summary>
    public const uint LastLoad = uint.MaxValue;

    // The highest generation of a page whose place a load's number may have taken: such a page goes on from here.
    private static uint s_newestGeneration;

    private const uint PagesPerTable = 512;
    private const ulong FreshPages = (64UL << 20) / Frame.Bytes;

    // Where those that are to be fresh are looked for, in pages from the window's start.
    private static ulong s_freshFrom;

    private readonly PageRange _range;

    internal SparsePages(PageRange range) => _range = range;

    /// <summary>The first byte.</summary>
    public VirtualAddress Start => _range.First.Start;

    /// <summary>Pages of the range, mapped or not.</summary>
    public uint Count => _range.Count;

    /// <summary>True if this value still holds its pages.</summary>
    public bool IsHeld => Mappings.IsHeld(_range, PageState.Sparse);

    /// <summary>
    /// Reserves addresses within reach of 32-bit relative references from the image, with a guard page on each side.
    /// </summary>
    public static MemoryError TryReserve(uint count, MemoryOwner owner, out SparsePages pages) =>
        TryReserve(count, owner, AddressWindows.Cells.First, out pages);

    /// <summary>
    /// As above, behind the addresses that were reserved so before, so that none is another's so soon. In the first
    /// 64 MiB of the window if there is room: addresses want tables.
    /// </summary>
    public static MemoryError TryReserveFresh(uint count, MemoryOwner owner, out SparsePages pages)
    {
        Page begin = AddressWindows.Cells.First + s_freshFrom;
        MemoryError error = TryReserve(count, owner, begin, out pages);
        if (error == MemoryError.OutOfAddresses)
        {
            error = TryReserve(count, owner, out pages);
        }

        if (error == MemoryError.None)
        {
            ulong end = pages.Start.Page.Number + count - AddressWindows.Cells.First.Number;
            s_freshFrom = end < FreshPages ? end : 0;
        }

        return error;
    }

    private static MemoryError TryReserve(uint count, MemoryOwner owner, Page from, out SparsePages pages)
    {
        pages = default;
        ref PageWindow window = ref AddressWindows.Cells;
        MemoryError error = Mappings.TakePages(ref window, count, 1, from, window.First + window.Count, guarded: true,
            owner, out PageRange range);
        if (error == MemoryError.None)
        {
            error = Mappings.BeginSparse(range, out PageRange sparse);
            pages = new SparsePages(sparse);
            for (uint page = 1; page < pages.Count; page++)
            {
                s_newestGeneration = Math.Max(s_newestGeneration, pages.Entry(page).Generation);
            }
        }

        return error;
    }

    /// <summary>True if a page of the range is mapped.</summary>
    public bool IsPresent(uint page) => page < Count && (Entry(page).State & PageState.Present) != 0;

    /// <summary>True if a page is mapped and has been written since.</summary>
    public bool IsDirty(uint page) => IsPresent(page) && (PageTable.Small(_range.First + page) & PageTable.Dirty) != 0;

    /// <summary>
    /// The next page from one on that is mapped and has been written since; the number of pages for none.
    /// </summary>
    public uint NextDirty(uint page)
    {
        const ulong written = PageTable.Present | PageTable.Dirty;
        while (page < Count)
        {
            ReadOnlySpan<ulong> entries = PageTable.TableOf(_range.First + page, out int place);
            int end = (int)Math.Min(entries.Length, place + (Count - page));
            for (int at = place; at < end; at++)
            {
                if ((entries[at] & written) == written)
                {
                    return page + (uint)(at - place);
                }
            }

            page += PagesPerTable - (uint)place;
        }

        return Count;
    }

    /// <summary>The page tables' entry of a page that is mapped.</summary>
    public ulong EntryOf(uint page) => PageTable.Small(_range.First + page);

    /// <summary>
    /// The number that a page was published with, at most <see cref="LastLoad"/>; 0 if it is not mapped, and of the
    /// first page, which keeps none.
    /// </summary>
    public uint LoadOf(uint page) => IsPresent(page) && page != 0 ? Entry(page).Generation : 0;

    /// <summary>True if a page is mapped and was used since this was asked last.</summary>
    public bool TestAndClearAccessed(uint page)
    {
        if (!IsPresent(page))
        {
            return false;
        }

        ref ulong entry = ref PageTable.Small(_range.First + page);
        bool accessed = (entry & PageTable.Accessed) != 0;
        entry &= ~PageTable.Accessed; // the CPU sets it again when it next loads the entry, if not sooner
        return accessed;
    }

    /// <summary>
    /// Maps a page to a frame that was filled before; from here on others see it. If it is refused, the caller still
    /// owns the frame.
    /// </summary>
    [NeverThrows]
    public MemoryError TryPublish(uint page, [Moves(OnSuccess = true)] StagedPage staged, PageAccess access, ulong load)
    {
        if (!IsHeld || !staged.IsHeld)
        {
            return MemoryError.NotOwned;
        }

        if (page >= Count)
        {
            return MemoryError.OutOfRange;
        }

        if (IsPresent(page))
        {
            return MemoryError.InUse;
        }

        ref ulong entry = ref PageTable.Slot(_range.First + page, PageSize.Small, out bool isThere, emergency: true);
        if (!isThere || (access == PageAccess.ReadExecute && !DirectMap.IsDivided(staged.Frame, emergency: true)))
        {
            return MemoryError.OutOfMemory;
        }

        MemoryOwner owner = new(Entry(page).Owner);
        staged.MoveOut(owner);
        if (access == PageAccess.ReadExecute)
        {
            DirectMap.SetWritable(staged.Frame, writable: false);
        }

        Entry(page).State |= PageState.Present;
        Entry(page).AccessAndSize = (byte)access;
        if (page != 0)
        {
            Entry(page).Generation = (uint)Math.Min(load, LastLoad); // the first page's proves who holds the range
        }

        entry = staged.Frame.Start.Value | PageTable.Flags(access);
        return MemoryError.None;
    }

    /// <summary>
    /// Maps a page that is mapped, and that nobody may write to, to another frame that was filled before, with the same
    /// access, and gives the frame back that it was mapped to. Who runs in the page goes on in the other: invalidating
    /// serializes (Intel SDM volume 3, section 8.3). If it is refused, the caller still owns the frame.
    /// </summary>
    [NeverThrows]
    public MemoryError TryReplace(uint page, [Moves(OnSuccess = true)] StagedPage staged)
    {
        if (!IsHeld || !staged.IsHeld)
        {
            return MemoryError.NotOwned;
        }

        if (!IsPresent(page) || Entry(page).Access == PageAccess.ReadWrite)
        {
            return MemoryError.OutOfRange;
        }

        if (Entry(page).Access == PageAccess.ReadExecute && !DirectMap.IsDivided(staged.Frame, emergency: true))
        {
            return MemoryError.OutOfMemory;
        }

        staged.MoveOut(new MemoryOwner(Entry(page).Owner));
        FrameAllocator.Give(Switch(page, staged.Frame), 1, FrameState.Mapped);
        return MemoryError.None;
    }

    /// <summary>
    /// As above, with a frame of whom it belongs to, in the direct map by itself where the page is code
    /// (<see cref="DirectMap.IsDivided"/>); the frame that the page was mapped to is the caller's afterwards, as it is.
    /// Doing it again is the way back.
    /// </summary>
    [NeverThrows]
    public MemoryError TryExchange(uint page, ref AllocatedFrames frame)
    {
        if (!IsHeld || !frame.IsHeld || frame.Count != 1)
        {
            return MemoryError.NotOwned;
        }

        if (!IsPresent(page) || Entry(page).Access == PageAccess.ReadWrite)
        {
            return MemoryError.OutOfRange;
        }

        Frame fresh = frame.First;
        frame.MoveOut();
        FrameAllocator.Change(fresh, 1, FrameState.Allocated, FrameState.Mapped, new MemoryOwner(Entry(page).Owner));
        frame = AllocatedFrames.OfMapped(Switch(page, fresh));
        return MemoryError.None;
    }

    /// <summary>Maps a page to another frame; returns the one that it was mapped to.</summary>
    private Frame Switch(uint page, Frame to)
    {
        bool isCode = Entry(page).Access == PageAccess.ReadExecute;
        if (isCode)
        {
            DirectMap.SetWritable(to, writable: false);
        }

        // One store: whoever uses the page finds one frame or the other, never none.
        ref ulong entry = ref PageTable.Small(_range.First + page);
        Frame old = PageTable.FrameOf(entry);
        entry = (entry & ~PageTable.AddressMask) | to.Start.Value;
        Tlb.Invalidate(_range.First + page, 1);
        if (isCode)
        {
            DirectMap.SetWritable(old, writable: true);
        }

        return old;
    }

    /// <summary>
    /// Maps a page that is not mapped as an instance had it when it ran last (<see cref="Instances"/>).
    /// </summary>
    public void Attach(uint page, ulong entry)
    {
        Entry(page).State |= PageState.Present;
        Entry(page).AccessAndSize = (byte)PageAccess.ReadWrite;
        PageTable.Small(_range.First + page) = entry;
    }

    /// <summary>
    /// Unmaps a page and keeps its frame, for <see cref="Attach"/>. What the CPU knows of it is not invalidated yet.
    /// </summary>
    public void Detach(uint page)
    {
        PageTable.Small(_range.First + page) = 0;
        Entry(page).State &= ~PageState.Present;
    }

    /// <summary>Unmaps a page and gives its frame back. False if it was not mapped.</summary>
    public bool Drop(uint page)
    {
        if (!IsHeld || !IsPresent(page))
        {
            return false;
        }

        ref ulong entry = ref PageTable.Small(_range.First + page);
        Frame frame = PageTable.FrameOf(entry);
        entry &= ~PageTable.Present;
        Tlb.Invalidate(_range.First + page, 1);
        entry = 0;
        if (Entry(page).Access == PageAccess.ReadExecute)
        {
            DirectMap.SetWritable(frame, writable: true);
        }

        Entry(page).State &= ~PageState.Present;
        FrameAllocator.Give(frame, 1, FrameState.Mapped);
        return true;
    }

    /// <summary>Drops every page and gives the addresses back.</summary>
    public void Dispose()
    {
        if (IsHeld)
        {
            for (uint page = 0; page < Count; page++)
            {
                Drop(page);
                if (page != 0)
                {
                    Entry(page).Generation = s_newestGeneration; // not below any that a holder may remember
                }
            }

            Mappings.EndSparse(_range);
        }
    }

    private ref PageEntry Entry(uint page) => ref AddressWindows.Cells.Entry(_range.First + page);
}
