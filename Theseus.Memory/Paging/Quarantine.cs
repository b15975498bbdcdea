using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// The addresses of released mappings, until no view of them is left.
/// <para>The problem: a span or a reference into a mapping can outlive it on ways that no analyzer follows (a reference parameter, a
/// lambda, a field, a collection), and would then read and write whatever is mapped there next.</para>
/// <para>The idea: views live on stacks and in registers only, never in the heap. A released mapping's frames go back at once, but its
/// addresses are not used again before every stack was searched and no word on one points to them. Until then an access faults,
/// and the exception says whose memory it was. The search is made when enough has come together that it costs little.</para>
/// </summary>
/// <remarks>A range is kept as long as a word points to any of its pages, its guards included: a view may begin in one page
/// and reach over all that follow.</remarks>
// SAFETY: ledger entries are touched only for pages of the general window that have one; ranges are those that were entered.
[Resident]
[NeverThrows]
internal static unsafe class Quarantine
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

    /// <summary>Keeps the pages of a range, which are mapped to nothing any more and have been taken off their owner's count.</summary>
    public static void Enter(Page first, ulong count)
    {
        if (s_count == MostRanges || Pages + count > MostPages)
        {
            Search();
        }

        PageWindow* window = AddressWindows.General;
        for (ulong i = 0; i < count; i++)
        {
            window->Entry(first + i)->State = PageState.Quarantined;
        }

        window->Entry(first)->State |= PageState.Head;
        Pages += count;
        if (s_count == MostRanges)
        {
            s_hasUnlisted = true;
            return;
        }

        ref Range range = ref s_ranges[s_count++];
        (range.First, range.Count) = (first, count);
    }

    /// <summary>Searches the stacks, and gives back the addresses of which no view is left. True if there were any.</summary>
    public static bool Search()
    {
        ulong before = Pages;
        if (before == 0)
        {
            return false;
        }

        ViewSearch.Run(&See);
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

    /// <summary>Takes down which ranges the words of a stack point to.</summary>
    private static void See(void* low, void* high)
    {
        PageWindow* window = AddressWindows.General;
        ulong start = window->First.Start.Value;
        ulong bytes = window->Count << Frame.ByteShift;
        ulong* end = (ulong*)((ulong)high & ~7UL);
        for (ulong* word = (ulong*)(((ulong)low + 7) & ~7UL); word < end; word++)
        {
            if (*word - start < bytes)
            {
                PageEntry* entry = window->Entry(new VirtualAddress(*word).Page);
                if (entry != null && (entry->State & PageState.Mask) == PageState.Quarantined)
                {
                    entry->State |= PageState.Seen;
                }
            }
        }
    }

    /// <summary>Gives the pages of a range back if nothing points to any of them; else waits for the next search.</summary>
    private static bool Release(Page first, ulong count)
    {
        PageWindow* window = AddressWindows.General;
        PageState seen = 0;
        for (ulong i = 0; i < count; i++)
        {
            PageEntry* entry = window->Entry(first + i);
            seen |= entry->State;
            entry->State &= ~PageState.Seen;
        }

        if ((seen & PageState.Seen) != 0)
        {
            return false;
        }

        window->GiveCounted(first, count);
        Pages -= count;
        return true;
    }

    /// <summary>The same for all ranges that the ledger knows of, of which some are in the table as well and were kept.</summary>
    private static void ReleaseUnlisted()
    {
        // What is in the table was seen, and its marks are gone: it is searched for again.
        ViewSearch.Run(&See);
        PageWindow* window = AddressWindows.General;
        s_count = 0;
        s_hasUnlisted = false;
        for (Page page = window->First; window->Entry(page) != null;)
        {
            ulong count = IsHead(window->Entry(page)) ? Count(window, page) : 0;
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

    private static bool IsHead(PageEntry* entry) =>
        (entry->State & (PageState.Mask | PageState.Head)) == (PageState.Quarantined | PageState.Head);

    private static ulong Count(PageWindow* window, Page head)
    {
        ulong count = 1;
        for (PageEntry* next = window->Entry(head + count);
            next != null && (next->State & (PageState.Mask | PageState.Head)) == PageState.Quarantined;
            next = window->Entry(head + count))
        {
            count++;
        }

        return count;
    }
}
