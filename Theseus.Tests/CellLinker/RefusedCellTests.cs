using System.Reflection;
using System.Runtime.InteropServices;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Xunit;

namespace Theseus.Tests.CellLinker;

/// <summary>
/// A cell file may hold any bytes. Whatever the boot said about them, each question about the cell has an answer: the
/// prompt's commands ask them of every cell.
/// </summary>
public sealed class RefusedCellTests : LoaderTest
{
    private const string Damaged = "System.Linq";

    [Theory]
    [InlineData("nothing in it", CellError.Truncated)]
    [InlineData("less than a header", CellError.Truncated)]
    [InlineData("a header and no more", CellError.Truncated)]
    [InlineData("another magic", CellError.BadMagic)]
    [InlineData("tables beyond its end", CellError.TableOutOfBounds)]
    public void A_cell_whose_file_was_refused_answers_every_question_with_nothing(string file, CellError error)
    {
        Boot((name, bytes) => name == Damaged ? Spoil(bytes, file) : bytes);
        CellInfo cell = Named(Damaged);
        Assert.Equal((CellState.Refused, error), (cell.State, cell.Fault.Error));
        Assert.Equal((0u, 0ul, 0u, 0), (cell.MemoryBytes, cell.LoadedBytes, cell.TableBytes, cell.RelocationCount));
        Assert.Equal((0, 0, 0u), (cell.SectionCount, cell.SectionsLoaded, cell.RelocatedPages));
        AskEverything(cell);
        Assert.Empty(CellEdges.From(cell));
        Assert.NotEqual(cell, CellRegistry.Find(cell.Base));
        Assert.Equal(error, Assert.Throws<CellLoadException>(() => CellRegistry.Load(cell)).Error);
    }

    [Fact]
    public void A_cell_whose_tables_are_damaged_answers_every_question()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        CellView view = new(FileOf(Damaged));
        int first = (int)view.Header.Sections.Offset, end = (int)CellValidator.TablesEnd(view); // what is before stays
        byte[]? file = null;
        Boot((name, bytes) =>
        {
            if (name == Damaged)
            {
                file = bytes;
                bytes[first] ^= 1;
            }

            return bytes;
        });
        byte[] whole = FileOf(Damaged);
        CellInfo cell = Named(Damaged);
        Assert.Equal((CellState.Placed, CellError.BadHash), (cell.State, cell.Fault.Error));
        ulong[] symbols = [.. new CellView(whole).Symbols.ToArray().Take(50).Select(symbol => symbol.Name)];
        for (int round = 0; round < 50; round++)
        {
            whole.CopyTo(file!, 0);
            for (int i = 0; i < 2000; i++)
            {
                file![random.Next(first, end)] = (byte)random.Next(256);
            }

            Exception? thrown = Record.Exception(() =>
            {
                AskEverything(cell);
                foreach (ulong symbol in symbols)
                {
                    CellRegistry.SymbolText(symbol);
                }
            });
            Assert.True(thrown is null, $"seed {seed}, round {round}: {thrown}");
        }
    }

    /// <summary>Every public property, and what is said about its sections and addresses.</summary>
    private static void AskEverything(CellInfo cell)
    {
        foreach (PropertyInfo property in typeof(CellInfo).GetProperties())
        {
            Assert.NotNull(property.GetMethod!.Invoke(cell, BindingFlags.DoNotWrapExceptions, null, null, null));
        }

        Assert.Equal(Damaged.Length, cell.ToString().Length);
        for (int section = -1; section < cell.SectionCount + 1; section += 37)
        {
            Assert.NotEqual("", cell.SectionName(section));
        }

        for (ulong offset = 0; offset < cell.MemoryBytes + 8192ul; offset += 777)
        {
            Assert.NotEqual("", cell.Describe(cell.Base + offset));
            cell.IsLoadedAt(cell.Base + offset);
        }

        for (uint import = 0; import < 2000; import += 7)
        {
            Assert.NotEqual("", cell.DescribeImport(import));
        }
    }

    private static byte[] Spoil(byte[] file, string what)
    {
        switch (what)
        {
            case "nothing in it":
                return [];
            case "less than a header":
                return file[..(CellHeader.Bytes - 1)];
            case "a header and no more":
                return file[..CellHeader.Bytes];
            case "another magic":
                file[0] ^= 1;
                return file;
            default:
                Span<CellHeader> header = MemoryMarshal.Cast<byte, CellHeader>(file.AsSpan(0, CellHeader.Bytes));
                header[0].Segments = new TableRange(uint.MaxValue - 7, uint.MaxValue);
                header[0].PageCrcs = new TableRange(uint.MaxValue - 7, uint.MaxValue);
                header[0].HeaderCrc = CellValidator.HeaderCrc(file);
                return file;
        }
    }
}
