using System.Runtime.InteropServices;

namespace Theseus.CellLinker.Format;

/// <summary>A place in another cell: a symbol of that cell and a distance from it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct CellImport(Hash128 symbol, uint dependency, int addend)
{
    public readonly Hash128 Symbol = symbol;

    /// <summary>Index into the dependencies.</summary>
    public readonly uint Dependency = dependency;

    /// <summary>Bytes from the symbol to the place; 0 for nearly all.</summary>
    public readonly int Addend = addend;
}
