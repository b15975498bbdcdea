using System.Numerics;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Pages given back out of the middle of runs.
/// <para>The problem: objects do not move, so a run of a size that a program no longer makes is held for ever by the
/// few that stay. A program whose sizes change leaves such runs behind for each.</para>
/// <para>The idea: where free slots in runs exceed what the next period can use, pages that no object touches leave
/// those runs from which nothing was allocated for a whole period. The slots that reach into such a page are closed
/// until their run is empty and goes.</para>
/// </summary>
[Resident]
internal static class Holes
{
    private const uint LeastIdle = 2; // the collection that ended the last period of use, and one more

    /// <summary>
    /// The first slot from <paramref name="from"/> on that is free and not closed; the number of slots if none is.
    /// </summary>
    public static uint NextFree(ref Run run, uint from)
    {
        uint index = Bitmap.NextClear(run.Live, from, run.SlotCount);
        if (run.Holes == 0)
        {
            return index;
        }

        while (index < run.SlotCount && IsClosed(ref run, index))
        {
            index = Bitmap.NextClear(run.Live, index + 1, run.SlotCount);
        }

        return index;
    }

    /// <summary>
    /// One past the last of the free slots that follow <paramref name="first"/>, itself free and not closed.
    /// </summary>
    public static uint EndOfFree(ref Run run, uint first)
    {
        uint end = Bitmap.NextSet(run.Live, first, run.SlotCount);
        if (run.Holes == 0)
        {
            return end;
        }

        uint index = first + 1;
        while (index < end && !IsClosed(ref run, index))
        {
            index++;
        }

        return index;
    }

    /// <summary>Slots that are closed.</summary>
    public static uint ClosedIn(ref Run run)
    {
        uint closed = 0;
        for (uint index = 0; index < run.SlotCount && run.Holes != 0; index++)
        {
            closed += IsClosed(ref run, index) ? 1u : 0;
        }

        return closed;
    }

    /// <summary>
    /// Gives pages of runs that nobody allocates from back until <paramref name="result"/> has no more than
    /// <paramref name="keep"/> bytes in free slots, or no such page is left.
    /// </summary>
    public static void Punch(ref SweepResult result, nuint keep)
    {
        foreach (ref Run run in RunList.All)
        {
            if (result.FreeBytes <= keep)
            {
                return;
            }

            if (run.Kind != RunKind.Slots || run.Idle < LeastIdle)
            {
                continue;
            }

            ulong free = FreePages(ref run) & ~run.Holes;
            if (free == 0)
            {
                continue;
            }

            uint before = ClosedIn(ref run);
            nuint given = Give(ref run, free);
            result.GivenBytes += given;
            result.FreeBytes -= (ClosedIn(ref run) - before) * run.SlotBytes;
        }
    }

    /// <summary>Gives back an empty run that has holes.</summary>
    public static void Discard(ref Run run)
    {
        ulong holes = run.Holes;
        uint end = (uint)run.Pages;
        while (end > 0)
        {
            // The head is in the first piece, which goes last.
            while (IsHole(holes, end - 1))
            {
                end--;
            }

            uint start = end;
            while (start > 0 && !IsHole(holes, start - 1))
            {
                start--;
            }

            Give(ref run, start, end - start);
            end = start;
        }
    }

    /// <summary>The pages, a bit each, that neither the head nor a live slot touches.</summary>
    private static ulong FreePages(ref Run run)
    {
        uint first = (uint)(run.Objects - run.Start + RawPages.PageSize - 1) / RawPages.PageSize;
        ulong used = Pages(0, first);
        uint index = Bitmap.NextSet(run.Live, 0, run.SlotCount);
        while (index < run.SlotCount)
        {
            used |= PagesOf(ref run, index);
            index = Bitmap.NextSet(run.Live, index + 1, run.SlotCount);
        }

        return Pages(0, (uint)run.Pages) & ~used;
    }

    private static nuint Give(ref Run run, ulong pages)
    {
        nuint given = 0;
        while (pages != 0)
        {
            uint start = (uint)BitOperations.TrailingZeroCount(pages);
            uint count = (uint)BitOperations.TrailingZeroCount(~(pages >> (int)start));
            Cut(ref run, start, start + count);
            Give(ref run, start, count);
            run.Holes |= Pages(start, count);
            pages &= ~Pages(start, count);
            given += count * (nuint)RawPages.PageSize;
        }

        return given;
    }

    /// <summary>Makes the pages from <paramref name="start"/> to <paramref name="end"/> a piece of their own.</summary>
    private static void Cut(ref Run run, uint start, uint end)
    {
        uint low = start;
        while (!IsHole(run.Holes, low - 1) && low > 1)
        {
            low--;
        }

        if (!IsHole(run.Holes, low - 1))
        {
            low = 0;
        }

        uint high = end;
        while (high < run.Pages && !IsHole(run.Holes, high))
        {
            high++;
        }

        if (low < start)
        {
            HeapPages.Cut(PageAt(ref run, low), high - low, start - low);
        }

        if (end < high)
        {
            HeapPages.Cut(PageAt(ref run, start), high - start, end - start);
        }
    }

    private static void Give(ref Run run, uint start, uint count)
    {
        nuint first = PageAt(ref run, start);
        PageMap.Remove(first, count);
        HeapPages.Give(first, count);
    }

    private static bool IsClosed(ref Run run, uint index) => (run.Holes & PagesOf(ref run, index)) != 0;

    /// <summary>The pages that a slot touches: nine at most.</summary>
    private static ulong PagesOf(ref Run run, uint index)
    {
        nuint start = run.Objects - run.Start + index * run.SlotBytes;
        uint first = (uint)(start / RawPages.PageSize);
        uint last = (uint)((start + run.SlotBytes - 1) / RawPages.PageSize);
        return Pages(first, last - first + 1);
    }

    /// <summary>The bits of <paramref name="count"/> pages, at most 64, from <paramref name="start"/> on.</summary>
    private static ulong Pages(uint start, uint count) => count == 0 ? 0
        : ulong.MaxValue >> (int)(64 - count) << (int)start;

    private static bool IsHole(ulong holes, uint page) => (holes >> (int)page & 1) != 0;

    private static nuint PageAt(ref Run run, uint page) => run.Start + page * (nuint)RawPages.PageSize;
}
