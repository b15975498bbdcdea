using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// A relocation that <see cref="CellRelocation"/> cannot express: all of a resident cell, whose fields hold what the
/// image's linker put there, and those whose field straddles two pages, because it lies in packed data that have such a
/// field wherever they are. Each page gets its part of the field.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct WideRelocation(uint place, CellRelocationType type, bool isImport, CellField target)
    : ISorted<WideRelocation>
{
    private const int TypeShift = 30, ImportShift = 29;
    private const uint PlaceMask = CellHeader.MemoryLimit - 1;

    private readonly uint _bits = (place & PlaceMask) | (isImport ? 1u << ImportShift : 0)
        | ((uint)(type - 1) << TypeShift);

    /// <summary>What else stands in the field.</summary>
    public readonly CellField Target = target;

    /// <summary>Cell offset of the field.</summary>
    public readonly uint Place => _bits & PlaceMask;

    /// <summary>The target is an import; else a place in the cell.</summary>
    public readonly bool IsImport => (_bits & (1u << ImportShift)) != 0;

    public readonly CellRelocationType Type => (CellRelocationType)((_bits >> TypeShift) + 1);

    public readonly uint End => Place + (uint)CellRelocation.BytesOf(Type);

    static ulong ISorted<WideRelocation>.KeyOf(in WideRelocation entry) => entry.Place;
}
