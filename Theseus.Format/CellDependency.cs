using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>A cell that this one imports from.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct CellDependency(TextRange name, uint firstImport) : ISorted<CellDependency>
{
    public readonly TextRange Name = name;

    /// <summary>Index of the first import from it; those up to the next dependency's first are from it.</summary>
    public readonly uint FirstImport = firstImport;

    static ulong ISorted<CellDependency>.KeyOf(in CellDependency entry) => entry.FirstImport;
}
