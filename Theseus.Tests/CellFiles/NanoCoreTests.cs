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
        var header = world.Image.Layout.Tables.Single(t => t.Symbol == ImageHeader.Symbol);
        var layout = world.Image.Layout;
        var (address, bytes) = (BitConverter.ToUInt64(header.Bytes, 15 * 8), BitConverter.ToUInt64(header.Bytes, 16 * 8));
        var file = layout.ReadOnly.Bytes.AsSpan((int)(address - layout.ReadOnly.Address), (int)bytes).ToArray();
        Assert.True(CellValidator.Check(file, world.Cutter.World, out var fault), $"{fault.Error} in {fault.Part} {fault.Index}");
        var cell = new CellView(file);
        Assert.Equal((CellHeader.Resident, Layout.ImageBase), (cell.Header.Flags, cell.Header.LinkedBase));
        Assert.Equal(address + cell.Header.Functions.Offset, BitConverter.ToUInt64(header.Bytes, 11 * 8));
        Assert.Equal(world.Resident.Count(s => Layout.KindOf(world.Graph.Inputs[s.Input], s.Section) > SegmentKind.BootBss), cell.Sections.Length);
    }

    [Fact]
    public void More_than_the_budget_fails_with_the_ten_largest_and_why_they_are_there()
    {
        CellBuild.Require(world.Image.Bytes, ["# comment", "2097152"], world.NanoCore);
        var error = Assert.Throws<LinkException>(() => CellBuild.Require(world.Image.Bytes, ["1000"], world.NanoCore));
        Assert.Equal(LinkError.NanoCoreTooLarge, error.Error);
        Assert.Equal(10, error.Message.Split('\n').Length - 1);
        Assert.Contains(" ← ", error.Message);
    }

    [Fact]
    public void What_the_image_leaves_out_is_bound_by_the_relocations_of_its_cell()
    {
        var (cell, addresses, pieces) = (world.Cutter.NanoCore, new CellAddresses(world), world.Cutter.Pieces);
        var view = new CellView(world.FileOf(Cell.NanoCore));
        var imports = addresses.Imports(view);
        var memory = new byte[view.Segments[3].Offset];
        var layout = world.Image.Layout;
        foreach (var segment in new[] { layout.Text, layout.ReadOnly, layout.Data })
            segment.Bytes.CopyTo(memory, (int)layout.OffsetOf(segment.Address));
        for (uint page = 0; page < memory.Length / CellHeader.PageBytes; page++)
        {
            var bytes = memory.AsSpan((int)page * CellHeader.PageBytes, CellHeader.PageBytes);
            Assert.Equal(CellError.None, CellLoader.Straddle(view, page, bytes, cell.LinkedBase, imports));
        }

        var count = 0;
        foreach (var piece in cell.Pieces)
        {
            foreach (var reference in pieces.References(piece).Where(r => r.Target is not null))
            {
                var target = addresses.BaseOf(reference.Target!.Cell!) + reference.Target.Offset + (ulong)(reference.TargetOffset + reference.Addend);
                var place = (int)piece.Offset + reference.Offset;
                var actual = reference.Type == Theseus.Build.Objects.RelocationType.Absolute64 ? BitConverter.ToUInt64(memory, place)
                    : cell.LinkedBase + (ulong)place + (ulong)BitConverter.ToInt32(memory, place);
                Assert.True(target == actual, $"{piece.Name}+0x{reference.Offset:x} to {reference.Target.Name}");
                count++;
            }
        }
        Assert.True(count > 1000, $"{count} references");
    }
}
