using System.Text;
using Theseus.Build.Cells;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime.Unwind;
using Xunit;

namespace Theseus.Tests.CellLinker;

/// <summary>
/// Loading, on the host: what a page holds, who may do what with it, and what is left after an error.
/// </summary>
public sealed class PageLoadTests : LoaderTest
{
    /// <summary>Where the kernel has placed what a cell imports, found another way than the kernel's.</summary>
    private static ulong[] ImportsOf(CellView cell)
    {
        ulong[] imports = new ulong[cell.Imports.Length];
        for (int i = 0; i < imports.Length; i++)
        {
            string from = Encoding.UTF8.GetString(cell.Text(cell.Dependencies[cell.DependencyOf((uint)i)].Name));
            CellInfo exporter = Named(from);
            ulong name = cell.Imports[i].Symbol;
            imports[i] = exporter.View.Symbols.ToArray().Single(s => s.Name == name).Offset + exporter.Base.Value;
        }

        return imports;
    }

    [Theory]
    [InlineData("Shell")]
    [InlineData("Theseus.CellLinker")]
    [InlineData("System.Linq")]
    [InlineData("musl")]
    public void A_page_holds_what_the_build_makes_of_it_and_may_do_what_its_segment_may(string name)
    {
        Boot();
        CellInfo cell = Named(name);
        CellView file = new(FileOf(name));
        ulong[] imports = ImportsOf(file);
        byte[] expected = new byte[CellHeader.PageBytes];
        for (uint page = 0; page < cell.MemoryBytes / CellHeader.PageBytes; page++)
        {
            Assert.Null(At(cell, page));
            Assert.Equal(CellError.None, Load(cell, page));

            expected.AsSpan().Clear();
            bool hasImage = page < file.PageCrcs.Length;
            CellError error = hasImage
                ? CellLoader.Load(file, page, expected, cell.Base.Value, imports, out _) : CellError.None;
            Assert.Equal(CellError.None, error);
            Assert.Equal(expected, BytesAt(cell, page));

            uint offset = page * CellHeader.PageBytes;
            bool isText = offset < file.Segments[(int)CellSegmentKind.ReadOnly].Offset;
            bool isData = offset >= file.Segments[(int)CellSegmentKind.Data].Offset;
            Assert.Equal((isText, isData), (At(cell, page)!.Value.IsExecutable, At(cell, page)!.Value.IsWritable));
        }

        Assert.Equal(cell.MemoryBytes, cell.LoadedBytes);
        Assert.Equal(file.Segments[0].MemoryBytes, CellCodeTables.Known[cell.Base.Value]);
    }

    [Fact]
    public void Loading_a_page_again_takes_nothing()
    {
        Boot();
        CellInfo cell = Named("Shell");
        Assert.Equal(CellError.None, Load(cell, 0));
        ulong free = FrameAllocator.FreeFrames;
        Assert.Equal(CellError.None, Load(cell, 0));
        Assert.Equal((free, 1ul), (FrameAllocator.FreeFrames, cell.LoadedBytes / CellHeader.PageBytes));
    }

    [Fact]
    public void A_damaged_page_is_refused_gives_its_frame_back_and_can_be_tried_again()
    {
        const uint damaged = 1;
        byte[]? file = null;
        int at = (int)(new CellView(FileOf("System.Linq")).Segments[0].FileOffset + (damaged * CellHeader.PageBytes)
            + 100);
        Boot((name, bytes) =>
        {
            if (name == "System.Linq")
            {
                file = bytes;
                bytes[at] ^= 1;
            }

            return bytes;
        });
        CellInfo cell = Named("System.Linq");
        Assert.Equal(CellError.None, Load(cell, 0));
        ulong free = FrameAllocator.FreeFrames;
        Assert.Equal(CellError.BadHash, Load(cell, damaged));
        Assert.Null(At(cell, damaged));
        Assert.Equal(free, FrameAllocator.FreeFrames);

        file![at] ^= 1;
        Assert.Equal(CellError.None, Load(cell, damaged));
    }

    [Fact]
    public void Damaged_tables_are_found_at_the_boot_and_the_cell_is_never_opened()
    {
        Boot((name, bytes) =>
        {
            if (name == "System.Linq")
            {
                bytes[CellHeader.Bytes + 8] ^= 1;
            }

            return bytes;
        });
        CellInfo cell = Named("System.Linq");
        Assert.Equal((CellState.Placed, CellError.BadHash), (cell.State, cell.Fault.Error));
        Assert.True(cell.Checked.View.Bytes.IsEmpty);
        Assert.Equal(CellError.BadHash, Load(cell, 0));
        Assert.Equal(0ul, cell.LoadedBytes);
        Assert.DoesNotContain(cell.Base.Value, CellCodeTables.Known.Keys);
    }

    /// <summary>
    /// The check of a cell's tables is linear in them: in the fault handler nothing could interrupt it. It was made at
    /// the boot, so what became of the tables since is not noticed.
    /// </summary>
    [Theory]
    [InlineData("System.Private.CoreLib")]
    [InlineData("System.Collections")]
    [InlineData("Shell")]
    public void The_first_page_fault_of_a_cell_does_not_check_its_tables(string name)
    {
        byte[]? file = null;
        Boot((other, bytes) => other == name ? file = bytes : bytes);
        CellView view = new(file);
        file![(int)view.Header.Sections.Offset + 1] ^= 1; // what the loader has no use for
        Assert.False(CellValidator.CheckTables(view, out _, out CellFault fault));
        Assert.Equal(CellError.BadHash, fault.Error);

        CellInfo cell = Named(name);
        Assert.Equal(CellState.Placed, cell.State);
        Assert.Equal(CellError.None, Load(cell, 0));
        Assert.Equal(CellState.Open, cell.State);
    }

    [Fact]
    public void A_cell_that_is_not_there_fails_those_who_need_it_and_not_the_tables_of_the_world()
    {
        Boot((name, bytes) => name == "System.Linq" ? null : bytes);
        Assert.Null(CellRegistry.Find("System.Linq"));
        CellInfo user = Named("CellCheck");
        CellError[] errors = [.. Pages(user).Select(page => Load(user, page))];
        Assert.Contains(CellError.MissingCell, errors);
        Assert.Contains(CellError.None, errors);
        CellInfo world = Named("world");
        Assert.All(Pages(world), page => Assert.Equal(CellError.None, Load(world, page)));
    }

    [Fact]
    public void Without_memory_a_load_fails_by_name_and_clean_pages_give_way_to_later_ones()
    {
        Boot();
        CellInfo first = Named("System.Linq");
        Assert.All(Pages(first), page => Assert.Equal(CellError.None, Load(first, page)));
        ulong loaded = first.LoadedBytes;
        List<AllocatedFrames> hoard = [];
        while (AllocatedFrames.TryAllocate(1, 1, Cell, out AllocatedFrames frames) == MemoryError.None)
        {
            hoard.Add(frames);
        }

        CellInfo second = Named("System.Private.CoreLib");
        uint count = 0;
        while (count < 400 && Load(second, count) == CellError.None)
        {
            count++;
        }

        Assert.InRange(count, 100u, 400u); // the reserve, and what others gave up
        Assert.True(first.LoadedBytes < loaded, "clean pages of the cell stayed");
        foreach (AllocatedFrames frames in hoard)
        {
            frames.Dispose();
        }

        Assert.All(Pages(first), page => Assert.Equal(CellError.None, Load(first, page)));
        Assert.Equal(loaded, first.LoadedBytes);
    }

    [Fact]
    public void An_unloaded_cell_keeps_its_addresses_and_comes_back_the_same()
    {
        Boot();
        CellInfo cell = Named("Where");
        ulong free = FrameAllocator.FreeFrames;
        VirtualAddress start = cell.Base;
        byte[][] before = [.. Pages(cell).Select(page => (Load(cell, page), BytesAt(cell, page)).Item2)];
        (ulong own, _) = CellUnloader.Unload(cell);

        Assert.Equal((ulong)(before.Length * CellHeader.PageBytes), own);
        Assert.All(Pages(cell), page => Assert.Null(At(cell, page)));
        Assert.Equal((CellState.Placed, start.Value), (cell.State, cell.Base.Value));
        Assert.Empty(CellCodeTables.Known);
        Assert.InRange(FrameAllocator.FreeFrames, free - 8, free); // page tables stay
        Assert.Equal(before, Pages(cell).Select(page => (Load(cell, page), BytesAt(cell, page)).Item2));
    }

    /// <summary>
    /// The number of a load is longer than what a page keeps of it: all later ones count as one, and none as an earlier
    /// one.
    /// </summary>
    [Theory]
    [InlineData(1ul)]
    [InlineData((1ul << 30) - 2)]
    [InlineData(1ul << 30)]
    [InlineData((1ul << 31) - 2)]
    [InlineData(1ul << 31)]
    [InlineData((1ul << 32) - 2)]
    [InlineData(1ul << 32)]
    [InlineData(ulong.MaxValue >> 1)]
    public void Unloading_gives_back_what_came_in_later_however_many_loads_there_were(ulong loads)
    {
        Boot();
        CellTable.Loads = loads;
        CellInfo other = Named("System.Linq");
        Assert.Equal(CellError.None, Load(other, 1));
        CellInfo cell = Named("Where");
        Assert.Equal(CellError.None, Load(cell, 0));
        Assert.Equal(CellError.None, Load(other, 2));
        Assert.Equal(CellError.None, Load(other, 3));

        (ulong own, ulong others) = CellUnloader.Unload(cell);

        Assert.Equal(1ul, own / CellHeader.PageBytes);
        Assert.Null(At(other, 2));
        Assert.Null(At(other, 3));
        bool isTold = loads < SparsePages.LastLoad;
        Assert.Equal(isTold ? 2ul : 3ul, others / CellHeader.PageBytes);
        Assert.Equal(isTold, At(other, 1) is not null);
    }

    [Fact]
    public void A_cell_that_a_loaded_section_refers_to_is_not_unloaded()
    {
        Boot();
        CellInfo user = Named("CellCheck");
        Assert.All(Pages(user), page => Assert.Equal(CellError.None, Load(user, page)));
        CellInfo used = Named("System.Linq");
        Assert.Equal(CellError.None, Load(used, 0));
        CellInUseException refused = Assert.Throws<CellInUseException>(() => CellUnloader.Unload(used));
        Assert.Equal("System.Linq", refused.Cell);
        Assert.Equal(CellState.Open, used.State);
    }

    [Fact]
    public void What_the_nano_core_refers_to_is_bound_at_the_boot()
    {
        Boot();
        CellView nano = new(NanoCoreImage.File);
        ulong[] imports = ImportsOf(nano);
        byte[] expected = new byte[NanoCoreImage.Pages.Length];
        for (uint page = 0; page < expected.Length / CellHeader.PageBytes; page++)
        {
            Span<byte> bytes = expected.AsSpan((int)page * CellHeader.PageBytes, CellHeader.PageBytes);
            Assert.Equal(CellError.None, CellLoader.Straddle(nano, page, bytes, nano.Header.LinkedBase, imports));
        }

        Assert.Equal(expected, NanoCoreImage.Pages);
    }

    private static IEnumerable<uint> Pages(CellInfo cell)
    {
        for (uint page = 0; page < cell.MemoryBytes / CellHeader.PageBytes; page++)
        {
            yield return page;
        }
    }
}
