using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// The cells' part of a <see cref="WorldCheckpoint"/>. A page that nobody has written to is as its file makes it, so
/// only pages that were written to are saved; of those that are written to later, the ones that were not saved are
/// dropped, and loaded anew when somebody touches them.
/// </summary>
[NoAllocation]
internal static class CellCheckpoint
{
    /// <summary>Saves what was written to. False if memory is out.</summary>
    public static bool TrySave()
    {
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            ref CellRecord record = ref CellTable.At(cell);
            if (!IsOfPrograms(record))
            {
                continue;
            }

            for (uint page = 0; page < record.Pages.Count; page++)
            {
                if (record.Pages.IsDirty(page) && !WorldCheckpoint.TrySavePage(AddressOf(record, page)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Puts all cells back.</summary>
    [Resident]
    public static void PutBack()
    {
        WorldCheckpoint.BeginPages();
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            PutBack(ref CellTable.At(cell));
        }
    }

    /// <summary>Puts one back ahead of the others, so that its statics hold nothing any more.</summary>
    public static void PutBack(CellNumber cell)
    {
        WorldCheckpoint.BeginPages();
        PutBack(ref CellTable.At(cell));
    }

    private static void PutBack(ref CellRecord record)
    {
        for (uint page = 0; IsOfPrograms(record) && page < record.Pages.Count; page++)
        {
            if (record.Pages.IsDirty(page) && !WorldCheckpoint.PutBackPage(AddressOf(record, page))
                && record.Pages.Drop(page))
            {
                record.PagesLoaded--;
            }
        }
    }

    /// <summary>True for an address of a cell whose state is not the kernel's.</summary>
    public static bool IsOfPrograms(VirtualAddress address) =>
        CellTable.Find(address) is { IsNone: false } cell && IsOfPrograms(CellTable.At(cell));

    private static bool IsOfPrograms(in CellRecord record) => record.State == CellState.Open && record.PagesLoaded != 0
        && !record.IsKernel;

    private static VirtualAddress AddressOf(in CellRecord record, uint page) =>
        record.Pages.Start + ((ulong)page * CellHeader.PageBytes);
}
