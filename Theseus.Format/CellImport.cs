using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>A symbol of another cell: of that dependency whose range of imports it lies in.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct CellImport(ulong symbol)
{
    /// <summary><see cref="CellSymbol.Name"/> in the other cell.</summary>
    public readonly ulong Symbol = symbol;
}
