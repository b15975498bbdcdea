using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// Links the nano-core: the resident sections at their addresses, as an image that a boot loader takes, with the
/// description of itself as a cell among its constants. That cell's segments are those of the image, and all that
/// the image refers to and does not hold are the cell's imports and relocations.
/// </summary>
public static class NanoLinker
{
    private const string CellSymbol = "theseus_nano_cell";

    /// <summary>What code that is not there yet is bound to: it says so and stops the machine.</summary>
    private const string UnboundSymbol = "theseus_unbound";

    /// <exception cref="LinkException">See <see cref="LinkError"/>.</exception>
    public static LinkedImage Run(CellCutter cutter, IReadOnlySet<SectionRef> resident, InstanceStatics instance,
        SymbolRef entry)
    {
        LinkGraph graph = cutter.Pieces.Graph;
        SymbolRef unbound = graph.Find(UnboundSymbol) ?? graph.Require("theseus_panic", "where unbound code leads");
        KeepResident(graph, resident);

        // The size of the tables is known: it does not depend on places.
        Table header = ImageHeaderTable.Create();
        GlobalOffsetTable offsets = GlobalOffsetTable.Collect(graph);
        Table table = new(CellSymbol, CellHeader.PageBytes);
        Place(graph, cutter, header, offsets, table, instance);
        table.Bytes = new byte[cutter.FileOf(cutter.NanoCore).Length];

        // Everything has its address.
        Layout layout = Place(graph, cutter, header, offsets, table, instance);
        if (offsets.Targets.FirstOrDefault(t => graph.SectionOf(t) is { } s
            && !resident.Contains(s)) is { Symbol: > 0 } absent)
        {
            throw new LinkException(LinkError.UnknownRelocation,
                $"an offset table's slot for {graph.NameOf(absent)}, which is in a cell");
        }

        layout.Absent = section => IsCode(graph, section) ? layout.AddressOf(unbound) : 0;

        // The tables are complete.
        byte[] file = cutter.FileOf(cutter.NanoCore);
        file.CopyTo(table.Bytes, 0);
        offsets.Write(layout);
        WriteHeader(header, layout, table.Address, file);

        // Every byte of the image is final.
        Relocator.Run(graph, layout, offsets);
        return new LinkedImage(graph, layout, layout.AddressOf(entry),
            FunctionNames.File(cutter.FunctionNamesOf(cutter.NanoCore)));
    }

    /// <summary>The nano-core's description of itself, as it is in the image.</summary>
    public static byte[] CellOf(LinkedImage image) => image.Layout.Tables.Single(t => t.Symbol == CellSymbol).Bytes;

    private static bool IsCode(LinkGraph graph, SectionRef section) =>
        (graph.Inputs[section.Input].Object.SectionFlags[section.Section] & Objects.Elf.ExecInstr) != 0;

    private static void KeepResident(LinkGraph graph, IReadOnlySet<SectionRef> resident)
    {
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            for (int section = 1; section < graph.Inputs[i].Live.Length; section++)
            {
                graph.Inputs[i].Live[section] = resident.Contains(new SectionRef(i, section));
            }
        }
    }

    private static Layout Place(LinkGraph graph, CellCutter cutter, Table header, GlobalOffsetTable offsets,
        Table table, InstanceStatics instance)
    {
        Layout layout = Layout.Run(graph, [header, offsets.Table, table], instance.Contains);
        Segment[] segments = [layout.Text, layout.ReadOnly, layout.Data, layout.Bss];
        for (int i = 0; i < segments.Length; i++)
        {
            cutter.NanoCore.Segments[i] = new CellSegment
            {
                Kind = (CellSegmentKind)i, Offset = layout.OffsetOf(segments[i].Address),
                    MemoryBytes = (uint)segments[i].Size,
            };
        }

        foreach (Piece piece in cutter.NanoCore.Pieces)
        {
            piece.Offset = layout.OffsetOf(layout.AddressOf(piece.Source));
        }

        Piece[] inOrder = cutter.NanoCore.Pieces.OrderBy(p => p.Offset).ThenBy(p => p.Size).ToArray();
        cutter.NanoCore.Pieces.Clear();
        cutter.NanoCore.Pieces.AddRange(inOrder);
        return layout;
    }

    /// <summary>Tables that the runtime reads are those of the cell; they have one form.</summary>
    private static void WriteHeader(Table header, Layout layout, ulong address, byte[] file)
    {
        CellHeader cell = new CellView(file).Header;
        ImageHeaderTable.Write(header, layout, new ImageHeaderTable.Parts
        {
            Functions = At(cell.Functions), Cfi = At(cell.Cfi), UnboxTargets = At(cell.UnboxTargets),
            NanoCell = new(address, (ulong)file.Length),
        });

        ImageHeaderTable.Range At(TableRange range) => new(address + range.Offset, range.Count);
    }
}
