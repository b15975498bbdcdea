
namespace Theseus.Format;

/// <summary>
/// The names of a cell, in place in a file of names. Whatever the file is, reading it is safe: what is not there has an
/// empty name.
/// </summary>
[NoAllocation]
public readonly ref struct CellNames
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly NamesOfCell _cell;

    /// <param name="file">A file of names, or any bytes.</param>
    /// <param name="cell">The cell; with names only if the file is of its world and has it.</param>
    public CellNames(ReadOnlySpan<byte> file, CellView cell)
    {
        ReadOnlySpan<NamesHeader> header = SpanView.Of<NamesHeader>(file, 0, 1);
        if (header.IsEmpty || !cell.HasHeader || header[0].Magic != NamesHeader.ExpectedMagic
            || !header[0].WorldIdentity.Is(cell.Header.WorldIdentity))
        {
            return;
        }

        ReadOnlySpan<NamesOfCell> cells = SpanView.Of<NamesOfCell>(file, header[0].Cells.Offset, header[0].Cells.Count);
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i].ContentHash.Is(cell.Header.ContentHash))
            {
                _file = file;
                _cell = cells[i];
                Text = SpanView.Of<byte>(file, header[0].Text.Offset, header[0].Text.Count);
                return;
            }
        }
    }

    /// <summary>For each function, where in <see cref="Text"/> its name starts.</summary>
    public ReadOnlySpan<uint> Functions => SpanView.Of<uint>(_file, _cell.Functions.Offset, _cell.Functions.Count);

    public ReadOnlySpan<uint> Sections => SpanView.Of<uint>(_file, _cell.Sections.Offset, _cell.Sections.Count);

    public ReadOnlySpan<ulong> SectionHashes =>
        SpanView.Of<ulong>(_file, _cell.SectionHashes.Offset, _cell.SectionHashes.Count);

    /// <summary>Names, a zero behind each.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>Readable name of a function in UTF-8; empty without names.</summary>
    public ReadOnlySpan<byte> FunctionName(uint function) => NameAt(Functions, function);

    /// <summary>Readable name of a section in UTF-8; empty without names.</summary>
    public ReadOnlySpan<byte> SectionName(uint section) => NameAt(Sections, section);

    private ReadOnlySpan<byte> NameAt(ReadOnlySpan<uint> starts, uint index)
    {
        if (index >= (uint)starts.Length || starts[(int)index] >= (uint)Text.Length)
        {
            return default;
        }

        ReadOnlySpan<byte> text = Text[(int)starts[(int)index]..];
        int end = 0;
        while (end < text.Length && text[end] != 0)
        {
            end++;
        }

        return text[..end];
    }
}
