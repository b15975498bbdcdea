using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// The addresses of released mappings, until no view of them is left.
/// <para>The problem: a span or a reference into a mapping can outlive it on ways that no analyzer follows (a reference
/// parameter, a lambda, a field, a collection), and would then read and write whatever is mapped there next.</para>
/// <para>The idea: views live on stacks and in registers only, never in the heap. A released mapping's frames go back
/// at once, but its addresses are not used again before every stack was searched and no word on one points to them.
/// Until then an access faults, and the exception says whose memory it was. The search is made when enough has come
/// together that it costs little.</para>
/// </summary>
/// <remarks>A range is kept as long as a word points to any of its pages, its guards included: a view may begin in one
/// page and reach over all that follow.</remarks>
[Resident]
[NeverThrows]
internal static class Quarantine
{
    /// <summary>Pages that come together before stacks are searched, so long as no single mapping has more.</summary>
    public const ulong MostPages = 4096;

    /// <summary>Ranges that come together before stacks are searched.</summary>
    public const int MostRanges = 1536;

    private struct Range
    {
        public Page First;
        public ulong Count;
    }

    [InlineArray(MostRanges)]
    private struct Table
    {
        private Range _first;
    }

    private static Table s_ranges;
    private static int s_count;
    private static bool s_hasUnlisted; // ranges that only the ledger knows of, for the table was full of ones in use

    /// <summary>Pages whose addresses are kept, guard pages included.</summary>
    public static ulong Pages { get; private set; }

    /// <summary>Starts with none.</summary>
    public static void Initialize() => (s_count, s_hasUnlisted, Pages) = (0, false, 0);

    /// <summary>
    /// Keeps the pages of a range, which are mapped to nothing any more and have been taken off their owner's count.
    /// </summary>
    public static void Enter(Page first, ulong count)
    {
        if (s_count == MostRanges || Pages + count > MostPages)
        {
            Search();
        }

        ref PageWindow window = ref AddressWindows.General;
        for (ulong i = 0; i < count; i++)
        {
            window.Entry(first + i).State = PageState.Quarantined;
        }

        window.Entry(first).State |= PageState.Head;
        Pages += count;
        if (s_count == MostRanges)
        {
            s_hasUnlisted = true;
            return;
        }

        ref Range range = ref s_ranges[s_count++];
        (range.First, range.Count) = (first, count);
    }

    /// <summary>
    /// Searches the stacks, and gives back the addresses of which no view is left. True if there were any.
    /// </summary>
    public static bool Search()
    {
        ulong before = Pages;
        if (before == 0)
        {
            return false;
        }

        SearchStacks();
        int kept = 0;
        for (int i = 0; i < s_count; i++)
        {
            Range range = s_ranges[i];
            if (!Release(range.First, range.Count))
            {
                s_ranges[kept++] = range;
            }
        }

        s_count = kept;
        if (s_hasUnlisted)
        {
            ReleaseUnlisted();
        }

        return Pages != before;
    }

    // SAFETY: See is what ViewSearch calls: it takes a span, and neither keeps it nor throws.
    private static unsafe void SearchStacks() => ViewSearch.Run(&See);

    /// <summary>Takes down which ranges the words of a stack point to.</summary>
    private static void See(ReadOnlySpan<nuint> words)
    {
        ref PageWindow window = ref AddressWindows.General;
        ulong start = window.First.Start.Value;
        ulong bytes = window.Count << Frame.ByteShift;
        foreach (nuint word in words)
        {
            Page page = new VirtualAddress(word).Page;
            if (word - start < bytes && window.HasEntry(page)
                && (window.Entry(page).State & PageState.Mask) == PageState.Quarantined)
            {
                window.Entry(page).State |= PageState.Seen;
            }
        }
    }

    /// <summary>
    /// Gives the pages of a range back if nothing points to any of them; else waits for the next search.
    /// </summary>
    private static bool Release(Page first, ulong count)
    {
        ref PageWindow window = ref AddressWindows.General;
        PageState seen = 0;
        for (ulong i = 0; i < count; i++)
        {
            ref PageEntry entry = ref window.Entry(first + i);
            seen |= entry.State;
            entry.State &= ~PageState.Seen;
        }

        if ((seen & PageState.Seen) != 0)
        {
            return false;
        }

        window.GiveCounted(first, count);
        Pages -= count;
        return true;
    }

    /// <summary>
    /// The same for all ranges that the ledger knows of, of which some are in the table as well and were kept.
    /// </summary>
    private static void ReleaseUnlisted()
    {
        // What is in the table was seen, and its marks are gone: it is searched for again.
        SearchStacks();
        ref PageWindow window = ref AddressWindows.General;
        s_count = 0;
        s_hasUnlisted = false;
        for (Page page = window.First; window.HasEntry(page);)
        {
            ulong count = IsHead(window.Entry(page).State) ? Count(ref window, page) : 0;
            if (count != 0 && !Release(page, count))
            {
                if (s_count < MostRanges)
                {
                    ref Range range = ref s_ranges[s_count++];
                    (range.First, range.Count) = (page, count);
                }
                else
                {
                    s_hasUnlisted = true;
                }
            }

            page += Math.Max(count, 1);
        }
    }

    private static bool IsHead(PageState state) =>
        (state & (PageState.Mask | PageState.Head)) == (PageState.Quarantined | PageState.Head);

    private static ulong Count(ref PageWindow window, Page head)
    {
        ulong count = 1;
        while (window.HasEntry(head + count)
            && (window.Entry(head + count).State & (PageState.Mask | PageState.Head)) == PageState.Quarantined)
        {
            count++;
        }

        return count;
    }
}
