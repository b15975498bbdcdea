using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// A symbol of another cell, or a place in it (<see cref="CellHeader.ByPlace"/>): of that dependency whose range of
/// imports it lies in.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct CellImport(ulong symbol)
{
    /// <summary><see cref="CellSymbol.Name"/> in the other cell; of a place, its cell offset there.</summary>
    public readonly ulong Symbol = symbol;
}
