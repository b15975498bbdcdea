using System.Runtime.InteropServices;

namespace Theseus.CellLinker.Format;

/// <summary>A global symbol. It may lie within its section or at the section's end; some sections have several.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct CellSymbol(Hash128 name, uint offset)
{
    /// <summary><see cref="NameHash"/> of the mangled name.</summary>
    public readonly Hash128 Name = name;

    /// <summary>Cell offset.</summary>
    public readonly uint Offset = offset;
}
