using Theseus.Build.Cells;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.CellFiles;

[Collection(nameof(CutWorldCollection))]
public sealed class OracleTests(CutWorld world)
{
    [Theory]
    [InlineData("Hello")]
    [InlineData("Theseus.CellLinker")]
    [InlineData("System.Console")]
    [InlineData("System.Collections")]
    [InlineData("System.Private.CoreLib")]
    [InlineData("world")]
    [InlineData("musl")]
    public void Relocated_cells_are_what_ld_makes_of_the_same_sections(string name)
    {
        (Cell cell, CellAddresses addresses) = (world.Named(name), new CellAddresses(world));
        byte[] loaded = addresses.Load(cell);
        string folder = Directory.CreateTempSubdirectory("theseus-test-").FullName;
        try
        {
            byte[][] reference = ReferenceLink.Run(world.Cutter.Pieces, cell, addresses, folder);
            foreach (Piece piece in cell.Pieces.Where(p => p.Kind != CellSegmentKind.Zero))
            {
                Span<byte> expected = reference[(int)piece.Kind].AsSpan(
                    (int)(piece.Offset - cell.Segments[(int)piece.Kind].Offset), piece.Size);
                if (!expected.SequenceEqual(loaded.AsSpan((int)piece.Offset, piece.Size)))
                {
                    Assert.Fail(
                        $"{piece.Name}: ld makes {Convert.ToHexString(expected)}, the relocator "
                            + $"{Convert.ToHexString(loaded.AsSpan((int)piece.Offset, piece.Size))}");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
