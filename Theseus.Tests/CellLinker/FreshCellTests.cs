using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Xunit;

namespace Theseus.Tests.CellLinker;

/// <summary>A cell begins anew: its pages come from its file, and only what tells its types apart stays.</summary>
// SAFETY: bytes of frames of simulated RAM are changed, within a page.
public sealed unsafe class FreshCellTests : LoaderTest
{
    private const byte Wrong = 0x5A;

    public FreshCellTests() => UseScan.Holders.Clear();

    private static CellSegment Segment(CellInfo cell, CellSegmentKind kind) =>
        new CellView(FileOf(cell.Name)).Segments[(int)kind];

    private static uint PageOf(uint offset) => offset / CellHeader.PageBytes;

    private static byte* ByteAt(CellInfo cell, uint offset) =>
        (byte*)PhysicalMemory.At(At(cell, PageOf(offset))!.Value.Frame.Start) + (offset % CellHeader.PageBytes);

    private static CellReplacement Replace(CellInfo cell) => FreshCell.Replace(cell.Number, out _);

    private static CellInfo Loaded(string name)
    {
        CellInfo cell = Named(name);
        for (uint page = 0; page < PageOf(cell.MemoryBytes); page++)
        {
            Assert.Equal(CellError.None, Load(cell, page));
        }

        return cell;
    }

    [Theory]
    [InlineData("TaskCheck", true)]
    [InlineData("System.Linq", true)]
    [InlineData("LineEditor", true)]
    [InlineData("nano-core", false)]
    [InlineData("Theseus.Tasks", false)]
    [InlineData("Keyboard", false)]
    [InlineData("System.Private.CoreLib", false)]
    [InlineData("System.Private.TypeLoader", false)]
    [InlineData("world", false)]
    [InlineData("musl", false)]
    public void A_cell_can_begin_anew_whose_state_is_a_programs_and_not_what_programs_stand_on(string name, bool can)
    {
        Boot();
        Assert.Equal(can, FreshCell.CanBegin(Named(name).Number));
        Assert.False(FreshCell.CanBegin(CellNumber.None));
    }

    [Fact]
    public void Code_constants_and_statics_come_from_the_file_again()
    {
        Boot();
        CellInfo cell = Loaded("TaskCheck");
        uint data = Segment(cell, CellSegmentKind.Data).Offset;
        uint behindNotes = Segment(cell, CellSegmentKind.Zero).Offset
            + new CellView(FileOf("TaskCheck")).Header.TypeNoteBytes;
        uint[] places = [100, Segment(cell, CellSegmentKind.ReadOnly).Offset + 8, data + 40, behindNotes];
        byte[] before = [.. places.Select(at => *ByteAt(cell, at))];
        foreach (uint at in places)
        {
            *ByteAt(cell, at) ^= Wrong;
        }

        Assert.Equal(CellReplacement.Fresh, Replace(cell));
        Assert.Null(At(cell, PageOf(data)));
        Loaded("TaskCheck");
        Assert.Equal(before, places.Select(at => *ByteAt(cell, at)));
        Assert.Equal(0, before[^1]);
    }

    [Fact]
    public void What_the_runtime_notes_of_types_stays()
    {
        Boot();
        CellInfo cell = Loaded("System.Linq");
        uint start = Segment(cell, CellSegmentKind.Zero).Offset;
        uint bytes = new CellView(FileOf("System.Linq")).Header.TypeNoteBytes;
        Assert.True(bytes > sizeof(ulong));
        uint[] notes = [start, start + bytes - 1];
        foreach (uint at in notes)
        {
            *ByteAt(cell, at) = Wrong;
        }

        ulong loaded = cell.LoadedBytes;
        Assert.Equal(CellReplacement.Fresh, Replace(cell));
        Assert.True(cell.LoadedBytes > 0 && cell.LoadedBytes < loaded);
        Assert.All(notes, at => Assert.Equal(Wrong, *ByteAt(cell, at)));
    }

    [Fact]
    public void Twice_and_before_anything_is_loaded_it_is_as_the_first_time()
    {
        Boot();
        CellInfo cell = Named("TaskCheck");
        ulong free = FrameAllocator.FreeFrames;
        Assert.Equal(CellReplacement.Fresh, Replace(cell));
        Loaded("TaskCheck");
        Assert.Equal(CellReplacement.Fresh, Replace(cell));
        Assert.Equal(CellReplacement.Fresh, Replace(cell));
        Loaded("TaskCheck");
        Assert.Empty(CellIntegrity.Check(cell, out _));
        Assert.True(FrameAllocator.FreeFrames < free);
    }

    [Fact]
    public void One_that_a_task_of_the_program_is_in_stays_as_it_is_unless_that_stands_by()
    {
        Boot();
        CellInfo cell = Loaded("TaskCheck");
        ulong loaded = cell.LoadedBytes;
        TaskReference other = UseScan.Hold(cell.Base.Value, number: 7, program: 0);
        Assert.Equal(CellReplacement.StillRunning, FreshCell.Replace(cell.Number, out uint number));
        Assert.Equal((7u, loaded), (number, cell.LoadedBytes));

        other.State.StandsBy = true;
        Assert.Equal(CellReplacement.Fresh, FreshCell.Replace(cell.Number, out number));
        Assert.Equal(0u, number);

        UseScan.Hold(cell.Base.Value, number: 8, program: 3); // another program has statics of its own
        Assert.Equal(CellReplacement.Fresh, Replace(cell));
    }

    [Fact]
    public void Those_that_are_built_on_a_cell_are_found_in_order_if_they_are_in_memory()
    {
        Boot();
        CellNumber of = Named("System.Linq").Number;
        Assert.True(FreshCell.NextDependent(of, CellNumber.NanoCore).IsNone); // nothing is loaded
        Load(Named("System.Linq.Parallel"), 0);
        Load(Named("Shell"), 0);
        Load(Named("Hello"), 0);
        Load(Named("Theseus.CellLinker"), 0);
        List<string> found = [];
        for (CellNumber at = FreshCell.NextDependent(of, CellNumber.NanoCore); !at.IsNone;
            at = FreshCell.NextDependent(of, at))
        {
            found.Add(new CellInfo(at).Name);
        }

        Assert.Equal(["Shell", "System.Linq.Parallel"], found);
    }
}
