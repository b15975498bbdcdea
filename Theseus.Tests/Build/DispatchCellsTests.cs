using System.Buffers.Binary;
using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>The words of interface call sites, which ILC puts into one section and the cutter cuts apart.</summary>
public sealed class DispatchCellsTests : IDisposable
{
    private const string Runs = """
        world__InterfaceDispatchCellSection_Start:
        world__InterfaceDispatchCell_Cell_A: .quad Cell_Stub
            .long Cell_First - . + 3, 0
        world__InterfaceDispatchCell_Cell_B: .quad Cell_Stub
            .long Cell_Second - . + 3, 0
            .quad 0, 5
        world__InterfaceDispatchCell_Cell_C: .quad Cell_Stub
            .long Cell_First - . + 3, 0
            .quad 0, 9
        """;

    private readonly Assembler _gas = new();

    public void Dispose() => _gas.Dispose();

    private PieceGraph Cut(string runs) => new SmallWorld(
    [
        _gas.Boot("Cell_Use", "world__InterfaceDispatchCellSection_Start"),
        _gas.Managed($"""
                .section __managedcode,"ax",@progbits
                .globl Cell_Stub
            Cell_Stub: ret
                .section .rodata,"a"
                .globl Cell_First, Cell_Second
            Cell_First: .quad 1
            Cell_Second: .quad 2
                .section .use,"aw"
                .globl Cell_Use
            Cell_Use: .quad world__InterfaceDispatchCell_Cell_C
                .section .data.cells,"aw"
                .balign 16
                .globl world__InterfaceDispatchCellSection_Start, world__InterfaceDispatchCell_Cell_A
                .globl world__InterfaceDispatchCell_Cell_B, world__InterfaceDispatchCell_Cell_C
            {runs}
            """),
        _gas.Native(".text\n.globl theseus_panic\ntheseus_panic: hlt"),
    ]).Cutter.Pieces;

    private static Piece Named(PieceGraph pieces, string name) => pieces.Pieces.Single(p => p.Name == name);

    [Theory]
    [InlineData("A", 5, "Cell_First")]
    [InlineData("B", 5, "Cell_Second")]
    [InlineData("C", 9, "Cell_First")]
    public void Each_has_its_interface_and_behind_it_the_entry_with_the_slot(string cell, int slot, string of)
    {
        PieceGraph pieces = Cut(Runs);
        Piece piece = Named(pieces, DispatchCells.Prefix + "Cell_" + cell);
        Assert.Equal((32, 16), (piece.Size, piece.Align));
        Assert.Equal((0L, (long)slot), (BinaryPrimitives.ReadInt64LittleEndian(pieces.Contents(piece)[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(pieces.Contents(piece)[24..])));
        Assert.Equal([(0, "Cell_Stub", 0L), (8, of, 3L)],
            pieces.References(piece).Select(r => (r.Offset, r.Symbol!, r.Addend)));
    }

    [Fact]
    public void A_reference_leads_to_the_piece()
    {
        PieceGraph pieces = Cut(Runs);
        Reference reference = Assert.Single(pieces.References(Named(pieces, "Cell_Use")));
        Assert.Equal((DispatchCells.Prefix + "Cell_C", 0L), (reference.Target!.Name, reference.TargetOffset));
    }

    [Fact]
    public void A_run_that_nothing_closes_is_refused()
    {
        LinkException refused = Assert.Throws<LinkException>(
            () => Cut(Runs[..Runs.LastIndexOf(".quad", StringComparison.Ordinal)]));
        Assert.Equal(LinkError.BadDispatchCells, refused.Error);
    }
}
