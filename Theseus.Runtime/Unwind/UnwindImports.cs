using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime.Unwind;

/// <summary>What the unwinder asks of the loader, and of the tables of functions.</summary>
// SAFETY: a pointer is compared, never followed.
internal static unsafe class UnwindImports
{
    /// <summary>Theseus.CellLinker: 0 no cell's address, 1 its page is there now, 2 it could not be loaded.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_load_cell_page")]
    public static extern int LoadCellPage(nuint address);

    /// <summary>True if a call in known code may return to an address.</summary>
    public static bool IsReturnAddress(nuint address) => FunctionTable.Find(address - 1) != null;
}
