using Theseus.Format;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// What <see cref="AllocatedPages"/> and the mappings are made of: operations on ranges that a <see cref="PageRange"/>
/// proves to hold. Works before the heap exists; allocates and throws nothing. A refused operation changes nothing.
/// <para>A mapping goes away in three steps, each over the whole range: its entries are made not present, the TLB is
/// invalidated, and only then the frames become somebody else's.</para>
/// </summary>
[Resident]
[NeverThrows]
internal static partial class Mappings
{
    /// <summary>Takes pages, with an unmapped guard page on each side where that is asked for.</summary>
    public static MemoryError TakePages(
        ref PageWindow window, ulong count, ulong alignment, bool guarded, MemoryOwner owner, out PageRange range) =>
        TakePages(ref window, count, alignment, window.First, window.First + window.Count, guarded, owner, out range);

    /// <summary>As above, within a range of pages.</summary>
    public static MemoryError TakePages(
        ref PageWindow window, ulong count, ulong alignment, Page from, Page end, bool guarded, MemoryOwner owner,
        out PageRange range)
    {
        range = default;
        ulong before = guarded ? alignment : 0; // the page before an aligned one is only free if its whole block is
        if (count == 0 || count > window.Count || before > window.Count)
        {
            return MemoryError.BadSize;
        }

        ulong all = count + before + (guarded ? 1UL : 0);
        MemoryError error = window.Take(all, alignment, from, end, owner, out Page first);
        if (error == MemoryError.OutOfAddresses && window.HasQuarantine && Quarantine.Search())
        {
            error = window.Take(all, alignment, from, end, owner, out first);
        }

        if (error != MemoryError.None)
        {
            return error;
        }

        if (before > 1)
        {
            window.Give(first, before - 1);
        }

        first += before;
        if (guarded)
        {
            window.Entry(first - 1).State = PageState.Guard;
            window.Entry(first + count).State = PageState.Guard;
        }

        range = Begin(ref window, first, count, PageState.Allocated, guarded ? PageState.GuardBefore : 0, guarded
            ? PageState.GuardAfter : 0);
        return MemoryError.None;
    }

    /// <summary>Takes exactly these pages, without guards.</summary>
    public static MemoryError TakePagesAt(ref PageWindow window, Page first, ulong count, MemoryOwner owner,
        out PageRange range)
    {
        MemoryError error = window.TakeAt(first, count, owner);
        if (error == MemoryError.InUse && window.HasQuarantine && Quarantine.Search())
        {
            error = window.TakeAt(first, count, owner);
        }

        range = error == MemoryError.None ? Begin(ref window, first, count, PageState.Allocated, 0, 0) : default;
        return error;
    }

    /// <summary>True if nobody has released, moved, split or merged the range since the holder got it.</summary>
    public static bool IsHeld(PageRange range, PageState state)
    {
        ref PageWindow window = ref AddressWindows.Of(range.First);
        if (range.Count == 0 || !window.HasEntry(range.First))
        {
            return false;
        }

        ref PageEntry head = ref window.Entry(range.First);
        return range.IsOf(head.Generation)
            && (head.State & (PageState.Mask | PageState.Head)) == (state | PageState.Head);
    }

    /// <summary>Gives pages that are not mapped back, and their guards.</summary>
    public static MemoryError GivePages(PageRange range)
    {
        if (!IsHeld(range, PageState.Allocated))
        {
            return MemoryError.NotOwned;
        }

        GiveWithGuards(ref AddressWindows.Of(range.First), range);
        return MemoryError.None;
    }

    /// <summary>
    /// Maps pages that the caller holds to contiguous frames whose state is changed from Allocated to Mapped: both are
    /// moved into the mapping. Large pages are used where the caller says so, and both are aligned to them.
    /// </summary>
    public static MemoryError MapFrames(PageRange pages, Frame first, PageAccess access, PageSize size,
        MemoryOwner owner, out PageRange mapping)
    {
        mapping = default;
        MemoryError error = MapEntries(pages, first, access, size, out mapping);
        if (error == MemoryError.None)
        {
            FrameAllocator.Change(first, pages.Count, FrameState.Allocated, FrameState.Mapped, owner);
        }

        return error;
    }

    /// <summary>Maps pages to addresses that are no RAM.</summary>
    public static MemoryError MapDevice(PageRange pages, Frame first, PageAccess access, out PageRange mapping) =>
        MapEntries(pages, first, access, PageSize.Small, out mapping);

    /// <summary>Takes frames, zeroed, wherever they are, and maps pages to them that the caller holds.</summary>
    public static MemoryError MapNew(PageRange pages, PageAccess access, MemoryOwner owner, out PageRange mapping)
    {
        mapping = default;
        if (!IsHeld(pages, PageState.Allocated))
        {
            return MemoryError.NotOwned;
        }

        if (FrameAllocator.FreeFrames < pages.Count + FrameAllocator.ReserveFrames)
        {
            return MemoryError.OutOfMemory;
        }

        ulong flags = PageTable.Flags(access);
        for (uint i = 0; i < pages.Count; i++)
        {
            ref ulong entry = ref PageTable.Slot(pages.First + i, PageSize.Small, out bool made);
            if (!made || !FrameAllocator.TryTake(owner, FrameState.Mapped, emergency: false, out Frame frame))
            {
                Clear(pages.First, i, givesFrames: true);
                return MemoryError.OutOfMemory;
            }

            PhysicalMemory.Zero(frame);
            entry = frame.Start.Value | flags;
        }

        mapping = BecomeMapped(pages, access, PageSize.Small);
        return MemoryError.None;
    }

    /// <summary>Makes pages that the caller holds ones that are mapped one by one.</summary>
    public static MemoryError BeginSparse(PageRange pages, out PageRange sparse)
    {
        sparse = default;
        if (!IsHeld(pages, PageState.Allocated))
        {
            return MemoryError.NotOwned;
        }

        ref PageWindow window = ref AddressWindows.Of(pages.First);
        sparse = Begin(ref window, pages.First, pages.Count, PageState.Sparse, Mark(ref window, pages.First),
            Mark(ref window, Last(pages)));
        return MemoryError.None;
    }

    /// <summary>Gives back pages that were mapped one by one, none of which is mapped any more.</summary>
    public static void EndSparse(PageRange sparse) => GiveWithGuards(ref AddressWindows.Of(sparse.First), sparse);

    /// <summary>
    /// Ends a mapping that nobody has views of: entries, TLB, frames, pages and guards, in this order.
    /// </summary>
    public static MemoryError Unmap(PageRange mapping, bool givesFrames) =>
        Unmap(mapping, givesFrames, hasViews: false);

    /// <summary>Ends a mapping of which views may be left: its addresses go into <see cref="Quarantine"/>.</summary>
    public static MemoryError UnmapViewed(PageRange mapping) => Unmap(mapping, givesFrames: true, hasViews: true);

    private static MemoryError Unmap(PageRange mapping, bool givesFrames, bool hasViews)
    {
        if (!IsHeld(mapping, PageState.Mapped))
        {
            return MemoryError.NotOwned;
        }

        ref PageWindow window = ref AddressWindows.Of(mapping.First);
        bool wasCode = window.Entry(mapping.First).Access == PageAccess.ReadExecute;
        Clear(mapping.First, mapping.Count, givesFrames, wasCode);
        GiveWithGuards(ref window, mapping, hasViews && window.HasQuarantine);
        return MemoryError.None;
    }

    /// <summary>Changes what a mapping allows.</summary>
    public static MemoryError Protect(PageRange mapping, PageAccess access, out PageRange changed)
    {
        changed = default;
        if (!IsHeld(mapping, PageState.Mapped))
        {
            return MemoryError.NotOwned;
        }

        ref PageWindow window = ref AddressWindows.Of(mapping.First);
        PageAccess before = window.Entry(mapping.First).Access;
        if (access == PageAccess.ReadExecute && !DirectMap.Close(mapping))
        {
            return MemoryError.OutOfMemory;
        }

        ulong flags = PageTable.Flags(access);
        for (uint i = 0; i < mapping.Count;)
        {
            ref ulong entry = ref PageTable.Find(mapping.First + i, out PageSize size);
            entry = (entry & (PageTable.AddressMask | PageTable.LargePage)) | flags;
            i += (uint)size.Frames();
        }

        Tlb.Invalidate(mapping.First, mapping.Count);
        if (before == PageAccess.ReadExecute && access != before)
        {
            DirectMap.Open(mapping.First, mapping.Count); // nothing is divided here: Close has done that
        }

        changed = Begin(ref window, mapping.First, mapping.Count, PageState.Mapped, Mark(ref window, mapping.First),
            Mark(ref window, Last(mapping)));
        SetAccess(ref window, mapping, access, window.Entry(mapping.First).Size);
        return MemoryError.None;
    }

    private static MemoryError MapEntries(PageRange pages, Frame first, PageAccess access, PageSize size,
        out PageRange mapping)
    {
        mapping = default;
        if (!IsHeld(pages, PageState.Allocated))
        {
            return MemoryError.NotOwned;
        }

        uint step = (uint)size.Frames();
        if ((pages.First.Number & (step - 1)) != 0 || (first.Number & (step - 1)) != 0
            || (pages.Count & (step - 1)) != 0)
        {
            return MemoryError.Misaligned;
        }

        for (uint i = 0; i < pages.Count; i += step)
        {
            if (!PageTable.Map(pages.First + i, first + i, PageTable.Flags(access), size))
            {
                Clear(pages.First, i, givesFrames: false);
                return MemoryError.OutOfMemory;
            }
        }

        mapping = BecomeMapped(pages, access, size);
        return MemoryError.None;
    }

    private static PageRange BecomeMapped(PageRange pages, PageAccess access, PageSize size)
    {
        ref PageWindow window = ref AddressWindows.Of(pages.First);
        SetAccess(ref window, pages, access, size);
        return Begin(ref window, pages.First, pages.Count, PageState.Mapped, Mark(ref window, pages.First),
            Mark(ref window, Last(pages)));
    }

    /// <summary>
    /// The three steps over entries that are there. Code becomes writable by the direct map once nobody can run it.
    /// </summary>
    private static void Clear(Page first, uint count, bool givesFrames, bool wasCode = false)
    {
        for (uint i = 0; i < count;)
        {
            PageTable.Find(first + i, out PageSize size) &= ~PageTable.Present;
            i += (uint)size.Frames();
        }

        Tlb.Invalidate(first, count);
        if (wasCode)
        {
            DirectMap.Open(first, count);
        }

        for (uint i = 0; i < count;)
        {
            ref ulong entry = ref PageTable.Find(first + i, out PageSize size);
            ulong was = entry;
            entry = 0;
            if (givesFrames)
            {
                FrameAllocator.Give(PageTable.FrameOf(was), size.Frames(), FrameState.Mapped);
            }

            i += (uint)size.Frames();
        }
    }

    private static void GiveWithGuards(ref PageWindow window, PageRange range, bool intoQuarantine = false)
    {
        Page first = range.First;
        ulong count = range.Count;
        PageState tail = window.Entry(Last(range)).State;
        if ((window.Entry(first).State & PageState.GuardBefore) != 0)
        {
            first -= 1;
            count++;
        }

        ref PageEntry head = ref window.Entry(range.First);
        head.Generation++;
        count = (tail & PageState.GuardAfter) != 0 ? count + 1 : count;
        if (intoQuarantine)
        {
            OwnerTable.AddPages(head.Owner, -(long)count);
            Quarantine.Enter(first, count);
            return;
        }

        window.Give(first, count);
    }

    private static void SetAccess(ref PageWindow window, PageRange range, PageAccess access, PageSize size)
    {
        for (uint i = 0; i < range.Count; i++)
        {
            window.Entry(range.First + i).AccessAndSize = (byte)((int)access | ((int)size << 4));
        }
    }

    /// <summary>
    /// Makes a range of pages in one state, with a new generation, so that handles from before are stale.
    /// </summary>
    private static PageRange Begin(ref PageWindow window, Page first, ulong count, PageState state,
        PageState headMarks, PageState tailMarks)
    {
        for (ulong i = 0; i < count; i++)
        {
            ref PageEntry entry = ref window.Entry(first + i);
            entry.State = state | (entry.State & (PageState.Condemned | PageState.Inherited));
        }

        ref PageEntry head = ref window.Entry(first);
        head.State |= PageState.Head | (headMarks & PageState.GuardBefore);
        window.Entry(first + (count - 1)).State |= tailMarks & PageState.GuardAfter;
        return new PageRange(first, (uint)count, ++head.Generation);
    }

    private static PageState Mark(ref PageWindow window, Page page) => window.Entry(page).State;

    private static Page Last(PageRange range) => range.First + (range.Count - 1);
}
