using Theseus.Memory.Physical;

namespace Theseus.Memory;

// Ranges cut in two and put together again. Nothing of the page tables changes.
internal static partial class Mappings
{
    /// <summary>
    /// Cuts a range before page <paramref name="at"/>, counted from its first; the one that was is stale.
    /// </summary>
    public static MemoryError Split(PageRange range, PageState state, ulong at, out PageRange low, out PageRange high)
    {
        low = high = default;
        if (!IsHeld(range, state))
        {
            return MemoryError.NotOwned;
        }

        if (at == 0 || at >= range.Count)
        {
            return MemoryError.OutOfRange;
        }

        ref PageWindow window = ref AddressWindows.Of(range.First);
        ref PageEntry cut = ref window.Entry(range.First + at);
        if (state == PageState.Mapped && ((range.First.Number + at) & (cut.Size.Frames() - 1)) != 0)
        {
            return MemoryError.WithinLargePage;
        }

        PageState head = Mark(ref window, range.First);
        PageState tail = Mark(ref window, Last(range));
        low = Begin(ref window, range.First, at, state, head, 0);
        high = Begin(ref window, range.First + at, range.Count - at, state, 0, tail);
        return MemoryError.None;
    }

    /// <summary>Makes a range another owner's, with its guards and frames; the one that was is stale.</summary>
    public static MemoryError Move(PageRange range, PageState state, MemoryOwner owner, out PageRange moved)
    {
        moved = default;
        if (!IsHeld(range, state))
        {
            return MemoryError.NotOwned;
        }

        ref PageWindow window = ref AddressWindows.Of(range.First);
        PageState head = Mark(ref window, range.First);
        PageState tail = Mark(ref window, Last(range));
        ulong before = (head & PageState.GuardBefore) != 0 ? 1UL : 0;
        ulong all = range.Count + before + ((tail & PageState.GuardAfter) != 0 ? 1UL : 0);
        OwnerTable.AddPages(window.Entry(range.First).Owner, -(long)all);
        OwnerTable.AddPages(owner.Index, (long)all);
        for (ulong i = 0; i < all; i++)
        {
            window.Entry(range.First - before + i).Owner = owner.Index;
        }

        if (state == PageState.Mapped && window.Entry(range.First).Access is not (PageAccess.Uncached
            or PageAccess.WriteCombining))
        {
            MoveFrames(range, owner);
        }

        moved = Begin(ref window, range.First, range.Count, state, head, tail);
        return MemoryError.None;
    }

    private static void MoveFrames(PageRange range, MemoryOwner owner)
    {
        for (uint i = 0; i < range.Count;)
        {
            Frame frame = PageTable.FrameOf(PageTable.Find(range.First + i, out PageSize size));
            FrameAllocator.Change(frame, size.Frames(), FrameState.Mapped, FrameState.Mapped, owner);
            i += (uint)size.Frames();
        }
    }

    /// <summary>Makes one range of two neighbours of the same owner that allow the same; both are stale then.</summary>
    public static MemoryError Merge(PageRange low, PageRange high, PageState state, out PageRange merged)
    {
        merged = default;
        if (!IsHeld(low, state) || !IsHeld(high, state))
        {
            return MemoryError.NotOwned;
        }

        ref PageWindow window = ref AddressWindows.Of(low.First);
        if (low.First + low.Count != high.First || !window.Contains(high.First)
            || (ulong)low.Count + high.Count > uint.MaxValue)
        {
            return MemoryError.NotAdjacent;
        }

        ref PageEntry first = ref window.Entry(low.First);
        ref PageEntry second = ref window.Entry(high.First);
        if (first.Owner != second.Owner || (state == PageState.Mapped && first.AccessAndSize != second.AccessAndSize))
        {
            return MemoryError.NotAdjacent;
        }

        PageState head = Mark(ref window, low.First);
        PageState tail = Mark(ref window, Last(high));
        second.Generation++;
        merged = Begin(ref window, low.First, (ulong)low.Count + high.Count, state, head, tail);
        return MemoryError.None;
    }
}
