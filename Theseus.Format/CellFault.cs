namespace Theseus.Format;

/// <summary>The parts of a cell file, for messages.</summary>
public enum CellPart
{
    Header, Segments, Sections, Symbols, Dependencies, Imports, PageRelocations, Relocations, WideRelocations,
        PageCrcs, Functions, Cfi,
    UnboxTargets, KillGaps, Roots, App, Strings, Pages,
}

/// <summary>An error with its facts: in which part, at which entry, which value, and the limit it breaks.</summary>
public readonly struct CellFault(CellError error, CellPart part, uint index, ulong value, ulong limit)
{
    public readonly CellError Error = error;
    public readonly CellPart Part = part;
    /// <summary>Number of the entry in its table; 0 where the part has no entries.</summary>
    public readonly uint Index = index;
    public readonly ulong Value = value;
    public readonly ulong Limit = limit;
}
