using System.Runtime;
using System.Text;
using Theseus.CellLinker.Format;

namespace Theseus.CellLinker;

/// <summary>The load that failed last, until it has become an exception.</summary>
internal static class LoadFailure
{
    private static int s_cell;
    private static ulong s_address;
    private static CellError s_error;
    private static uint s_index;

    /// <summary>Keeps the facts. NOALLOC: it is called in the fault handler.</summary>
    public static void Remember(int cell, ulong address, CellError error, uint index) =>
        (s_cell, s_address, s_error, s_index) = (cell, address, error, index);

    /// <summary>Puts them into words, on the stack of the task that touched the page.</summary>
    [RuntimeExport("theseus_cell_load_exception")]
    private static Exception Create() => CellLoadException.Make(s_cell, s_address, s_error, s_index);
}
