using System.Runtime;
using System.Text;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime.Diagnostics;

namespace Theseus.CellLinker;

/// <summary>The load that failed last, until it has become an exception.</summary>
internal static class LoadFailure
{
    private static CellNumber s_cell;
    private static VirtualAddress s_address;
    private static CellError s_error;
    private static uint s_index;

    /// <summary>Keeps the facts, in the fault handler.</summary>
    [NoAllocation]
    public static void Remember(CellNumber cell, VirtualAddress address, CellError error, uint index) =>
        (s_cell, s_address, s_error, s_index) = (cell, address, error, index);

    /// <summary>Writes them to the log, where there can be no exception.</summary>
    [NoAllocation, RuntimeExport("theseus_write_load_failure")]
    private static void Write()
    {
        if (s_error == CellError.None)
        {
            return;
        }

        KernelLog.Write("the last page that could not be loaded: cell "u8);
        KernelLog.Write(CellTable.At(s_cell).View.Name);
        KernelLog.Write(" at "u8);
        KernelLog.WriteHex(s_address.Value);
        KernelLog.Write(": "u8);
        KernelLog.Write(CellErrorText.Of(s_error));
        KernelLog.Write(", index "u8);
        KernelLog.WriteDecimal(s_index);
        KernelLog.Write("\n"u8);
    }

    /// <summary>Puts them into words, on the stack of the task that touched the page.</summary>
    [RuntimeExport("theseus_cell_load_exception")]
    private static Exception Create() => CellLoadException.Make(s_cell, s_address, s_error, s_index);
}
