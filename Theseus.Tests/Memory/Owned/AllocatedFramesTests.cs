using Xunit;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned;

// SAFETY: frames are written only where PhysicalMemory says they are.
public sealed unsafe class AllocatedFramesTests : OwnedTest
{
    [Fact]
    public void The_default_owns_nothing()
    {
        AllocatedFrames nothing = default;
        Assert.False(nothing.IsHeld);
        Assert.Equal("no frames", nothing.ToString());
        nothing.Dispose();
        Assert.Equal(MemoryError.NotOwned, Refusal(() => nothing.Split(1)));
        Assert.Equal(MemoryError.NotOwned, Refusal(() => nothing.Merge(nothing)));
    }

    [Theory]
    [InlineData(PageSize.Small)]
    [InlineData(PageSize.Large)]
    public void They_are_aligned_as_asked(PageSize size)
    {
        AllocatedFrames frames = AllocatedFrames.Allocate(size.Frames(), size.Frames());
        Assert.Equal(0ul, frames.First.Number % size.Frames());
        Assert.Equal(size.Frames(), frames.Count);
        frames.Dispose();
    }

    [Fact]
    public void A_wish_that_cannot_be_is_bad_size()
    {
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedFrames.Allocate(0)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedFrames.Allocate(ulong.MaxValue)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedFrames.Allocate(1, 0)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedFrames.Allocate(1, 3)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedFrames.AllocateAt(default, 0)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => AllocatedFrames.AllocateWithin(0, default, new Frame(100))));
    }

    [Fact]
    public void Without_enough_it_is_out_of_memory()
    {
        ulong free = FrameAllocator.FreeFrames;
        Assert.Equal(MemoryError.OutOfMemory, Refusal(() => AllocatedFrames.Allocate(free)));
        Assert.Equal(MemoryError.OutOfMemory,
            Refusal(() => AllocatedFrames.AllocateWithin(2, new Frame(1000), new Frame(1001))));
        Assert.Equal(MemoryError.OutOfMemory,
            Refusal(() => AllocatedFrames.AllocateWithin(1, new Frame(1001), new Frame(1000))));
        Assert.Equal(free, FrameAllocator.FreeFrames);
    }

    [Fact]
    public void The_kernels_reserve_is_nobody_elses()
    {
        Stack<AllocatedFrames> all = new();
        while (AllocatedFrames.TryAllocate(1, 1, Cell, out AllocatedFrames one) == MemoryError.None)
        {
            all.Push(one);
        }

        Assert.Equal(FrameAllocator.ReserveFrames, FrameAllocator.FreeFrames);
        ulong next = 0;
        while (FrameAllocator.StateOf(new Frame(next)) != FrameState.Free)
        {
            next++;
        }

        Assert.Equal(MemoryError.OutOfMemory, AllocatedFrames.TryAllocateAt(new Frame(next), 1, Cell, out _));
        Assert.False(FrameAllocator.TryTake(Cell, FrameState.Table, emergency: false, out _));
        Assert.True(FrameAllocator.TryTake(Cell, FrameState.Table, emergency: true, out Frame frame));
        FrameAllocator.Give(frame, 1, FrameState.Table);
        while (all.TryPop(out AllocatedFrames one))
        {
            one.Dispose();
        }
    }

    [Fact]
    public void Exact_frames_are_in_use_or_no_ram()
    {
        AllocatedFrames frames = AllocatedFrames.AllocateAt(new Frame(0x2000), 4);
        Assert.Equal(MemoryError.InUse, Refusal(() => AllocatedFrames.AllocateAt(new Frame(0x2003), 1)));
        Assert.Equal(MemoryError.InUse, Refusal(() => AllocatedFrames.AllocateAt(new Frame(0x1FFF), 2)));
        Assert.Equal(MemoryError.NotRam, Refusal(() => AllocatedFrames.AllocateAt(new Frame(0xB8), 1)));
        Assert.Equal(MemoryError.NotRam,
            Refusal(() => AllocatedFrames.AllocateAt(new Frame(FrameAllocator.FrameCount), 1)));
        Assert.Equal(MemoryError.NotRam, Refusal(() => AllocatedFrames.AllocateAt(new Frame(ulong.MaxValue >> 12), 1)));
        Assert.Equal(MemoryError.NotRam, Refusal(() => AllocatedFrames.AllocateAt(AddressSpace.ImageStart, 1)));
        frames.Dispose();
        AllocatedFrames.AllocateAt(new Frame(0x2003), 1).Dispose();
    }

    [Fact]
    public void What_the_last_owner_left_is_never_seen()
    {
        AllocatedFrames frames = AllocatedFrames.AllocateAt(new Frame(0x3000), 3);
        for (ulong i = 0; i < 3; i++)
        {
            new Span<byte>(PhysicalMemory.At((frames.First + i).Start), 4096).Fill(0xEE);
        }

        frames.Dispose();
        AllocatedFrames again = AllocatedFrames.AllocateAt(new Frame(0x3000), 3);
        Assert.False(new Span<byte>(PhysicalMemory.At(again.First.Start), 3 * 4096).ContainsAnyExcept((byte)0));
        again.Dispose();
    }

    [Fact]
    public void A_copy_of_what_was_released_is_stale_even_when_the_frames_are_held_again()
    {
        AllocatedFrames frames = AllocatedFrames.AllocateAt(new Frame(0x2000), 4);
        AllocatedFrames copy = frames;
        frames.Dispose();
        AllocatedFrames other = AllocatedFrames.AllocateAt(new Frame(0x2000), 4);
        Assert.False(copy.IsHeld);
        copy.Dispose();
        Assert.Equal(MemoryError.NotOwned, Refusal(() => copy.Split(1)));
        Assert.True(other.IsHeld);
        other.Dispose();
    }

    [Fact]
    public void Split_and_merge_lose_nothing()
    {
        (AllocatedFrames low, AllocatedFrames high) = AllocatedFrames.AllocateAt(new Frame(0x2000), 10).Split(3);
        Assert.Equal((3ul, 7ul), (low.Count, high.Count));
        Assert.Equal(0x2003ul, high.First.Number);
        AllocatedFrames staleLow = low;
        AllocatedFrames whole = low.Merge(high);
        Assert.Equal(10ul, whole.Count);
        Assert.False(staleLow.IsHeld || high.IsHeld);
        whole.Dispose();
        Assert.Equal(0ul, MemoryOwner.Current.Frames);
    }

    [Fact]
    public void A_refused_split_or_merge_that_throws_has_released_what_was_moved_in()
    {
        foreach (ulong at in (ulong[])[0, 4, 5, ulong.MaxValue])
        {
            Assert.Equal(MemoryError.OutOfRange, Refusal(() => AllocatedFrames.Allocate(4).Split(at)));
        }

        Assert.Equal(MemoryError.NotAdjacent,
            Refusal(() => AllocatedFrames.AllocateAt(new Frame(0x2000), 2)
                .Merge(AllocatedFrames.AllocateAt(new Frame(0x2003), 1))));
        Assert.Equal(0ul, MemoryOwner.Current.Frames);
    }

    [Fact]
    public void Neighbours_of_two_owners_are_not_one_range()
    {
        AllocatedFrames low = AllocatedFrames.AllocateAt(new Frame(0x2000), 2);
        Assert.Equal(MemoryError.None,
            AllocatedFrames.TryAllocateAt(new Frame(0x2002), 2, Cell, out AllocatedFrames high));
        Assert.Equal(MemoryError.NotAdjacent, low.TryMerge(high, out _));
        Assert.Equal(MemoryError.NotAdjacent, high.TryMerge(low, out _));
        Assert.Equal(MemoryError.NotAdjacent, low.TryMerge(low, out _));
        Assert.True(low.IsHeld && high.IsHeld);
        low.Dispose();
        high.Dispose();
    }
}
