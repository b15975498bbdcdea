using Theseus.Memory;

namespace Theseus.CellLinker.Format;

/// <summary>
/// A cell file in place. Nothing is copied; every table is a view into the bytes and empty where it does not lie
/// within them, so that reading one is safe whatever the bytes are. What the entries mean can be relied on only
/// after <see cref="CellValidator"/> has passed them. NOALLOC.
/// </summary>
public readonly ref struct CellView
{
    private readonly ReadOnlySpan<CellHeader> _header;

    /// <param name="bytes">The file, from its first byte on. At least a header long, or all is empty.</param>
    public CellView(ReadOnlySpan<byte> bytes)
    {
        Bytes = bytes;
        _header = SpanView.Of<CellHeader>(bytes, 0, 1);
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>False if the bytes are too few for a header: then <see cref="Header"/> may not be asked for.</summary>
    public bool HasHeader => !_header.IsEmpty;

    public ref readonly CellHeader Header => ref _header[0];

    public ReadOnlySpan<CellSegment> Segments => View<CellSegment>(Header.Segments);
    public ReadOnlySpan<CellSection> Sections => View<CellSection>(Header.Sections);
    public ReadOnlySpan<CellSymbol> Symbols => View<CellSymbol>(Header.Symbols);
    public ReadOnlySpan<TextRange> Dependencies => View<TextRange>(Header.Dependencies);
    public ReadOnlySpan<CellImport> Imports => View<CellImport>(Header.Imports);
    public ReadOnlySpan<uint> PageRelocations => View<uint>(Header.PageRelocations);
    public ReadOnlySpan<CellRelocation> Relocations => View<CellRelocation>(Header.Relocations);
    public ReadOnlySpan<uint> PageCrcs => View<uint>(Header.PageCrcs);
    public ReadOnlySpan<CellFunction> Functions => View<CellFunction>(Header.Functions);
    public ReadOnlySpan<byte> Cfi => View<byte>(Header.Cfi);
    public ReadOnlySpan<CellUnboxTarget> UnboxTargets => View<CellUnboxTarget>(Header.UnboxTargets);
    public ReadOnlySpan<uint> Roots => View<uint>(Header.Roots);
    public ReadOnlySpan<CellApp> App => View<CellApp>(Header.App);
    public ReadOnlySpan<byte> Strings => View<byte>(Header.Strings);
    public ReadOnlySpan<uint> Names => View<uint>(Header.Names);
    public ReadOnlySpan<byte> NameText => View<byte>(Header.NameText);

    /// <summary>UTF-8; empty where the range is not within the strings.</summary>
    public ReadOnlySpan<byte> Text(TextRange range) => SpanView.Of<byte>(Strings, range.Offset, range.Bytes);

    /// <summary>The cell's name in UTF-8.</summary>
    public ReadOnlySpan<byte> Name => Text(Header.Name);

    /// <summary>Readable name of section <paramref name="index"/>; empty without names.</summary>
    public ReadOnlySpan<byte> SectionName(uint index) => index < Header.Sections.Count ? NameAt(index) : default;

    /// <summary>Readable name of function <paramref name="index"/>; empty without names.</summary>
    public ReadOnlySpan<byte> FunctionName(uint index) =>
        index < Header.Functions.Count ? NameAt((ulong)Header.Sections.Count + index) : default;

    /// <summary>The relocations of a page of text, constants or data; empty for any other number.</summary>
    public ReadOnlySpan<CellRelocation> RelocationsOf(uint page)
    {
        ReadOnlySpan<uint> index = PageRelocations;
        ReadOnlySpan<CellRelocation> all = Relocations;
        if ((ulong)page + 1 >= (ulong)index.Length)
            return default;
        uint from = index[(int)page], to = index[(int)page + 1];
        return from <= to && to <= (uint)all.Length ? all.Slice((int)from, (int)(to - from)) : default;
    }

    /// <summary>The 4096 bytes of a page as they are in the file; empty for a page that has none.</summary>
    public ReadOnlySpan<byte> PageImage(uint page)
    {
        if (page >= Header.PageCrcs.Count || Segments.IsEmpty)
            return default;
        ulong offset = Segments[0].FileOffset + ((ulong)page * CellHeader.PageBytes);
        return offset <= uint.MaxValue ? SpanView.Of<byte>(Bytes, (uint)offset, CellHeader.PageBytes) : default;
    }

    /// <summary>Index of a symbol by the hash of its name, or -1.</summary>
    public int FindSymbol(Hash128 name)
    {
        ReadOnlySpan<CellSymbol> symbols = Symbols;
        int low = 0, high = symbols.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (symbols[middle].Name.IsBelow(name))
                low = middle + 1;
            else
                high = middle;
        }

        return low < symbols.Length && symbols[low].Name.Is(name) ? low : -1;
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

    private ReadOnlySpan<byte> NameAt(ulong index)
    {
        ReadOnlySpan<uint> names = Names;
        ReadOnlySpan<byte> text = NameText;
        if (index >= (ulong)names.Length || names[(int)index] >= (uint)text.Length)
            return default;
        text = text[(int)names[(int)index]..];
        int end = 0;
        while (end < text.Length && text[end] != 0)
            end++;
        return text[..end];
    }

    private ReadOnlySpan<T> View<T>(TableRange range)
        where T : unmanaged => SpanView.Of<T>(Bytes, range.Offset, range.Count);
}
