namespace Theseus.Format;

/// <summary>Searches in sorted tables.</summary>
public readonly ref partial struct CellView
{
    /// <summary>Index of a symbol by the hash of its name, or -1.</summary>
    public int FindSymbol(ulong name) => SortedTable.Find(Symbols, name);

    /// <summary>Index of the dependency that an import is from.</summary>
    public int DependencyOf(uint import) => SortedTable.LastAtMost(Dependencies, import);

    /// <summary>Index of the section that holds a cell offset, or -1.</summary>
    public int FindSection(uint offset)
    {
        // Empty sections come before the one that they share their offset with.
        ReadOnlySpan<CellSection> sections = Sections;
        int last = SortedTable.LastAtMost(sections, offset);
        return last >= 0 && offset - sections[last].Offset < sections[last].Size ? last : -1;
    }

    /// <summary>Index of the function that holds a cell offset, or -1.</summary>
    public int FindFunction(uint offset) => CellFunction.Find(Functions, offset);

    /// <summary>The wide relocations of a page; one or two before it may be among them.</summary>
    public ReadOnlySpan<WideRelocation> WideRelocationsOf(uint page)
    {
        ReadOnlySpan<WideRelocation> all = WideRelocations;
        ulong start = (ulong)page * CellHeader.PageBytes;
        int from = SortedTable.FirstAtLeast(all, start < 8 ? 0 : start - 7);
        int to = SortedTable.FirstAtLeast(all, start + CellHeader.PageBytes);
        return from < to ? all[from..to] : default;
    }
}
