using Xunit;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;

namespace Theseus.Tests.Memory.Owned;

/// <summary>From the loader's memory map, sane or hostile, to a table in which every frame has an owner.</summary>
[Collection("owned")]
public sealed class BootMapTests
{
    private const ulong KiB = TestMachine.KiB;
    private const ulong MiB = TestMachine.MiB;
    private const ulong GiB = TestMachine.GiB;

    [Fact]
    public void Every_frame_of_a_pc_has_the_kind_that_the_map_gives_it()
    {
        TestMachine.Pc(64).Start();
        Assert.Equal(64 * MiB / 4096, FrameAllocator.FrameCount);
        Assert.Equal(MemoryKind.Firmware, KindAt(0));
        Assert.Equal(MemoryKind.NotRam, KindAt(0x9_F000)); // only partly free
        Assert.Equal(MemoryKind.NotRam, KindAt(0xB_8000));
        Assert.Equal(MemoryKind.Image, KindAt(0x20_0000));
        Assert.Equal(MemoryKind.Firmware, KindAt((64 * MiB) - 1));
        AssertSound();
    }

    [Fact]
    public void Ram_above_4_gi_b_is_found()
    {
        TestMachine.Pc(64).Range(4 * GiB, 64 * MiB, TestMachine.Free).Start();
        Assert.Equal((4 * GiB) + (64 * MiB), FrameAllocator.RamEnd.Value);
        Assert.Equal(MemoryKind.NotRam, KindAt(4 * GiB - 1));
        using AllocatedFrames high = AllocatedFrames.AllocateAt(new PhysicalAddress((4 * GiB) + MiB).Frame, 100);
        Assert.True(high.IsHeld);
        AssertSound();
    }

    [Fact]
    public void Where_ranges_overlap_what_is_not_ram_wins()
    {
        TestMachine.Pc(64).Range(16 * MiB, 4 * MiB, TestMachine.Reserved).Range(18 * MiB, 4 * MiB, TestMachine.Acpi)
            .Range(30 * MiB, MiB, 5).Range(30 * MiB, MiB, TestMachine.Free).Start();
        Assert.Equal(MemoryKind.NotRam, KindAt(16 * MiB));
        Assert.Equal(MemoryKind.NotRam, KindAt(19 * MiB));
        Assert.Equal(MemoryKind.Firmware, KindAt(21 * MiB));
        Assert.Equal(MemoryKind.NotRam, KindAt(30 * MiB));
        AssertSound();
    }

    [Fact]
    public void Frames_that_are_only_partly_free_are_nobodys()
    {
        TestMachine.Pc(16).Range((32 * MiB) + 100, MiB, TestMachine.Free).Range((40 * MiB) - 1, 2, TestMachine.Free)
            .Range((50 * MiB) + 5, 3000, TestMachine.Acpi).Range(48 * MiB, MiB, TestMachine.Free)
            .Range((48 * MiB) + 5000, 1, TestMachine.Reserved).Start();
        Assert.Equal(MemoryKind.NotRam, KindAt(32 * MiB));
        Assert.Equal(MemoryKind.Free, KindAt((32 * MiB) + 4096));
        Assert.Equal(MemoryKind.NotRam, KindAt(33 * MiB));
        Assert.Equal(MemoryKind.NotRam, KindAt((40 * MiB) - 1));
        Assert.Equal(MemoryKind.NotRam, KindAt((48 * MiB) + 4096));
        Assert.Equal(MemoryKind.Free, KindAt((48 * MiB) + 8192));
        AssertSound();
    }

    [Fact]
    public void Empty_ranges_change_nothing()
    {
        TestMachine.Pc(32).Start();
        ulong free = MemoryOwner.Of(MemoryKind.Free).Frames;
        TestMachine.Pc(32).Range(8 * MiB, 0, TestMachine.Reserved).Range((9 * MiB) + 1, 0, TestMachine.Acpi)
            .Range((10 * MiB) + 1, 0, 99)
            .Range(GiB, 0, TestMachine.Free).Range((7 * MiB) + 7, 0, TestMachine.AcpiNonVolatile).Start();
        Assert.Equal(MemoryKind.Free, KindAt((9 * MiB) + 1));
        Assert.Equal(free, MemoryOwner.Of(MemoryKind.Free).Frames);
        AssertSound();
    }

    [Fact]
    public void Ranges_beyond_a_ti_b_and_lengths_that_overflow_are_cut()
    {
        TestMachine.Pc(32).Range(1UL << 40, GiB, TestMachine.Free)
            .Range(ulong.MaxValue - 4096, ulong.MaxValue, TestMachine.Free)
            .Range((1UL << 40) - 4096, ulong.MaxValue, TestMachine.Reserved)
            .Range(40 * MiB, ulong.MaxValue, TestMachine.Reserved).Start();
        Assert.Equal(32 * MiB, FrameAllocator.RamEnd.Value);
        AssertSound();
    }

    [Fact]
    public void The_256_th_range_is_kept_and_more_are_lost()
    {
        TestMachine machine = TestMachine.Pc(32);
        for (ulong i = (ulong)machine.Ranges.Count; i < 300; i++)
        {
            machine.Range((64 * MiB) + (i * 64 * KiB), 4 * KiB, TestMachine.Free);
        }

        machine.Start();
        Assert.Equal(256, BootInformation.RangeCount);
        Assert.Equal(MemoryKind.Free, KindAt((64 * MiB) + (255 * 64 * KiB)));
        AssertSound();
    }

    [Theory]
    [InlineData(0x10_0000u, 0x1F_0000u)]
    [InlineData(0x10_0000u, 0x1F_FFFFu)]
    [InlineData(0x38_0000u, 0x90_0001u)]
    [InlineData(0x10_0001u, 0x10_0002u)]
    public void The_frame_table_goes_around_modules(uint start, uint end)
    {
        TestMachine.Pc(64).Module(start, end, "one").Module(0x1F_F000, 0x20_0000, "two")
            .Module(0x100_0000, 0x100_0000, "empty").Start();
        Assert.Equal(2, BootInformation.ModuleCount);
        Assert.Equal(1, BootInformation.FindModule("two"u8));
        Assert.Equal(-1, BootInformation.FindModule("empty"u8));
        for (ulong at = start & ~4095UL; at < end; at += 4096)
        {
            Assert.Equal(MemoryKind.BootModule, KindAt(at) == MemoryKind.Image ? MemoryKind.BootModule : KindAt(at));
        }

        AssertSound();
    }

    [Fact]
    public void The_frame_table_fits_into_the_only_hole_and_not_into_a_smaller_one()
    {
        // 64 MiB need 32 frames for the table and 3 for the map of free frames.
        TestMachine.Pc(64).Module(0x10_0000, 0x20_0000, "low").Module(0x38_0000, 0x3A_0000, "a")
            .Module(0x3C_4000, 0x400_0000 - 0x1_0000, "b").StartFrames();
        Assert.Equal(MemoryKind.Books, KindAt(0x3A_0000));
        Assert.Throws<PanicException>(
            () => TestMachine.Pc(64).Module(0x10_0000, 0x20_0000, "low").Module(0x38_0000, 0x3A_0000, "a")
            .Module(0x3C_0000, 0x400_0000 - 0x1_0000, "b").StartFrames());
    }

    [Fact]
    public void The_frame_table_is_within_what_the_loader_maps()
    {
        Assert.Throws<PanicException>(
            () => new TestMachine().Range(0, 640 * KiB, TestMachine.Free).Range(GiB, GiB, TestMachine.Free)
                .StartFrames());
    }

    [Fact]
    public void Any_order_of_the_ranges_gives_the_same_owners()
    {
        Random random = new(7);
        TestMachine first = TestMachine.Pc(32).Range(20 * MiB, 2 * MiB, TestMachine.Reserved)
            .Range(21 * MiB, 3 * MiB, TestMachine.Acpi);
        first.Start();
        MemoryOwner[] owners = [
            .. Enumerable.Range(0, (int)FrameAllocator.FrameCount)
            .Select(i => FrameAllocator.OwnerOf(new Frame((ulong)i)))];
        for (int round = 0; round < 20; round++)
        {
            TestMachine other = new() { EntrySize = 24 + (8 * (uint)random.Next(4)) };
            foreach ((ulong start, ulong bytes, uint type) in first.Ranges.OrderBy(_ => random.Next()))
            {
                other.Range(start, bytes, type);
            }

            other.Start();
            for (int i = 0; i < owners.Length; i++)
            {
                Assert.Equal(owners[i], FrameAllocator.OwnerOf(new Frame((ulong)i)));
            }
        }
    }

    [Theory]
    [InlineData(6, 8, 0)] // no room for the size of its entries
    [InlineData(6, 16, 8)] // entries too small
    [InlineData(6, 16, 4096)] // entries larger than the tag
    [InlineData(7, 7, 0)] // smaller than a tag's head
    [InlineData(7, 1 << 20, 0)] // past the end
    public void A_tag_of_an_impossible_size_is_refused(uint type, uint size, uint entrySize)
    {
        byte[] tag = new byte[16];
        BitConverter.TryWriteBytes(tag, type);
        BitConverter.TryWriteBytes(tag.AsSpan(4), size);
        BitConverter.TryWriteBytes(tag.AsSpan(8), entrySize);
        Assert.Throws<PanicException>(() => new TestMachine().Tag(tag[..(size == 8 ? 8 : 16)]).Parse());
    }

    [Fact]
    public void Without_a_memory_map_the_kernel_stops() =>
        Assert.Throws<PanicException>(() => new TestMachine().Parse());

    [Fact]
    public void Random_maps_are_sound()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int round = 0; round < 60; round++)
        {
            TestMachine machine = TestMachine.Pc(24);
            for (int i = random.Next(40); i > 0; i--)
            {
                uint type = (uint)random.Next(7);
                ulong start = (ulong)random.NextInt64(64 << 20) & ~(random.Next(3) == 0 ? 0 : 4095UL);
                machine.Range(type == TestMachine.Free ? start
                    : start + (6 * MiB), (ulong)random.Next(random.Next(4) == 0 ? 1 << 21 : 1 << 14), type);
            }

            machine.Start();
            AssertSound($"seed {seed}, round {round}");
            AssertMatches(machine, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Below_every_interrupt_stack_is_a_page_that_is_not_mapped()
    {
        TestMachine.Pc(64).Start();
        for (int stack = 0; stack < InterruptStacks.Count; stack++)
        {
            Page guard = new VirtualAddress(InterruptStacks.Guard(stack)).Page;
            Assert.Null(ModelTlb.Walk(guard, out _));
            for (Page page = guard + 1; page < new VirtualAddress(InterruptStacks.Top(stack)).Page; page += 1)
            {
                Assert.True(ModelTlb.Walk(page, out _)!.Value.IsWritable, $"stack {stack}, {page}");
            }
        }

        AssertSound();
    }

    [Fact]
    public void The_audit_finds_an_interrupt_stack_whose_guard_is_mapped_and_one_that_has_a_hole()
    {
        TestMachine.Pc(64).Start();
        ulong entry = PageTable.Small(new VirtualAddress(InterruptStacks.Top(1)).Page - 1);
        PageTable.Small(new VirtualAddress(InterruptStacks.Guard(3)).Page) = entry;
        Assert.Equal(["interrupt stacks without a guard: 1; none: 0"], MemoryAudit.Run());
        PageTable.Small(new VirtualAddress(InterruptStacks.Top(0)).Page - 1) = 0;
        Assert.Equal(["interrupt stacks without a guard: 2; none: 0"], MemoryAudit.Run());
    }

    private static MemoryKind KindAt(ulong address) => FrameAllocator.OwnerOf(new PhysicalAddress(address).Frame).Kind;

    /// <summary>No byte of what is not free RAM is in a frame that is given out.</summary>
    private static void AssertMatches(TestMachine machine, string what)
    {
        foreach ((ulong start, ulong bytes, uint type) in machine.Ranges.Where(range => range.Type != TestMachine.Free
            && range.Bytes != 0))
        {
            for (Frame frame = new(start >> 12); frame.Number <= (start + bytes - 1) >> 12
                && frame.Number < FrameAllocator.FrameCount; frame += 1)
            {
                Assert.True(FrameAllocator.StateOf(frame) == FrameState.Fixed, $"{what}: {frame} of type {type}");
                Assert.NotEqual(MemoryKind.Books, FrameAllocator.OwnerOf(frame).Kind);
            }
        }
    }

    private static void AssertSound(string what = "")
    {
        Assert.Equal(FrameAllocator.FrameCount, OwnerTable.AllFrames);
        Assert.True(MemoryAudit.Run().Count == 0, $"{what}: {string.Join("; ", MemoryAudit.Run())}");
        PageCounts counts = PageTableWalk.Count();
        Assert.Equal(0ul, counts.WritableAndExecutable + counts.WritableAliasesOfCode + counts.Unknown);
        for (Frame frame = default; frame.Number < FrameAllocator.FrameCount; frame += 1)
        {
            bool isImage = !(frame < AddressSpace.ImageStart) && frame < AddressSpace.ImageEnd;
            bool isMapped = ModelTlb.Walk(DirectMap.PageOf(frame), out _) != null;
            Assert.True(isMapped == (FrameAllocator.IsRam(frame) && !isImage), $"{what}: {frame}");
        }
    }
}
