using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// A symbol that another cell or the kernel asks for. It may lie within its section or at the section's end; some
/// sections have several. Symbols that nobody asks for are in no cell file.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct CellSymbol(ulong name, uint offset) : ISorted<CellSymbol>
{
    /// <summary>
    /// <see cref="NameHash"/> of the mangled name; a place at a distance from a symbol goes by the symbol's name, the
    /// sign and the distance in decimal.
    /// </summary>
    public readonly ulong Name = name;

    /// <summary>Cell offset.</summary>
    public readonly uint Offset = offset;

    static ulong ISorted<CellSymbol>.KeyOf(in CellSymbol entry) => entry.Name;
}
