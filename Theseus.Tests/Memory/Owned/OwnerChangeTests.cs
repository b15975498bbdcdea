using Theseus.Memory;
using Theseus.Runtime;
using Xunit;

namespace Theseus.Tests.Memory.Owned;

/// <summary>Memory and devices that one owner gives another, and what ends with a task.</summary>
public sealed class OwnerChangeTests : OwnedTest
{
    private readonly MemoryOwner _other;

    public OwnerChangeTests() => _other = OwnerTable.Register(MemoryKind.Program, "other"u8);

    [Fact]
    public void A_mapping_goes_with_its_frames_and_guards_and_the_value_that_was_is_stale()
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(3 * 4096);
        mapping.AsSpan()[5] = 7;
        MappedPages<ReadWrite> moved = Move(mapping);
        Assert.False(mapping.IsHeld);
        Assert.Equal(7, moved.AsSpan()[5]);
        Assert.Equal(_other, moved.Owner);
        Assert.Equal((3ul, 5ul), (_other.Frames, _other.Pages));
        Assert.Equal(0ul, MemoryOwner.Current.Frames + MemoryOwner.Current.Pages);
        Assert.Equal(MemoryError.NotOwned, Refusal(() => Move(mapping)));
        moved.Dispose();
        Assert.Equal(0ul, _other.Frames + _other.Pages);
    }

    [Fact]
    public void A_mapping_of_large_pages_goes_whole()
    {
        MappedPages<ReadWrite> moved = Move(MappedPages.Map(AllocatedFrames.Allocate(512, 512),
            AllocatedPages.Allocate(512, 512), PageSize.Large));
        Assert.Equal((512ul, 512ul), (_other.Frames, _other.Pages));
        moved.Dispose();
        Assert.Equal(0ul, _other.Frames + _other.Pages);
    }

    [Fact]
    public void Frames_and_pages_go_and_what_was_is_stale()
    {
        AllocatedFrames frames = AllocatedFrames.Allocate(4);
        AllocatedPages pages = AllocatedPages.Allocate(2, guarded: true);
        AllocatedFrames movedFrames = Move(frames);
        AllocatedPages movedPages = Move(pages);
        Assert.False(frames.IsHeld || pages.IsHeld);
        Assert.Equal((4ul, 4ul), (_other.Frames, _other.Pages));
        Assert.Equal(2, OwnerEnd.ReleaseAll(_other));
        Assert.False(movedFrames.IsHeld || movedPages.IsHeld);
    }

    [Fact]
    public void A_devices_memory_and_ports_go()
    {
        DevicePages pages = DevicePages.Map(new PhysicalAddress(0xF_0000_0000), 8192, DeviceCaching.Uncached,
            MemoryOwner.Current);
        Assert.Equal(MemoryError.None, PortRange.TryClaim(0x70, 2, MemoryOwner.Current, out PortRange ports));
        DevicePages movedPages = Move(pages);
        PortRange movedPorts = Move(ports);
        Assert.False(pages.IsHeld || ports.IsHeld);
        Assert.True(movedPages.IsHeld && movedPorts.IsHeld);
        Assert.Equal((0, 2), (DeviceClaims.CountOf(MemoryOwner.Current), DeviceClaims.CountOf(_other)));
        Assert.Equal(0ul, _other.Frames);
        Assert.Equal(MemoryError.NotOwned, Refusal(() => Move(ports)));
        Assert.Equal(3, OwnerEnd.ReleaseAll(_other)); // pages, their claim, the ports
        Assert.False(movedPages.IsHeld || movedPorts.IsHeld);
    }

    [Fact]
    public void The_claim_of_an_interrupt_line_releases_the_line_at_its_owners_end()
    {
        Frame line = new(DeviceClaims.FirstLine + 8);
        Assert.Equal(MemoryError.None, DeviceClaims.Enter(line, 1, _other, out uint index, out uint proof));
        Assert.Equal(MemoryError.InUse, DeviceClaims.Enter(line, 1, MemoryOwner.Current, out _, out _));
        Assert.Equal(_other, DeviceClaims.OwnerAt(line));
        Theseus.Memory.Upcalls.ReleasedLines.Clear();
        uint moved = DeviceClaims.Move(index, MemoryOwner.Current);
        Assert.False(DeviceClaims.IsHolder(index, proof, line.Number, 1));
        Assert.True(DeviceClaims.IsHolder(index, moved, line.Number, 1));
        Assert.Equal((0, 1), (OwnerEnd.ReleaseAll(_other), OwnerEnd.ReleaseAll(MemoryOwner.Current)));
        Assert.Equal([8], Theseus.Memory.Upcalls.ReleasedLines);
    }

    [Fact]
    public void A_spawned_task_takes_in_its_own_name_and_its_end_releases_that_alone()
    {
        using MappedPages<ReadWrite> programs = MappedPages.Allocate(4096);
        ref TaskState state = ref TaskReference.Current.State;
        (state.Spawned, state.Number) = (1, 17);
        state.Name.Set("reader");
        try
        {
            MappedPages<ReadWrite> own = MappedPages.Allocate(4096);
            Assert.Equal("Task '17 reader'", $"{own.Owner}");
            Assert.True(OwnerTable.IsChild(own.Owner, programs.Owner));
            Assert.Equal(1, TaskOwner.End(state.Owner));
            Assert.False(own.IsHeld);
            Assert.True(programs.IsHeld);
        }
        finally
        {
            (state.Spawned, state.Owner) = (0, 0);
        }
    }

    [Fact]
    public void The_end_of_a_program_releases_what_its_tasks_have_left()
    {
        MemoryOwner task = OwnerTable.Register(MemoryKind.Task, "18"u8);
        MemoryOwner stranger = OwnerTable.Register(MemoryKind.Task, "19"u8);
        OwnerTable.SetParent(task, MemoryOwner.Current);
        OwnerTable.SetParent(stranger, _other);
        AllocatedFrames.TryAllocate(2, 1, task, out AllocatedFrames own);
        AllocatedFrames.TryAllocate(2, 1, stranger, out AllocatedFrames others);
        TaskOwner.EndAllOf(MemoryOwner.Current);
        Assert.False(own.IsHeld);
        Assert.True(others.IsHeld);
        others.Dispose();
    }

    [Fact]
    public void Tasks_leave_entries_of_the_table_of_owners_to_programs()
    {
        MemoryOwner last = default;
        for (int i = 0; i < OwnerTable.Capacity; i++)
        {
            last = OwnerTable.Register(MemoryKind.Task, System.Text.Encoding.UTF8.GetBytes($"{i}"));
        }

        Assert.True(OwnerTable.IsShared(last));
        for (int i = 0; i < OwnerTable.KeptFromTasks; i++)
        {
            last = OwnerTable.Register(MemoryKind.Program, System.Text.Encoding.UTF8.GetBytes($"{i}"));
            Assert.False(OwnerTable.IsShared(last));
        }

        Assert.True(OwnerTable.IsShared(OwnerTable.Register(MemoryKind.Program, "one more"u8)));
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("", "")]
    [InlineData("\u001b[2J\n", "?[2J?")]
    [InlineData("exactly thirty-one bytes it has", "exactly thirty-one bytes it has")]
    [InlineData("exactly thirty-one bytes it has and more", "exactly thirty-one bytes it has")]
    [InlineData("thirty bytes and a letter: ööö", "thirty bytes and a letter: öö")]
    public void A_name_is_cut_between_characters_and_shows_no_control_characters(string name, string shown)
    {
        TaskName kept = default;
        kept.Set(name);
        Assert.Equal(shown, $"{kept}");
    }

    private T Move<T>(T memory)
        where T : struct, IOwnedMemory => (T)memory.MovedTo(_other);
}
