using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>
/// Makes a placed cell one whose pages can be loaded: its code becomes known to what unwinds. Its tables were checked
/// at boot, for this runs in the fault handler.
/// </summary>
[NoAllocation]
internal static class Opening
{
    /// <summary>Opens a cell, if it is not open.</summary>
    public static CellError Run(CellNumber cell)
    {
        ref CellRecord record = ref CellTable.At(cell);
        if (record.State is CellState.Open or CellState.Resident)
        {
            return CellError.None;
        }

        if (record.State == CellState.Gone)
        {
            return CellError.MissingCell;
        }

        if (record.State == CellState.Refused || record.Fault.Error != CellError.None)
        {
            return record.Fault.Error;
        }

        if (!CellCode.Register(cell, record.Checked, record.Base))
        {
            return CellError.OutOfMemory;
        }

        record.State = CellState.Open;
        return CellError.None;
    }
}
