using System.Runtime;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// Gives pages of cells back when memory is short: those that nobody has written to, since the same bytes can be loaded again, and of
/// those the ones that were not used lately. A clock (Corbató, "A Paging Experiment with the Multics System", 1968): the
/// hand goes round, takes the mark of use away, and drops what it finds without one. NOALLOC.
/// </summary>
internal static class Eviction
{
    private const int MostRounds = 2;

    private static int s_cell;
    private static uint s_page;

    /// <summary>Drops up to so many pages; returns how many it were.</summary>
    [RuntimeExport("theseus_reclaim_cell_pages")]
    public static ulong Reclaim(ulong wanted)
    {
        ulong dropped = 0;
        int rounds = 0;
        while (dropped < wanted && rounds <= MostRounds)
        {
            if (s_cell >= CellTable.Count)
            {
                s_cell = 0;
                rounds++;
            }

            ref CellRecord record = ref CellTable.At(s_cell);
            if (record.State != CellState.Open || s_page >= record.Pages.Count)
            {
                s_cell++;
                s_page = 0;
                continue;
            }

            uint page = s_page++;
            if (record.Pages.IsPresent(page) && !record.Pages.IsDirty(page) && !record.Pages.TestAndClearAccessed(page) && record.Pages.Drop(page))
            {
                record.PagesLoaded--;
                dropped++;
            }
        }

        return dropped;
    }
}
