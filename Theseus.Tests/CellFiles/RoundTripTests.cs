using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.CellFiles;

[Collection(nameof(CutWorldCollection))]
public sealed class RoundTripTests(CutWorld world)
{
    private IEnumerable<SectionRef> LiveSections()
    {
        for (int i = 0; i < world.Live.Length; i++)
        {
            for (int section = 1; section < world.Live[i].Length; section++)
            {
                if (world.Live[i][section] && Layout.KindOf(world.Graph.Inputs[i], section) > SegmentKind.BootBss)
                {
                    yield return new SectionRef(i, section);
                }
            }
        }
    }

    [Fact]
    public void Every_live_section_is_in_one_cell_with_its_bytes()
    {
        PieceGraph pieces = world.Cutter.Pieces;
        Dictionary<Cell, byte[]> images = world.All.ToDictionary(c => c, ImageOf);
        HashSet<Piece> found = new();
        foreach (SectionRef section in LiveSections().Where(s => !pieces.LeftOut.Contains(s)))
        {
            Piece? piece = pieces.PieceOf(section);
            Assert.True(piece?.Cell is not null, world.Graph.NameOf(section));
            Assert.True(found.Add(piece));
            Assert.Equal(world.Resident.Contains(section), piece.Cell == world.Cutter.NanoCore);
            if (piece.Kind != CellSegmentKind.Zero)
            {
                Same(pieces, piece, images[piece.Cell].AsSpan((int)piece.Offset, piece.Size));
            }
        }

        Piece[] made = pieces.Pieces.Where(p => !found.Contains(p)).ToArray();
        Assert.All(made, p => Assert.True(p.IsObject || p.Made is not null, p.Name));
        Assert.Equal(world.All.Sum(c => c.Pieces.Count), pieces.Pieces.Count);
    }

    private byte[] ImageOf(Cell cell)
    {
        byte[] bytes = new byte[cell.Segments[3].Offset];
        if (cell.IsResident)
        {
            Layout layout = world.Image.Layout;
            foreach (Segment segment in new[] { layout.Text, layout.ReadOnly, layout.Data })
            {
                segment.Bytes.CopyTo(bytes, (int)layout.OffsetOf(segment.Address));
            }

            return bytes;
        }

        CellView view = new(world.FileOf(cell.Name));
        for (uint page = 0; page < view.PageCrcs.Length; page++)
        {
            view.PageImage(page).CopyTo(bytes.AsSpan((int)page * CellHeader.PageBytes));
        }

        return bytes;
    }

    private static void Same(PieceGraph pieces, Piece piece, ReadOnlySpan<byte> bytes)
    {
        (byte[] expected, byte[] actual) = (pieces.Contents(piece).ToArray(), bytes.ToArray());
        foreach (Reference reference in pieces.References(piece))
        {
            int size = Math.Min(reference.Type is Theseus.Build.Objects.RelocationType.Absolute64
                or Theseus.Build.Objects.RelocationType.Pc64 ? 8 : 4, piece.Size - reference.Offset);
            expected.AsSpan(reference.Offset, size).Clear();
            actual.AsSpan(reference.Offset, size).Clear();
        }

        if (!expected.AsSpan().SequenceEqual(actual))
        {
            Assert.Fail(
                $"{piece.Name} of {piece.Cell!.Name}: {Convert.ToHexString(expected)} became "
                    + $"{Convert.ToHexString(actual)}");
        }
    }

    [Fact]
    public void Every_symbol_of_a_cell_is_found_where_it_is_and_somebody_asks_for_it()
    {
        Dictionary<Cell, byte[]> files = world.All.ToDictionary(c => c, c => world.FileOf(c.Name));
        HashSet<ulong> asked = files.Values.SelectMany(f => new CellView(f).Imports.ToArray()).Select(i => i.Symbol)
            .Concat(Exports.Kept.Select(HashOf)).ToHashSet();
        (int count, int all) = (0, files.Values.Sum(f => new CellView(f).Symbols.Length));
        foreach ((string name, SymbolRef symbol) in world.Graph.Globals)
        {
            if (!asked.Contains(HashOf(name)) || world.Cutter.Pieces.Locate(symbol) is not var (piece, offset)
                || piece.Cell is null)
            {
                continue;
            }

            CellView view = new(files[piece.Cell]);
            if (view.FindSymbol(HashOf(name)) is >= 0 and var index)
            {
                Assert.Equal(piece.Offset + offset, view.Symbols[index].Offset);
                count++;
            }
        }

        Assert.True(files.Values.All(f => new CellView(f).Symbols.ToArray().All(s => asked.Contains(s.Name))));
        Assert.True(count > 50_000 && count <= all, $"{count} symbols of {all}");

        static ulong HashOf(string name) => NameHash.Of(System.Text.Encoding.UTF8.GetBytes(name));
    }

    [Fact]
    public void No_field_but_those_of_packed_data_straddles_two_pages() =>
        Assert.True(world.Cutter.Cells.Sum(c => new CellView(world.FileOf(c.Name)).WideRelocations.Length) < 100);

    [Fact]
    public void Every_cell_is_sound_and_cutting_again_gives_the_same_bytes()
    {
        foreach (Cell cell in world.All)
        {
            byte[] file = world.FileOf(cell.Name);
            Assert.True(CellValidator.Check(file, world.Cutter.World, out CellFault fault),
                $"{cell.Name}: {fault.Error} in {fault.Part} {fault.Index}");
            Assert.Equal(cell.Name, System.Text.Encoding.UTF8.GetString(new CellView(file).Name));
        }

        Assert.Equal(world.FileOf("System.Console"), world.Cutter.FileOf(world.Named("System.Console")));
    }

    [Fact]
    public void Statics_that_hold_references_lead_to_their_objects()
    {
        (Cell cell, CellAddresses addresses) = (world.Named("System.Private.CoreLib"), new CellAddresses(world));
        byte[] loaded = addresses.Load(cell);
        HashSet<uint> roots = new CellView(world.FileOf(cell.Name)).Roots.ToArray().ToHashSet();
        Piece[] words = cell.Pieces.Where(p => p.Name.StartsWith("__GCSTATICS", StringComparison.Ordinal)
            && !p.IsObject).ToArray();
        Assert.NotEmpty(words);
        foreach (Piece word in words)
        {
            ulong target = BitConverter.ToUInt64(loaded, (int)word.Offset) - addresses.BaseOf(cell);
            Assert.Contains((uint)target, roots);
            Piece holder = cell.Pieces.Single(p => p.Offset + FrozenObjects.HeaderBytes == target && p.Size > 0);
            Assert.Equal(word.Name + GcStatics.ObjectSuffix, holder.Name);
            ulong type = BitConverter.ToUInt64(loaded, (int)target);
            Assert.True(world.All.Any(c => type >= addresses.BaseOf(c) && type < addresses.BaseOf(c) + c.MemoryBytes),
                word.Name);
        }
    }
}
