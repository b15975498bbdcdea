using System.Reflection;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Xunit;

namespace Theseus.Tests.Memory.Owned;

/// <summary>
/// Stacks get memory where they are touched, at any instruction, and lose none of it; over the kernel's own allocator
/// and page tables.
/// </summary>
public sealed class StackGrowthTests : OwnedTest
{
    private const nuint PageBytes = Frame.Bytes;
    private const ulong Pages = 128;
    private const ulong FirstPages = StackGrowth.FirstBytes / PageBytes;

    private static readonly FieldInfo s_isBusy =
        typeof(FrameAllocator).GetField("s_isBusy", BindingFlags.NonPublic | BindingFlags.Static)!;

    private ThreadControlBlock _thread;

    public StackGrowthTests() => Assert.True(StackFrames.Initialize());

    [Fact]
    public void A_new_stack_has_memory_for_its_first_bytes_and_addresses_for_the_rest()
    {
        ulong before = FramesOfStacks;
        using StackPages stack = Allocate();
        Assert.Equal(FirstPages, FramesOfStacks - before);
        Assert.Equal(_thread.StackHigh - StackGrowth.FirstBytes, _thread.Committed);
        Assert.Equal(stack.Bytes, _thread.StackHigh - _thread.StackLow + ThreadControlBlock.GuardReserveBytes);
        RequireMappedFrom(_thread.Committed);
    }

    [Fact]
    public void It_grows_to_where_it_is_touched_and_a_little_further_without_holes()
    {
        using StackPages stack = Allocate();
        nuint touched = _thread.Committed - (20 * PageBytes) + 8;
        Assert.Equal(StackGrowthAnswer.Grown, StackGrowth.Grow(ref _thread, touched, isOfProgram: true));
        Assert.InRange(_thread.Committed, touched - (4 * PageBytes), touched - 8);
        RequireMappedFrom(_thread.Committed);
        Assert.Equal(StackGrowthAnswer.NotItsStack, StackGrowth.Grow(ref _thread, touched, isOfProgram: true));
    }

    [Fact]
    public void It_does_not_grow_into_its_guard()
    {
        using StackPages stack = Allocate();
        Assert.Equal(StackGrowthAnswer.NotItsStack, StackGrowth.Grow(ref _thread, _thread.StackLow - 1, true));
        Assert.Equal(StackGrowthAnswer.NotItsStack, StackGrowth.Grow(ref _thread, _thread.StackHigh, true));
        Assert.Equal(StackGrowthAnswer.Grown, StackGrowth.Grow(ref _thread, _thread.StackLow, true));
        Assert.Equal(_thread.StackLow, _thread.Committed);
        RequireMappedFrom(_thread.StackLow);
    }

    [Fact]
    public void In_the_middle_of_the_allocators_work_it_grows_by_frames_that_were_kept_aside()
    {
        using StackPages stack = Allocate();
        ulong free = FrameAllocator.FreeFrames;
        s_isBusy.SetValue(null, true);
        for (int i = 0; i < StackFrames.Spares; i++)
        {
            Assert.Equal(StackGrowthAnswer.Grown, StackGrowth.Grow(ref _thread, _thread.Committed - 1, false));
        }

        Assert.Equal(StackGrowthAnswer.NothingLeft, StackGrowth.Grow(ref _thread, _thread.Committed - 1, false));
        s_isBusy.SetValue(null, false);
        Assert.Equal(free, FrameAllocator.FreeFrames);
        RequireMappedFrom(_thread.Committed);

        Assert.Equal(StackGrowthAnswer.Grown, StackGrowth.Grow(ref _thread, _thread.Committed - 1, false));
        Assert.True(FrameAllocator.FreeFrames <= free - 1 - StackFrames.Spares, "the spares are there again");
    }

    [Fact]
    public void Where_memory_is_out_a_program_hears_it_and_the_kernel_goes_on_as_long_as_it_can()
    {
        using StackPages stack = Allocate();
        using FramesOf all = new(FrameAllocator.FreeFrames - FrameAllocator.ReserveFrames);
        Assert.Equal(StackGrowthAnswer.NoMemory, StackGrowth.Grow(ref _thread, _thread.Committed - 1, true));
        _thread.NewestExceptionInfo = 1; // that is being handled
        Assert.Equal(StackGrowthAnswer.Grown, StackGrowth.Grow(ref _thread, _thread.Committed - 1, true));
        _thread.NewestExceptionInfo = 0;

        StackGrowthAnswer answer = StackGrowthAnswer.Grown;
        for (int i = 0; i < (int)FrameAllocator.ReserveFrames && answer == StackGrowthAnswer.Grown; i++)
        {
            answer = StackGrowth.Grow(ref _thread, _thread.Committed - 1, isOfProgram: false);
        }

        Assert.Equal(StackGrowthAnswer.NothingLeft, answer);
        Assert.InRange(FrameAllocator.FreeFrames, 1ul, FrameAllocator.ReserveFrames - 1);
        RequireMappedFrom(_thread.Committed);
    }

    [Fact]
    public void Without_memory_for_its_first_bytes_there_is_no_stack_and_nothing_is_lost()
    {
        using FramesOf all = new(FrameAllocator.FreeFrames - FrameAllocator.ReserveFrames - 2);
        ulong free = FrameAllocator.FreeFrames;
        Assert.Equal(MemoryError.OutOfMemory, StackPages.TryAllocate(Pages, out StackPages stack, out _));
        Assert.Equal(0u, stack.Bytes);
        Assert.InRange(FrameAllocator.FreeFrames, free - 2, free); // tables stay
    }

    [Fact]
    public void What_it_had_is_given_back_and_its_addresses_fault()
    {
        ulong before = FramesOfStacks;
        StackPages stack = Allocate();
        StackGrowth.Grow(ref _thread, _thread.StackLow, isOfProgram: true);
        nuint kept = _thread.StackHigh - StackGrowth.KeptBytes;
        StackGrowth.Decommit(ref _thread.Committed, kept);
        Assert.Equal(kept, _thread.Committed);
        Assert.Equal(StackGrowth.KeptBytes / PageBytes, FramesOfStacks - before);
        RequireMappedFrom(kept);

        stack.Dispose();
        Assert.Equal(before, FramesOfStacks);
        RequireMappedFrom(_thread.StackHigh);
        stack.Dispose(); // a stale value does nothing
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_touched_and_given_back_in_whatever_order_the_books_agree(int seed)
    {
        Random random = new(seed);
        List<(StackPages Stack, ThreadControlBlock Thread)> stacks = [];
        for (int step = 0; step < 2000; step++)
        {
            int at = random.Next(stacks.Count + 1);
            if (at == stacks.Count)
            {
                StackPages made = Allocate();
                stacks.Add((made, _thread));
                continue;
            }

            (StackPages stack, _thread) = stacks[at];
            nuint low = _thread.StackLow;
            nuint target = low + ((nuint)random.Next((int)((_thread.StackHigh - low) / PageBytes)) * PageBytes);
            switch (random.Next(8))
            {
                case 0 when stacks.Count > 8:
                    stack.Dispose();
                    stacks.RemoveAt(at);
                    continue;
                case < 3:
                    StackGrowth.Decommit(ref _thread.Committed, target);
                    break;
                default:
                    s_isBusy.SetValue(null, random.Next(4) == 0);
                    nuint touched = nuint.Max(low, _thread.Committed - PageBytes);
                    StackGrowth.Grow(ref _thread, random.Next(3) == 0 ? target : touched, isOfProgram: true);
                    s_isBusy.SetValue(null, false);
                    break;
            }

            RequireMappedFrom(_thread.Committed);
            stacks[at] = (stack, _thread);
        }

        foreach ((StackPages stack, ThreadControlBlock _) in stacks)
        {
            stack.Dispose();
        }
    }

    private static ulong FramesOfStacks => StackFrames.Owner.Frames;

    private StackPages Allocate()
    {
        Assert.Equal(MemoryError.None, StackPages.TryAllocate(Pages, out StackPages stack, out nuint committed));
        _thread = default;
        stack.Attach(ref _thread, committed);
        return stack;
    }

    /// <summary>The pages from an address to the high end are memory; those below, and beside it, are not.</summary>
    private void RequireMappedFrom(nuint committed)
    {
        nuint low = _thread.StackLow - ThreadControlBlock.GuardReserveBytes - PageBytes;
        for (nuint address = low; address <= _thread.StackHigh; address += PageBytes)
        {
            bool isMapped = (PageTable.Find(new VirtualAddress(address).Page, out _) & PageTable.Present) != 0;
            Assert.Equal(address >= committed && address < _thread.StackHigh, isMapped);
        }
    }

    /// <summary>Somebody who has so many frames.</summary>
    private sealed class FramesOf : IDisposable
    {
        private readonly List<Frame> _frames = [];

        public FramesOf(ulong count)
        {
            while ((ulong)_frames.Count < count)
            {
                Assert.True(FrameAllocator.TryTake(Cell, FrameState.Allocated, emergency: false, out Frame frame));
                _frames.Add(frame);
            }
        }

        public void Dispose()
        {
            foreach (Frame frame in _frames)
            {
                FrameAllocator.Give(frame, 1, FrameState.Allocated);
            }
        }
    }
}
