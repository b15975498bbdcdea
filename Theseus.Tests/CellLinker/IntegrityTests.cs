using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Faults;
using Xunit;

namespace Theseus.Tests.CellLinker;

/// <summary>
/// Pages in memory are compared with their files: what is found, mended, said, and what is left alone.
/// </summary>
// SAFETY: bytes of frames of simulated RAM are changed, within a page.
public sealed unsafe class IntegrityTests : LoaderTest
{
    private const int Place = 1234;

    public IntegrityTests() => TaskFault.Entered.Clear();

    private static PageCheck Compare(CellInfo cell, uint page) => PageComparison.Run(cell.Number, page);

    private static uint FirstOf(CellInfo cell, CellSegmentKind kind) =>
        new CellView(FileOf(cell.Name)).Segments[(int)kind].Offset / CellHeader.PageBytes;

    private static CellInfo Loaded(string name)
    {
        CellInfo cell = Named(name);
        for (uint page = 0; page < cell.FixedPages; page++)
        {
            Assert.Equal(CellError.None, Load(cell, page));
        }

        return cell;
    }

    /// <summary>Changes a byte in memory, past every protection.</summary>
    private static void Flip(CellInfo cell, uint page, int offset, byte bits = 0x10) =>
        ((byte*)PhysicalMemory.At(At(cell, page)!.Value.Frame.Start))[offset] ^= bits;

    [Theory]
    [InlineData("Shell")]
    [InlineData("Theseus.CellLinker")]
    [InlineData("System.Linq")]
    [InlineData("System.Private.CoreLib")]
    [InlineData("musl")]
    public void What_was_loaded_is_right_and_comparing_it_loads_nothing(string name)
    {
        Boot();
        CellInfo cell = Loaded(name);
        ulong loads = CellRegistry.PagesLoaded;
        ulong free = FrameAllocator.FreeFrames;
        Assert.Empty(CellIntegrity.Check(cell, out int compared));
        Assert.Equal(cell.FixedPages, (uint)compared);
        Assert.Equal((loads, free), (CellRegistry.PagesLoaded, FrameAllocator.FreeFrames));
    }

    [Theory]
    [InlineData(CellSegmentKind.Text)]
    [InlineData(CellSegmentKind.ReadOnly)]
    public void A_flipped_bit_is_found_and_mended_once_in_another_frame_with_the_same_access(CellSegmentKind kind)
    {
        Boot();
        CellInfo cell = Loaded("System.Linq");
        uint page = FirstOf(cell, kind);
        byte[] before = BytesAt(cell, page);
        bool wasExecutable = At(cell, page)!.Value.IsExecutable;
        Frame frame = At(cell, page)!.Value.Frame;
        ulong free = FrameAllocator.FreeFrames;
        ulong bytes = cell.LoadedBytes;
        Flip(cell, page, Place);

        PageCheck check = Compare(cell, page);
        Assert.Equal((PageVerdict.Mended, CellError.None, 1u), (check.Verdict, check.Error, check.WrongBytes));
        Assert.Equal(((uint)Place, before[Place]), (check.First, check.Expected));
        Assert.Equal(before[Place] ^ 0x10, check.Found);
        Assert.Equal(before, BytesAt(cell, page));
        Assert.Equal((wasExecutable, false), (At(cell, page)!.Value.IsExecutable, At(cell, page)!.Value.IsWritable));
        Assert.NotEqual(frame, At(cell, page)!.Value.Frame);
        Assert.Equal((free, bytes), (FrameAllocator.FreeFrames, cell.LoadedBytes));

        Assert.Equal(PageVerdict.Right, Compare(cell, page).Verdict);
    }

    [Fact]
    public void The_ends_of_a_page_and_all_between_are_compared()
    {
        Boot();
        CellInfo cell = Loaded("System.Linq");
        Flip(cell, 0, 0);
        Flip(cell, 0, 2000, 0xFF);
        Flip(cell, 0, CellHeader.PageBytes - 1, 1);
        PageCheck check = Compare(cell, 0);
        Assert.Equal((PageVerdict.Mended, 0u, 3u), (check.Verdict, check.First, check.WrongBytes));
    }

    [Fact]
    public void A_page_whose_file_is_damaged_stays_as_it_is_and_nobody_says_that_it_is_wrong()
    {
        byte[]? file = null;
        Boot((name, bytes) => name == "System.Linq" ? file = bytes : bytes);
        CellInfo cell = Loaded("System.Linq");
        byte[] before = BytesAt(cell, 1);
        int at = (int)(new CellView(file).Segments[0].FileOffset + CellHeader.PageBytes + 100);
        file![at] ^= 1;

        PageCheck check = Compare(cell, 1);
        Assert.Equal((PageVerdict.FileDamaged, CellError.BadHash), (check.Verdict, check.Error));
        Assert.Equal(before, BytesAt(cell, 1));
        Assert.Equal(PageVerdict.Right, Compare(cell, 0).Verdict);
        file[at] ^= 1;
        Assert.Equal(PageVerdict.Right, Compare(cell, 1).Verdict);
    }

    [Theory]
    [InlineData("System.Linq")]
    [InlineData("System.Private.CoreLib")]
    public void Where_a_table_that_addresses_come_from_is_damaged_nothing_is_mended(string whose)
    {
        byte[]? file = null;
        Boot((name, bytes) => name == whose ? file = bytes : bytes);
        CellInfo cell = Loaded("System.Linq");
        file![(int)new CellView(file).Header.Sections.Offset + 1] ^= 1;
        Flip(cell, 0, Place);
        byte[] wrong = BytesAt(cell, 0);

        PageCheck check = Compare(cell, 0);
        Assert.Equal((PageVerdict.FileDamaged, CellError.BadHash), (check.Verdict, check.Error));
        Assert.Equal(wrong, BytesAt(cell, 0));
        Assert.Equal(PageVerdict.Right, Compare(cell, 1).Verdict); // it agrees with what the tables still say
    }

    [Fact]
    public void A_cache_of_imports_that_is_wrong_makes_no_page_wrong()
    {
        Boot();
        CellInfo cell = Loaded("System.Linq");
        CellView view = new(FileOf("System.Linq"));
        uint page = 0;
        CellRelocation import;
        do
        {
            import = view.RelocationsOf(page).ToArray().FirstOrDefault(relocation => relocation.IsImport);
        }
        while (!import.IsImport && ++page < cell.FixedPages);
        byte[] before = BytesAt(cell, page);
        uint number = PageRelocator.FieldAt(view.PageImage(page), import.Offset).ImportIndex;
        ImportCache.Keep(cell.Number, number, cell.Base.Value + 8);

        Assert.Equal(PageVerdict.Right, Compare(cell, page).Verdict);
        Assert.Equal(before, BytesAt(cell, page));
    }

    [Fact]
    public void A_page_that_is_not_in_memory_or_may_be_written_to_is_not_compared()
    {
        Boot();
        CellInfo cell = Named("System.Linq");
        Assert.Equal(PageVerdict.NotCompared, Compare(cell, 0).Verdict);
        Assert.Equal(CellState.Placed, cell.State);
        uint data = FirstOf(cell, CellSegmentKind.Data);
        Assert.Equal(CellError.None, Load(cell, data));
        Flip(cell, data, Place);
        Assert.Equal(PageVerdict.NotCompared, Compare(cell, data).Verdict);
        Assert.Equal(PageVerdict.NotCompared, Compare(cell, 0).Verdict);
        Assert.Null(At(cell, 0));
        Assert.Equal(PageVerdict.NotCompared, Compare(cell, uint.MaxValue).Verdict);
    }

    [Fact]
    public void Both_parts_of_a_field_on_two_pages_are_compared()
    {
        Boot();
        (CellInfo cell, WideRelocation field) = FindStraddling();
        uint low = field.Place / CellHeader.PageBytes;
        Assert.Equal(low + 1, (field.End - 1) / CellHeader.PageBytes);
        Assert.All([low, low + 1], page => Assert.Equal(CellError.None, Load(cell, page)));
        Assert.All([low, low + 1], page => Assert.Equal(PageVerdict.Right, Compare(cell, page).Verdict));
        Flip(cell, low, CellHeader.PageBytes - 1);
        Flip(cell, low + 1, 0);
        Assert.Equal((uint)CellHeader.PageBytes - 1, Compare(cell, low).First);
        Assert.Equal((0u, 1u), (Compare(cell, low + 1).First, Compare(cell, low).WrongBytes + 1));
        Assert.All([low, low + 1], page => Assert.Equal(PageVerdict.Right, Compare(cell, page).Verdict));
    }

    [Fact]
    public void Without_a_frame_nothing_is_said_and_nothing_gives_way()
    {
        Boot();
        CellInfo cell = Loaded("System.Linq");
        Flip(cell, 0, Place);
        byte[] wrong = BytesAt(cell, 0);
        ulong bytes = cell.LoadedBytes;
        List<Frame> hoard = [];
        while (FrameAllocator.TryTake(Cell, FrameState.Allocated, emergency: true, out Frame frame))
        {
            hoard.Add(frame);
        }

        PageCheck check = Compare(cell, 0);
        Assert.Equal((PageVerdict.CannotTell, CellError.OutOfMemory), (check.Verdict, check.Error));
        Assert.Equal((bytes, 0ul), (cell.LoadedBytes, FrameAllocator.FreeFrames));
        Assert.Equal(wrong, BytesAt(cell, 0));
        hoard.ForEach(frame => FrameAllocator.Give(frame, 1, FrameState.Allocated));
        Assert.Equal(PageVerdict.Mended, Compare(cell, 0).Verdict);
    }

    [Fact]
    public void A_check_of_a_cell_tells_each_page_and_enters_it_into_the_log()
    {
        Boot();
        CellInfo cell = Loaded("System.Linq");
        Flip(cell, 2, Place);
        Flip(cell, 5, 7);
        IReadOnlyList<PageDamage> damages = CellIntegrity.Check(cell, out int compared);
        VirtualAddress[] expected = [
            cell.Base + (2 * CellHeader.PageBytes) + Place, cell.Base + (5 * CellHeader.PageBytes) + 7];
        Assert.Equal(cell.FixedPages, (uint)compared);
        Assert.Equal(expected, damages.Select(damage => damage.Address));
        Assert.All(damages, damage => Assert.Equal((PageVerdict.Mended, 1u), (damage.Verdict, damage.WrongBytes)));
        Assert.Equal(expected.Select(at => ((nuint)at.Value, PageVerdict.Mended, 1u)), TaskFault.Entered);
        Assert.Empty(CellIntegrity.Check(cell, out _));
        Assert.Equal(2, TaskFault.Entered.Count);
    }

    [Fact]
    public void At_a_fault_the_pages_of_its_instructions_are_mended_and_its_record_says_so()
    {
        Boot();
        CellInfo cell = Loaded("System.Linq");
        Flip(cell, 0, Place);
        Flip(cell, 1, 20); // an instruction that begins on page 0 ends there
        Flip(cell, 4, 100);
        FaultRecord record = default;
        record.Frames[0] = (nuint)(cell.Base.Value + CellHeader.PageBytes - 3);
        record.Frames[1] = (nuint)(cell.Base.Value + (4 * CellHeader.PageBytes) + 50);
        record.Frames[2] = record.Frames[1];
        record.Frames[3] = 0x1234; // nobody's
        record.FrameCount = 4;
        CodeAtFault.Check(ref record);
        Assert.Equal((PageVerdict.Mended, 3u), (record.Code, record.WrongBytes));
        Assert.Equal(cell.Base.Value + Place, (ulong)record.WrongAt);
        Assert.Empty(CellIntegrity.Check(cell, out _));

        FaultRecord next = default;
        (next.Frames[0], next.FrameCount) = (record.Frames[0], 1);
        CodeAtFault.Check(ref next);
        Assert.Equal((PageVerdict.Right, 0u, (nuint)0), (next.Code, next.WrongBytes, next.WrongAt));
    }

    [Fact]
    public void A_page_of_the_nano_core_that_changes_is_said_and_left_as_it_is()
    {
        Boot();
        CellInfo nano = Named("nano-core");
        Assert.Equal(PageVerdict.NotCompared, Compare(nano, 3).Verdict); // nobody has taken its sum
        Assert.Empty(CellIntegrity.Check(nano, out int compared));
        Assert.Equal(nano.FixedPages, (uint)compared);
        NanoCoreImage.Pages[(3 * CellHeader.PageBytes) + 5] ^= 4;
        PageDamage damage = Assert.Single(CellIntegrity.Check(nano, out _));
        Assert.Equal((PageVerdict.Wrong, 0u), (damage.Verdict, damage.WrongBytes));
        Assert.Equal(nano.Base + (3 * CellHeader.PageBytes), damage.Address);
        Assert.Single(CellIntegrity.Check(nano, out _));
        NanoCoreImage.Pages[(3 * CellHeader.PageBytes) + 5] ^= 4;
        Assert.Empty(CellIntegrity.Check(nano, out _));
    }

    [Fact]
    public void A_page_of_the_nano_core_is_mended_from_its_copy_and_a_copy_that_has_changed_from_the_page()
    {
        Boot();
        CellInfo nano = Named("nano-core");
        ulong free = FrameAllocator.FreeFrames;
        NanoCoreImage.Page(3).Fill(0xA5); // as no other frame is
        NanoCoreCopy.Take();
        Assert.Equal((nano.FixedPages, free - nano.FixedPages), (NanoCoreCopy.Count, FrameAllocator.FreeFrames));
        byte[] before = [.. NanoCoreImage.ReadPage(3)];
        NanoCoreImage.Pages[(3 * CellHeader.PageBytes) + 5] ^= 4;
        NanoCoreImage.Pages[(3 * CellHeader.PageBytes) + 9] ^= 1;
        PageCheck check = Compare(nano, 3);
        Assert.Equal((PageVerdict.Mended, 2u, 5u, 9u), (check.Verdict, check.WrongBytes, check.First, check.Last));
        Assert.Equal(before, NanoCoreImage.ReadPage(3));
        Assert.Equal(PageVerdict.Right, Compare(nano, 3).Verdict);

        Frame copy = FrameOfCopy(before);
        PhysicalMemory.BytesOf(copy)[7] ^= 2;
        Assert.Equal(PageVerdict.Right, Compare(nano, 3).Verdict);
        Assert.Equal(before, PhysicalMemory.BytesOf(copy)[..before.Length]);

        PhysicalMemory.BytesOf(copy)[7] ^= 2;
        NanoCoreImage.Pages[(3 * CellHeader.PageBytes) + 5] ^= 4;
        Assert.Equal(PageVerdict.Wrong, Compare(nano, 3).Verdict); // neither is what the sum says
    }

    [Fact]
    public void An_instruction_that_faults_is_run_again_where_it_was_not_what_it_must_be_and_only_then()
    {
        Boot();
        CellInfo cell = Loaded("System.Linq");
        uint page = FirstOf(cell, CellSegmentKind.Text);
        nuint at = (nuint)(cell.Base + (page * CellHeader.PageBytes) + Place).Value;
        Assert.False(CodeAtFault.Mend(at));
        Assert.Empty(TaskFault.Entered);
        Flip(cell, page, Place + 14);
        Assert.True(CodeAtFault.Mend(at + 1));
        Assert.Equal(FaultOutcome.RunAgain, TaskFault.LastOutcome);
        Flip(cell, page, Place + 15);
        Assert.False(CodeAtFault.Mend(at)); // behind the longest instruction: mended, and no reason for the fault
        Assert.Equal(FaultOutcome.OfPage, TaskFault.LastOutcome);
        Flip(cell, page, Place - 1);
        Assert.False(CodeAtFault.Mend(at));
        Assert.Equal(3, TaskFault.Entered.Count);
        Assert.False(CodeAtFault.Mend(0x1000)); // no cell's
    }

    [Fact]
    public void Where_a_program_is_left_every_page_of_the_nano_core_is_mended_and_said()
    {
        Boot();
        NanoCoreCopy.Take();
        byte[] before = [.. NanoCoreImage.Pages];
        NanoCoreImage.Pages[5] ^= 4;
        NanoCoreImage.Pages[(3 * CellHeader.PageBytes) + 9] ^= 1;
        CodeAtFault.MendNanoCore();
        Assert.Equal(before, NanoCoreImage.Pages);
        Assert.Equal([1u, 1u], TaskFault.Entered.Select(entry => entry.WrongBytes));
        CodeAtFault.MendNanoCore();
        Assert.Equal(2, TaskFault.Entered.Count);
    }

    [Fact]
    public void Memory_that_does_not_keep_what_is_written_is_not_tried_for_ever()
    {
        Boot();
        CellInfo cell = Loaded("System.Linq");
        uint page = FirstOf(cell, CellSegmentKind.Text);
        nuint at = (nuint)(cell.Base + (page * CellHeader.PageBytes) + Place).Value;
        int tries = 0;
        do
        {
            Flip(cell, page, Place);
        }
        while (CodeAtFault.Mend(at) && ++tries < 100);

        Assert.InRange(tries, 1, 4);
    }

    private static Frame FrameOfCopy(byte[] bytes)
    {
        for (Frame frame = default; frame.Number < FrameAllocator.FrameCount; frame += 1)
        {
            if (FrameAllocator.OwnerOf(frame) == MemoryOwner.Of(MemoryKind.Books)
                && PhysicalMemory.BytesOf(frame)[..bytes.Length].SequenceEqual(bytes))
            {
                return frame;
            }
        }

        throw new InvalidOperationException("no frame holds the copy");
    }

    private static (CellInfo Cell, WideRelocation Field) FindStraddling()
    {
        foreach (CellInfo cell in CellRegistry.Cells.Skip(1))
        {
            uint end = cell.FixedPages * CellHeader.PageBytes;
            foreach (WideRelocation field in cell.View.WideRelocations)
            {
                if (field.End < end)
                {
                    return (cell, field);
                }
            }
        }

        throw new InvalidOperationException("no cell has a field on two pages of code or constants");
    }
}
