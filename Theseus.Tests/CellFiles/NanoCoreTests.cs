using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.CellFiles;

[Collection(nameof(CutWorldCollection))]
public sealed class NanoCoreTests(CutWorld world)
{
    [Fact]
    public void The_image_holds_its_own_description()
    {
        Table header = world.Image.Layout.Tables.Single(t => t.Symbol == ImageHeader.Symbol);
        Layout layout = world.Image.Layout;
        (ulong address, ulong bytes) =
            (BitConverter.ToUInt64(header.Bytes, 15 * 8), BitConverter.ToUInt64(header.Bytes, 16 * 8));
        byte[] file = layout.ReadOnly.Bytes.AsSpan((int)(address - layout.ReadOnly.Address), (int)bytes).ToArray();
        Assert.True(CellValidator.Check(file, world.Cutter.World, out CellFault fault),
            $"{fault.Error} in {fault.Part} {fault.Index}");
        CellView cell = new(file);
        Assert.Equal((CellHeader.Resident, Layout.ImageBase), (cell.Header.Flags, cell.Header.LinkedBase));
        Assert.Equal(address + cell.Header.Functions.Offset, BitConverter.ToUInt64(header.Bytes, 11 * 8));
        Assert.Equal(
            world.Resident.Count(s => Layout.KindOf(world.Graph.Inputs[s.Input], s.Section) > SegmentKind.BootBss),
                cell.Sections.Length);
    }

    [Fact]
    public void More_than_the_budget_fails_with_the_ten_largest_and_why_they_are_there()
    {
        CellBuild.Require(world.Image.Bytes, ["# comment", "2097152"], world.NanoCore);
        LinkException error = Assert.Throws<LinkException>(
            () => CellBuild.Require(world.Image.Bytes, ["1000"], world.NanoCore));
        Assert.Equal(LinkError.NanoCoreTooLarge, error.Error);
        Assert.Equal(10, error.Message.Split('\n').Length - 1);
        Assert.Contains(" ← ", error.Message);
    }

    [Fact]
    public void What_the_image_leaves_out_is_bound_by_the_relocations_of_its_cell()
    {
        (Cell cell, CellAddresses addresses, PieceGraph pieces) =
            (world.Cutter.NanoCore, new CellAddresses(world), world.Cutter.Pieces);
        CellView view = new(world.FileOf(Cell.NanoCore));
        ulong[] imports = addresses.Imports(view);
        byte[] memory = new byte[view.Segments[3].Offset];
        Layout layout = world.Image.Layout;
        foreach (Segment segment in new[] { layout.Text, layout.ReadOnly, layout.Data })
        {
            segment.Bytes.CopyTo(memory, (int)layout.OffsetOf(segment.Address));
        }

        for (uint page = 0; page < memory.Length / CellHeader.PageBytes; page++)
        {
            Span<byte> bytes = memory.AsSpan((int)page * CellHeader.PageBytes, CellHeader.PageBytes);
            Assert.Equal(CellError.None, CellLoader.Straddle(view, page, bytes, cell.LinkedBase, imports));
        }

        int count = 0;
        foreach (Piece piece in cell.Pieces)
        {
            foreach (Reference reference in pieces.References(piece).Where(r => r.Target is not null))
            {
                ulong target = addresses.BaseOf(reference.Target!.Cell!) + reference.Target.Offset
                    + (ulong)(reference.TargetOffset + reference.Addend);
                int place = (int)piece.Offset + reference.Offset;
                ulong actual = reference.Type == Theseus.Build.Objects.RelocationType.Absolute64
                    ? BitConverter.ToUInt64(memory, place)
                    : cell.LinkedBase + (ulong)place + (ulong)BitConverter.ToInt32(memory, place);
                Assert.True(target == actual, $"{piece.Name}+0x{reference.Offset:x} to {reference.Target.Name}");
                count++;
            }
        }

        Assert.True(count > 1000, $"{count} references");
    }
}
