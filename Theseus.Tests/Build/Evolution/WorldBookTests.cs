using Theseus.Build;
using Theseus.Build.Evolution;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Build.Evolution;

/// <summary>What a build remembers of the world that it has made.</summary>
public sealed class WorldBookTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("theseus-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    private static WorldBook Some(ulong state, uint generation = 3) => new(
        [
            new PieceHome(9, 90, 0x1000, 7, 1, CellSegmentKind.Data),
            new PieceHome(ulong.MaxValue, 91, 0x20, 5, 0, CellSegmentKind.Text),
            new PieceHome(2, 92, 0x40, 0, 1, CellSegmentKind.Zero),
        ],
        [new MovedBody(ulong.MaxValue, 17)], [new Declared(5, 6), new Declared(1, 2)],
        [new SymbolHome(70, 9, 8), new SymbolHome(60, ulong.MaxValue, 3), new SymbolHome(65, 11, 3)])
    {
        State = new Hash128(state, 1), World = new Hash128(2, 3), Target = new Hash128(4, 5),
        Generation = generation, Cells = ["nano-core", "Shell~2"],
        Assemblies = [new AssemblyIdentity("Shell", new Hash128(state, 6))],
    };

    [Fact]
    public void A_book_is_read_as_it_was_written()
    {
        WorldBook written = Some(7);
        WorldBook read = BookFile.Read(BookFile.Write(written), "it");
        Assert.Equal(written.Pieces, read.Pieces);
        Assert.Equal(written.Moved, read.Moved);
        Assert.Equal(written.Declarations, read.Declarations);
        Assert.Equal(written.Cells, read.Cells);
        Assert.Equal(written.Symbols, read.Symbols);
        Assert.Equal(written.Assemblies, read.Assemblies);
        Assert.Equal(written.Assemblies, BookFile.ReadAssemblies(BookFile.Write(written), "it"));
        Assert.Equal((3u, 7ul, 2ul, 4ul),
            (read.Generation, read.State.High, read.World.High, read.Target.High));
    }

    [Fact]
    public void It_answers_by_name()
    {
        WorldBook book = Some(7);
        PieceHome function = book.Find(ulong.MaxValue)!.Value;
        Assert.Equal((0, CellSegmentKind.Text, 0x20u), (function.Cell, function.Kind, function.Offset));
        Assert.Equal(17ul, book.AtHome(function));
        Assert.True(book.IsMoved(function));
        Assert.Equal(90ul, book.AtHome(book.Find(9)!.Value));
        Assert.Null(book.Find(3));
        Assert.Equal((9ul, 8u), (book.Locate(70)!.Value.Piece.Name, book.Locate(70)!.Value.Offset));
        Assert.Equal((ulong.MaxValue, 3u), (book.Locate(60)!.Value.Piece.Name, book.Locate(60)!.Value.Offset));
        Assert.Equal((9ul, 0u), (book.Locate(9)!.Value.Piece.Name, book.Locate(9)!.Value.Offset));
        Assert.Equal((null, null), (book.Locate(65), book.Locate(66)));
        Assert.Equal((2ul, null), (book.ShapeOf(1), book.ShapeOf(3)));
        Assert.Equal((0u, 2u), (book.GenerationOf(0), book.GenerationOf(1)));
    }

    [Fact]
    public void What_the_system_has_freed_is_not_in_it_any_more()
    {
        WorldBook book = Some(7);
        Assert.Same(book, book.Having(cell => cell == "Shell~2"));
        WorldBook less = book.Having(_ => false);
        Assert.Equal([ulong.MaxValue], less.Pieces.Select(p => p.Name));
        Assert.Equal((book.State.High, book.Generation, 17ul),
            (less.State.High, less.Generation, less.AtHome(less.Find(ulong.MaxValue)!.Value)));
    }

    [Fact]
    public void A_damaged_byte_or_a_missing_one_is_told()
    {
        byte[] bytes = BookFile.Write(Some(7));
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.Equal("BadBook", Assert.Throws<BuildException>(() => BookFile.Read(bytes.AsSpan(0, i), "it")).Id);
            bytes[i] ^= 0x10;
            Assert.Equal("BadBook", Assert.Throws<BuildException>(() => BookFile.Read(bytes, "it")).Id);
            bytes[i] ^= 0x10;
        }
    }

    [Fact]
    public void The_newest_eight_are_kept_and_the_last_one_is_known()
    {
        BookStore store = new(new Workspace(_folder.FullName));
        Assert.Equal("WrongBaseline", Assert.Throws<BuildException>(() => store.Last).Id);
        for (ulong state = 0; state < 12; state++)
        {
            store.Keep(Some(state));
        }

        Assert.Equal(11ul, store.Last.High);
        Assert.Equal(11ul, store.Read(store.Last).State.High);
        Assert.Equal(8, Directory.GetFiles(_folder.FullName, "*.book", SearchOption.AllDirectories).Length);
        Assert.Equal("WrongBaseline", Assert.Throws<BuildException>(() => store.Read(new Hash128(99, 1))).Id);
    }

    [Fact]
    public void The_book_of_the_image_outlives_many_evolutions()
    {
        BookStore store = new(new Workspace(_folder.FullName));
        store.Keep(Some(100, generation: 0));
        for (uint state = 0; state < 12; state++)
        {
            store.Keep(Some(state, generation: state + 1));
        }

        store.ReturnToImage();
        Assert.Equal(100ul, store.Read(store.Last).State.High);
    }

    [Fact]
    public void A_book_that_is_written_once_more_is_not_thereby_the_last_or_that_of_the_image()
    {
        BookStore store = new(new Workspace(_folder.FullName));
        store.Keep(Some(1, generation: 0));
        store.Keep(Some(2, generation: 0));
        store.Renew(Some(1, generation: 0).Of([new AssemblyIdentity("Other", new Hash128(8, 9))]));
        Assert.Equal((2ul, 2ul), (store.Last.High, store.Image.High));
        Assert.Equal("Other", Assert.Single(store.Read(new Hash128(1, 1)).Assemblies).Name);
    }

    [Fact]
    public void A_build_returns_to_the_book_of_the_image()
    {
        BookStore store = new(new Workspace(_folder.FullName));
        store.Keep(Some(1, generation: 0));
        store.Keep(Some(2, generation: 1));
        Assert.Equal(2ul, store.Last.High);
        store.ReturnToImage();
        Assert.Equal(1ul, store.Last.High);
    }

    [Fact]
    public void Identities_are_32_digits()
    {
        Hash128 identity = new(0x0123456789ABCDEF, 0xFEDC);
        Assert.Equal("0123456789abcdef000000000000fedc", identity.ToString());
        Assert.True(BookStore.TryParse(identity.ToString(), out Hash128 read) && read.Is(identity));
        Assert.False(BookStore.TryParse("12", out _));
    }
}
