using System.Runtime;
using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>What lower layers ask of the registry.</summary>
[NoAllocation]
internal static class CellHooks
{
    /// <summary>Theseus.Memory, during a collection: all objects in cells that refer to the heap.</summary>
    [RuntimeExport("theseus_mark_cell_roots")]
    private static void MarkRoots()
    {
        for (CellNumber cell = CellNumber.NanoCore.Next; CellTable.Has(cell); cell = cell.Next)
        {
            ref CellRecord record = ref CellTable.At(cell);
            if (record.PagesLoaded != 0)
            {
                CellRoots.Mark(record.Pages, record.Checked.View.Roots);
            }
        }
    }

    /// <summary>Theseus.Tasks: the cell of the first of two addresses that is any cell's code.</summary>
    [RuntimeExport("theseus_cell_of_code")]
    private static CellNumber CellOfCode(nuint first, nuint second)
    {
        CellNumber cell = CellTable.Find(new VirtualAddress(first));
        cell = cell.IsNone ? CellTable.Find(new VirtualAddress(second)) : cell;
        return cell.IsNone ? CellNumber.NanoCore : cell;
    }

    /// <summary>Theseus.Runtime: where an import of a cell leads; 0 where that cannot be said.</summary>
    [RuntimeExport("theseus_import_address")]
    private static nuint ImportAddress(uint cell, uint import)
    {
        CellNumber number = new((int)cell);
        CheckedCell file = CellTable.At(number).Checked;
        return Resolving.Find(number, file, import, out ulong address) == CellError.None ? (nuint)address : 0;
    }
}
