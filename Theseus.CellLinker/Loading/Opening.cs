using Theseus.CellLinker.Format;
using Theseus.Memory;
using Theseus.Runtime.Unwind;

namespace Theseus.CellLinker;

/// <summary>
/// Makes a placed cell one whose pages can be loaded: its tables are checked once, the table of its imports is made, and its code
/// becomes known to what unwinds. NOALLOC.
/// </summary>
internal static class Opening
{
    /// <summary>Opens a cell, if it is not open.</summary>
    public static CellError Run(int cell)
    {
        ref CellRecord record = ref CellTable.At(cell);
        if (record.State is CellState.Open or CellState.Resident)
        {
            return CellError.None;
        }

        if (record.State == CellState.Refused)
        {
            return record.Fault.Error;
        }

        CellView view = new(record.Bytes);
        if (!CellValidator.CheckTables(view, out record.Fault))
        {
            return record.Fault.Error;
        }

        if (!AllocateBindings(ref record))
        {
            return CellError.OutOfMemory;
        }

        if (!CellCode.Register(cell, view, record.Base))
        {
            record.Bindings.Dispose();
            record.Bindings = default;
            return CellError.OutOfMemory;
        }

        record.State = CellState.Open;
        return CellError.None;
    }

    /// <summary>Makes the table of a cell's imports, none of which is bound. False if memory is out.</summary>
    public static bool AllocateBindings(ref CellRecord record)
    {
        ulong bytes = (ulong)Slots(new CellView(record.Bytes)) * sizeof(ulong);
        ulong pages = (bytes + Frame.Bytes - 1) / Frame.Bytes;
        return pages == 0 || MappedPages.TryAllocate(pages, guarded: false, record.Owner, out record.Bindings) == MemoryError.None;
    }

    /// <summary>Entries of the table.</summary>
    public static uint Slots(CellView view) => view.Header.Imports.Count + view.Header.Dependencies.Count;
}
