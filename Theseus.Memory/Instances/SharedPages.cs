using Theseus.Format;

namespace Theseus.Memory;

/// <summary>
/// What becomes of a page of the heaps that is given back while several instances (<see cref="Instances"/>) have each a
/// frame of their own there. The address must not be anybody else's before the last of them has ended: so a page that
/// an instance has inherited stays as it is, and one that others have inherited from it waits for their end.
/// </summary>
[Resident]
internal static class SharedPages
{
    /// <summary>
    /// True if pages of a heap stay where they are, whether they are given back now or not until later.
    /// </summary>
    /// <param name="start">The first of them, mapped or only reserved.</param>
    /// <param name="own">Whose pages the running instance's own are.</param>
    public static bool Holds(nuint start, MemoryOwner own)
    {
        ref PageEntry entry = ref EntryOf(start, 0);
        return entry.Owner != own.Index || (entry.State & PageState.Inherited) != 0;
    }

    /// <summary>As above; if they stay, they are given back when nobody has inherited them any more.</summary>
    public static bool Keep(nuint start, nuint pages, MemoryOwner own)
    {
        if (!Holds(start, own))
        {
            return false;
        }

        for (nuint page = 0; EntryOf(start, 0).Owner == own.Index && page < pages; page++)
        {
            EntryOf(start, page).State |= PageState.Condemned;
        }

        return true;
    }

    /// <summary>An instance has inherited what another owns: from now on its pages wait.</summary>
    public static void Begin(MemoryOwner heap, MemoryOwner native)
    {
        ref PageWindow window = ref AddressWindows.General;
        for (Page page = window.First; window.HasEntry(page); page += 1)
        {
            ref PageEntry entry = ref window.Entry(page);
            if (IsOf(entry, heap, native))
            {
                entry.State |= PageState.Inherited;
            }
        }
    }

    /// <summary>Nobody has inherited from an instance any more: what it has given back meanwhile goes.</summary>
    public static void End(MemoryOwner heap, MemoryOwner native)
    {
        ref PageWindow window = ref AddressWindows.General;
        bool any = false;
        for (Page page = window.First; window.HasEntry(page); page += 1)
        {
            ref PageEntry entry = ref window.Entry(page);
            if (IsOf(entry, heap, native))
            {
                entry.State &= ~PageState.Inherited;
                any |= (entry.State & PageState.Condemned) != 0;
            }
        }

        for (Page page = window.First; any && window.HasEntry(page); page += 1)
        {
            if (IsOf(window.Entry(page), heap, native) && IsCondemned(page))
            {
                page = Release(page) - 1;
            }
        }
    }

    /// <summary>Gives all pages back that an instance owns, which has ended.</summary>
    public static void ReleaseAll(MemoryOwner heap, MemoryOwner native)
    {
        ref PageWindow window = ref AddressWindows.General;
        for (Page page = window.First; window.HasEntry(page) && heap.Pages + native.Pages != 0; page += 1)
        {
            if (IsOf(window.Entry(page), heap, native) && (window.Entry(page).State & PageState.Head) != 0)
            {
                Give(Range(page, 1));
            }
        }
    }

    /// <summary>Releases the condemned pages from one on, as far as they are of one range; the page behind.</summary>
    private static Page Release(Page first)
    {
        PageRange range = Range(Head(first), 1);
        ulong before = first.Number - range.First.Number;
        ulong count = 1;
        while (before + count < range.Count && IsCondemned(first + count))
        {
            count++;
        }

        if (before != 0)
        {
            Mappings.Split(range, StateOf(first), before, out _, out range);
        }

        if (count < range.Count)
        {
            Mappings.Split(range, StateOf(first), count, out range, out _);
        }

        Give(range);
        return first + count;
    }

    private static void Give(PageRange range)
    {
        MemoryError error = StateOf(range.First) == PageState.Mapped ? Mappings.Unmap(range, givesFrames: true)
            : Mappings.GivePages(range);
        if (error != MemoryError.None)
        {
            Runtime.Panic.Stop("pages of an instance that has ended are somebody else's"u8);
        }
    }

    private static Page Head(Page page)
    {
        while ((AddressWindows.General.Entry(page).State & PageState.Head) == 0)
        {
            page -= 1;
        }

        return page;
    }

    private static PageRange Range(Page head, uint count)
    {
        ref PageWindow window = ref AddressWindows.General;
        while (window.HasEntry(head + count)
            && (window.Entry(head + count).State & (PageState.Mask | PageState.Head)) == StateOf(head)
            && window.Entry(head + count).Owner == window.Entry(head).Owner)
        {
            count++;
        }

        return new PageRange(head, count, window.Entry(head).Generation);
    }

    private static bool IsOf(in PageEntry entry, MemoryOwner heap, MemoryOwner native) =>
        (entry.Owner == heap.Index || entry.Owner == native.Index)
        && (entry.State & PageState.Mask) is (PageState.Mapped or PageState.Allocated);

    private static bool IsCondemned(Page page) =>
        (AddressWindows.General.Entry(page).State & PageState.Condemned) != 0;

    private static PageState StateOf(Page page) => AddressWindows.General.Entry(page).State & PageState.Mask;

    private static ref PageEntry EntryOf(nuint start, nuint page) =>
        ref AddressWindows.General.Entry(new VirtualAddress(start).Page + page);
}
