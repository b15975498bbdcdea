using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>The names of one cell; a table that was left out is 0, 0.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct NamesOfCell
{
    /// <summary><see cref="CellHeader.ContentHash"/> of the cell.</summary>
    public Hash128 ContentHash;
    /// <summary>u32 for each function of the cell: where in the text its name starts.</summary>
    public TableRange Functions;
    /// <summary>u32 for each section, likewise.</summary>
    public TableRange Sections;
    /// <summary>
    /// u64 for each section, of contents and relocations by name and addend: equal in two worlds exactly if the
    /// section is (first 64 bits of a SHA-256; only the build computes it).
    /// </summary>
    public TableRange SectionHashes;
}
