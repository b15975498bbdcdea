using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// Where the kernel places cells, foretold. It gives each file that the boot loader brings its addresses in the
/// loader's order, one after the other from the start of the window on, with a guard page before and one behind each;
/// the boot test of debug symbols holds this against a machine. Once the system runs cells stay where they are.
/// </summary>
public sealed class CellPlaces : IPlaces
{
    /// <summary>Theseus.Memory's <c>WindowAddresses.Cells</c>.</summary>
    public const ulong Window = 0xFFFF_FFFF_9000_0000;

    private static readonly (string Name, uint Flags)[] s_kinds =
        [(".text.", Elf.ExecInstr), (".rodata.", 0), (".data.", Elf.Write), (".bss.", Elf.Write)];

    private readonly PieceGraph _pieces;
    private readonly ImagePlaces _image;
    private readonly int _segments;
    private readonly List<PlacedRange> _ranges = [];
    private readonly Dictionary<Cell, (ulong Base, int[] Ranges)> _cells = [];

    /// <param name="image">The nano-core.</param>
    /// <param name="cutter">The cells, laid out.</param>
    public CellPlaces(LinkedImage image, CellCutter cutter)
    {
        (_pieces, _image, _segments) = (cutter.Pieces, new ImagePlaces(image), image.Layout.Segments.Count());
        InOrder = [.. CellOrder.Of(cutter.Cells, c => (c.MemoryBytes, c.Name))];
        ulong at = Window;
        foreach (Cell cell in InOrder)
        {
            at += CellHeader.PageBytes;
            _cells.Add(cell, (at, [.. cell.Segments.Select((s, kind) => Add(cell, at + s.Offset, s, kind))]));
            at += cell.MemoryBytes + CellHeader.PageBytes;
        }
    }

    /// <summary>The cells as the loader brings them (<see cref="CellOrder"/>), without the nano-core.</summary>
    public IReadOnlyList<Cell> InOrder { get; }

    public IReadOnlyList<PlacedRange> Ranges => _ranges;

    public ulong BaseOf(Cell cell) => cell.IsResident ? cell.LinkedBase : _cells[cell].Base;

    public SymbolPlace? Find(SymbolRef symbol)
    {
        if (_pieces.Locate(symbol) is not var (piece, offset) || piece.Cell is null or { IsResident: true })
        {
            return _image.Find(symbol);
        }

        (ulong start, int[] ranges) = _cells[piece.Cell];
        return new SymbolPlace(start + piece.Offset + (ulong)offset, piece.Size - offset, ranges[(int)piece.Kind]);
    }

    /// <summary>Number of the segment's range.</summary>
    private int Add(Cell cell, ulong address, CellSegment segment, int kind)
    {
        if (segment.MemoryBytes == 0)
        {
            return -1;
        }

        _ranges.Add(new PlacedRange(s_kinds[kind].Name + cell.Name, s_kinds[kind].Flags, address, segment.MemoryBytes));
        return _segments + _ranges.Count - 1;
    }
}
