namespace Theseus.Format;

/// <summary>Searches in sorted tables.</summary>
public readonly ref partial struct CellView
{
    /// <summary>Index of a symbol by the hash of its name, or -1.</summary>
    public int FindSymbol(ulong name)
    {
        ReadOnlySpan<CellSymbol> symbols = Symbols;
        int low = 0, high = symbols.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (symbols[middle].Name < name)
                low = middle + 1;
            else
                high = middle;
        }

        return low < symbols.Length && symbols[low].Name == name ? low : -1;
    }

    /// <summary>Index of the dependency that an import is from.</summary>
    public int DependencyOf(uint import)
    {
        ReadOnlySpan<CellDependency> dependencies = Dependencies;
        int low = 0, high = dependencies.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (dependencies[middle].FirstImport <= import)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    /// <summary>Index of the section that holds a cell offset, or -1.</summary>
    public int FindSection(uint offset)
    {
        ReadOnlySpan<CellSection> sections = Sections;
        int low = 0, high = sections.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (sections[middle].Offset <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        // Empty sections come before the one that they share their offset with.
        return low > 0 && offset - sections[low - 1].Offset < sections[low - 1].Size ? low - 1 : -1;
    }

    /// <summary>Index of the function that holds a cell offset, or -1.</summary>
    public int FindFunction(uint offset)
    {
        ReadOnlySpan<CellFunction> functions = Functions;
        int low = 0, high = functions.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (functions[middle].Start <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && offset - functions[low - 1].Start < functions[low - 1].Length ? low - 1 : -1;
    }

    /// <summary>The wide relocations of a page; one or two before it may be among them.</summary>
    public ReadOnlySpan<WideRelocation> WideRelocationsOf(uint page)
    {
        ReadOnlySpan<WideRelocation> all = WideRelocations;
        ulong start = (ulong)page * CellHeader.PageBytes;
        int from = FirstWide(all, start < 8 ? 0 : start - 7), to = FirstWide(all, start + CellHeader.PageBytes);
        return from < to ? all[from..to] : default;
    }

    private static int FirstWide(ReadOnlySpan<WideRelocation> all, ulong place)
    {
        int low = 0, high = all.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (all[middle].Place < place)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
