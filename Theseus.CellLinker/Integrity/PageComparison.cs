using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.CellLinker;

/// <summary>
/// Compares a page of a cell's code or constants with what its file says, and mends it.
/// <para>The problem: a bit that flips in code is not noticed until the code does something wrong, and then whatever is
/// begun anew begins with the same bit.</para>
/// <para>The idea: nobody may write to such a page after it was published, and the passes that have made it
/// (<see cref="PageLoad"/>) make the same bytes again at any time. So it is made a second time where nobody sees it,
/// and the two are compared. Where they differ the second takes the place of the first: no page is ever
/// writable and executable for that, and who runs in it goes on at the same address.</para>
/// <para>What the passes rely on may be what is damaged: the file's page has a CRC, and so have its tables. The tables
/// are asked again, and the cache of imports is emptied, before anything is called wrong.</para>
/// <para>All of it is in the nano-core and runs with interrupts off: no page is loaded in between, which would use the
/// same room. Nothing is loaded or opened for a comparison, and no page gives way to it.</para>
/// </summary>
[NoAllocation]
[NeverThrows]
internal static class PageComparison
{
    /// <summary>Compares a page, and mends it where it is wrong and can be mended.</summary>
    /// <param name="cell">A cell that there is.</param>
    /// <param name="page">Number of the page from the cell's base; any.</param>
    public static PageCheck Run(CellNumber cell, uint page)
    {
        PageCheck check = default;
        int on = Cpu.DisableInterrupts();
        if (IsComparable(cell, page))
        {
            if (CellTable.At(cell).State == CellState.Resident)
            {
                NanoCoreSums.Compare(page, ref check);
            }
            else
            {
                Compare(cell, page, ref check);
            }
        }

        IntegrityCounts.Add(in check);
        if (on != 0)
        {
            Cpu.EnableInterrupts();
        }

        return check;
    }

    /// <summary>True for a page of code or constants that is in memory.</summary>
    public static bool IsComparable(CellNumber cell, uint page)
    {
        ref CellRecord record = ref CellTable.At(cell);
        return page < FixedPages(cell)
            && (record.State == CellState.Resident
                || (record.State == CellState.Open && record.Pages.IsPresent(page)));
    }

    /// <summary>
    /// Pages of code and constants, which nobody may write to, from the first on; 0 of a cell that was refused.
    /// </summary>
    public static uint FixedPages(CellNumber cell)
    {
        ref CellRecord record = ref CellTable.At(cell);
        return !record.HasView ? 0
            : record.View.Segments[(int)CellSegmentKind.Data].Offset / CellHeader.PageBytes;
    }

    private static void Compare(CellNumber cell, uint page, ref PageCheck check)
    {
        ref CellRecord record = ref CellTable.At(cell);

        // Make: a frame that nobody sees holds what the page must hold.
        if (!StagedPage.TryTake(record.Owner, out StagedPage staged))
        {
            (check.Verdict, check.Error) = (PageVerdict.CannotTell, CellError.OutOfMemory);
            return;
        }

        bool isDifferent = Make(cell, page, staged.Bytes, ref check);

        // Doubt: what it was made by is what it was at the boot, and no address is an old one.
        if (isDifferent)
        {
            isDifferent = AreTablesWhole(cell, ref check);
            ImportCache.Clear();
            isDifferent = isDifferent && Make(cell, page, staged.Bytes, ref check);
        }

        // Mend: the frame takes the place of the one that is wrong.
        if (isDifferent)
        {
            check.Describe(BytesOf(in record, page), staged.Bytes);
            if (record.Pages.TryReplace(page, staged) == MemoryError.None)
            {
                check.Verdict = PageVerdict.Mended;
                return;
            }

            (check.Verdict, check.Error) = (PageVerdict.Wrong, CellError.OutOfMemory);
        }

        staged.Dispose();
    }

    /// <summary>Makes the page; true where it could be made, and what is in memory differs.</summary>
    private static bool Make(CellNumber cell, uint page, Span<byte> bytes, ref PageCheck check)
    {
        ref CellRecord record = ref CellTable.At(cell);
        check.Error = PageLoad.Fill(
            cell, record.Checked, page, isZero: false, EvolutionHistory.InForce, bytes, out _);
        if (check.Error != CellError.None)
        {
            check.Verdict = check.Error == CellError.BadHash ? PageVerdict.FileDamaged : PageVerdict.CannotTell;
            return false;
        }

        check.Verdict = PageVerdict.Right;
        return !BytesOf(in record, page).SequenceEqual(bytes);
    }

    /// <summary>
    /// True if the tables of a cell, and of those that it imports from, are what they were when they were checked.
    /// Linear in them, and so only where a page differs.
    /// </summary>
    private static bool AreTablesWhole(CellNumber cell, ref PageCheck check)
    {
        CellView view = CellTable.At(cell).View;
        bool areWhole = CellValidator.AreTablesWhole(view);
        for (int i = 0; areWhole && i < view.Dependencies.Length; i++)
        {
            CellNumber from = EvolutionHistory.FindCell(
                CellTable.At(cell).Evolution, view.Text(view.Dependencies[i].Name));
            areWhole = from.IsNone || CellValidator.AreTablesWhole(CellTable.At(from).View);
        }

        if (!areWhole)
        {
            (check.Verdict, check.Error) = (PageVerdict.FileDamaged, CellError.BadHash);
        }

        return areWhole;
    }

    /// <summary>What is in memory, whatever its page may be used for.</summary>
    private static ReadOnlySpan<byte> BytesOf(in CellRecord record, uint page) =>
        PhysicalMemory.BytesOf(PageTable.FrameOf(record.Pages.EntryOf(page)));
}
