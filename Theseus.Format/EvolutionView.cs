namespace Theseus.Format;

/// <summary>
/// An evolution in place. Nothing is copied; every table is a view into the bytes and empty where it does not lie
/// within them, so that reading one is safe whatever the bytes are. What the entries mean can be relied on only after
/// <see cref="EvolutionValidator"/> has passed them.
/// </summary>
[NoAllocation]
public readonly ref struct EvolutionView
{
    private readonly ReadOnlySpan<EvolutionHeader> _header;

    /// <param name="bytes">The package, from its first byte on. At least a header long, or all is empty.</param>
    public EvolutionView(ReadOnlySpan<byte> bytes)
    {
        Bytes = bytes;
        _header = SpanView.Of<EvolutionHeader>(bytes, 0, 1);
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>False if the bytes are too few for a header: then <see cref="Header"/> may not be asked for.</summary>
    public bool HasHeader => !_header.IsEmpty;

    public ref readonly EvolutionHeader Header => ref _header[0];

    public ReadOnlySpan<EvolutionCell> Cells => HasHeader ? View<EvolutionCell>(Header.Cells) : default;
    public ReadOnlySpan<EvolutionChange> Changes => HasHeader ? View<EvolutionChange>(Header.Changes) : default;
    public ReadOnlySpan<byte> Names => HasHeader ? View<byte>(Header.Names) : default;
    public ReadOnlySpan<byte> Strings => HasHeader ? View<byte>(Header.Strings) : default;

    /// <summary>A cell's name in UTF-8; empty where it is not within the strings.</summary>
    public ReadOnlySpan<byte> NameOf(EvolutionCell cell) =>
        SpanView.Of<byte>(Strings, cell.Name.Offset, cell.Name.Bytes);

    /// <summary>The file of a cell that the package brings; empty of others, and where it is not within the bytes.
    /// </summary>
    public ReadOnlySpan<byte> FileOf(EvolutionCell cell) => SpanView.Of<byte>(Bytes, cell.FileOffset, cell.FileBytes);

    private ReadOnlySpan<T> View<T>(TableRange range)
        where T : unmanaged => SpanView.Of<T>(Bytes, range.Offset, range.Count);
}
