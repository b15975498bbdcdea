
namespace Theseus.Format;

/// <summary>
/// A cell file in place. Nothing is copied; every table is a view into the bytes and empty where it does not lie
/// within them, so that reading one is safe whatever the bytes are. What the entries mean can be relied on only
/// after <see cref="CellValidator"/> has passed them.
/// </summary>
[NoAllocation]
public readonly ref partial struct CellView
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
    public ReadOnlySpan<CellDependency> Dependencies => View<CellDependency>(Header.Dependencies);
    public ReadOnlySpan<CellImport> Imports => View<CellImport>(Header.Imports);
    public ReadOnlySpan<uint> PageRelocations => View<uint>(Header.PageRelocations);
    public ReadOnlySpan<CellRelocation> Relocations => View<CellRelocation>(Header.Relocations);
    public ReadOnlySpan<WideRelocation> WideRelocations => View<WideRelocation>(Header.WideRelocations);
    public ReadOnlySpan<uint> PageCrcs => View<uint>(Header.PageCrcs);
    public ReadOnlySpan<CellFunction> Functions => View<CellFunction>(Header.Functions);
    public ReadOnlySpan<byte> Cfi => View<byte>(Header.Cfi);
    public ReadOnlySpan<CellUnboxTarget> UnboxTargets => View<CellUnboxTarget>(Header.UnboxTargets);
    public ReadOnlySpan<CellKillGap> KillGaps => View<CellKillGap>(Header.KillGaps);
    public ReadOnlySpan<uint> Roots => View<uint>(Header.Roots);
    public ReadOnlySpan<CellApp> App => View<CellApp>(Header.App);
    public ReadOnlySpan<byte> Strings => View<byte>(Header.Strings);

    /// <summary>UTF-8; empty where the range is not within the strings.</summary>
    public ReadOnlySpan<byte> Text(TextRange range) => SpanView.Of<byte>(Strings, range.Offset, range.Bytes);

    /// <summary>The cell's name in UTF-8.</summary>
    public ReadOnlySpan<byte> Name => Text(Header.Name);

    /// <summary>The relocations of a page of text, constants or data; empty for any other number.</summary>
    public ReadOnlySpan<CellRelocation> RelocationsOf(uint page)
    {
        ReadOnlySpan<uint> index = PageRelocations;
        ReadOnlySpan<CellRelocation> all = Relocations;
        if ((ulong)page + 1 >= (ulong)index.Length)
        {
            return default;
        }

        uint from = index[(int)page], to = index[(int)page + 1];
        return from <= to && to <= (uint)all.Length ? all.Slice((int)from, (int)(to - from)) : default;
    }

    /// <summary>The 4096 bytes of a page as they are in the file; empty for a page that has none.</summary>
    public ReadOnlySpan<byte> PageImage(uint page)
    {
        if (page >= Header.PageCrcs.Count || Segments.IsEmpty)
        {
            return default;
        }

        ulong offset = Segments[0].FileOffset + ((ulong)page * CellHeader.PageBytes);
        return offset <= uint.MaxValue ? SpanView.Of<byte>(Bytes, (uint)offset, CellHeader.PageBytes) : default;
    }

    private ReadOnlySpan<T> View<T>(TableRange range)
        where T : unmanaged => SpanView.Of<T>(Bytes, range.Offset, range.Count);
}
