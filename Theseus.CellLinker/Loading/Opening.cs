using Theseus.CellLinker.Format;

namespace Theseus.CellLinker;

/// <summary>
/// Makes a placed cell one whose pages can be loaded: its tables are checked once, and its code becomes known to
/// what unwinds. NOALLOC.
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

        if (!CellCode.Register(cell, view, record.Base))
        {
            return CellError.OutOfMemory;
        }

        record.State = CellState.Open;
        return CellError.None;
    }
}
