using System.Runtime;
using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// Gives pages of cells back when memory is short: those that nobody has written to, since the same bytes can be loaded
/// again, and of those the ones that were not used lately. A clock (Corbató, "A Paging Experiment with the Multics
/// System", 1968): the hand goes round, takes the mark of use away, and drops what it finds without one.
/// </summary>
[NoAllocation]
internal static class Eviction
{
    private const int MostRounds = 2;

    /// <summary>What the heap cannot have: 3 MiB of pages, about what a prompt and a program work with.</summary>
    private const ulong WorkingSetPages = 768;

    private static CellNumber s_cell;
    private static uint s_page;

    /// <summary>
    /// Drops up to so many pages for the heap, but leaves a working set: a heap that is full would otherwise take the
    /// code from under whoever is to free something.
    /// </summary>
    [RuntimeExport("theseus_reclaim_cell_pages")]
    private static ulong ReclaimForHeap(ulong wanted)
    {
        ulong loaded = 0;
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            loaded += CellTable.At(cell).PagesLoaded;
        }

        return loaded < WorkingSetPages + wanted ? 0 : Reclaim(wanted);
    }

    /// <summary>Drops up to so many pages; returns how many it were.</summary>
    public static ulong Reclaim(ulong wanted)
    {
        ulong dropped = 0;
        int rounds = 0;
        while (dropped < wanted && rounds <= MostRounds)
        {
            if (!CellTable.Has(s_cell))
            {
                s_cell = CellNumber.NanoCore;
                rounds++;
            }

            ref CellRecord record = ref CellTable.At(s_cell);
            if (record.State != CellState.Open || s_page >= record.Pages.Count)
            {
                s_cell = s_cell.Next;
                s_page = 0;
                continue;
            }

            uint page = s_page++;
            if (record.Pages.IsPresent(page) && !record.Pages.IsDirty(page) && !record.Pages.TestAndClearAccessed(page)
                && record.TryDrop(page))
            {
                dropped++;
            }
        }

        return dropped;
    }
}
