using Xunit;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned;

// SAFETY: views are host memory behind checked accessors; entries are only read.
public sealed unsafe class MappedPagesTests : OwnedTest
{
    [Fact]
    public void A_mapping_is_zeroed_writable_guarded_and_its_owners()
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(4097);
        Assert.Equal((8192ul, 2ul), (mapping.Length, mapping.PageCount));
        Assert.Equal(MemoryOwner.Current, mapping.Owner);
        Page first = mapping.Start.Page;
        Assert.Null(ModelTlb.Touch(first - 1));
        Assert.Null(ModelTlb.Touch(first + 2));
        Assert.True(ModelTlb.Touch(first)!.Value.IsWritable);
        Assert.False(ModelTlb.Touch(first + 1)!.Value.IsExecutable);
        Assert.Contains("guard page before", MemoryMap.Describe((first - 1).Start));
        Assert.Contains("guard page after", MemoryMap.Describe((first + 2).Start));
        Assert.Contains("writable mapping", MemoryMap.Describe(first.Start));
        mapping.Dispose();
        Assert.Null(ModelTlb.Touch(first));
        Assert.Contains("it was", MemoryMap.Describe(first.Start));
    }

    [Fact]
    public void Sizes_that_cannot_be_are_refused()
    {
        Assert.Equal(MemoryError.BadSize, Refusal(() => MappedPages.Allocate(0)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => MappedPages.Allocate(ulong.MaxValue)));
        Assert.Equal(MemoryError.OutOfMemory, Refusal(() => MappedPages.Allocate(FrameAllocator.FreeFrames * 4096)));
        Assert.Equal(0ul, MemoryOwner.Current.Pages);
    }

    [Fact]
    public void Each_refusal_to_map_has_its_reason_and_releases_what_was_moved_in()
    {
        Assert.Equal(MemoryError.UnequalCounts,
            Refusal(() => MappedPages.Map(AllocatedFrames.Allocate(2), AllocatedPages.Allocate(3))));
        Assert.Equal(MemoryError.Misaligned,
            Refusal(() => MappedPages.Map(AllocatedFrames.Allocate(2), AllocatedPages.Allocate(2), PageSize.Large)));
        Assert.Equal(MemoryError.Misaligned,
            Refusal(() =>
                MappedPages.Map(AllocatedFrames.Allocate(512, 512), AllocatedPages.Allocate(512, 512), PageSize.Huge)));
        Assert.Equal(MemoryError.NotOwned, Refusal(() => MappedPages.Map(default, AllocatedPages.Allocate(2))));
        Assert.Equal(MemoryError.NotOwned, Refusal(() => MappedPages.Map(AllocatedFrames.Allocate(2), default)));
        Assert.Equal(0ul, MemoryOwner.Current.Pages + MemoryOwner.Current.Frames);
    }

    [Fact]
    public void Frames_and_pages_that_were_moved_in_are_stale()
    {
        AllocatedFrames frames = AllocatedFrames.Allocate(3);
        AllocatedPages pages = AllocatedPages.Allocate(3);
        MappedPages<ReadWrite> mapping = MappedPages.Map(frames, pages);
        Assert.False(frames.IsHeld || pages.IsHeld);
        frames.Dispose();
        pages.Dispose();
        Assert.True(mapping.IsHeld);
        for (ulong i = 0; i < 3; i++)
        {
            Assert.Equal(frames.First + i, ModelTlb.Touch(mapping.Start.Page + i)!.Value.Frame);
        }

        mapping.Dispose();
        Assert.Equal(0ul, MemoryOwner.Current.Pages + MemoryOwner.Current.Frames);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 64)]
    [InlineData(65, 0)]
    public void The_tlb_is_told_page_by_page_or_all_at_once(int pages, int single)
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate((ulong)pages * 4096);
        for (int i = 0; i < pages; i++)
        {
            ModelTlb.Touch(mapping.Start.Page + (ulong)i);
        }

        (ulong singles, ulong flushes) = (ModelTlb.Invalidations, ModelTlb.Flushes);
        mapping.Dispose();
        Assert.Equal((ulong)single, ModelTlb.Invalidations - singles);
        Assert.Equal(single == 0 ? 1ul : 0, ModelTlb.Flushes - flushes);
        ModelTlb.Check();
    }

    [Fact]
    public void Views_are_bounds_and_alignment_checked()
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(8192);
        mapping.AsSpan<ulong>(8, 1023)[1022] = 42;
        Assert.Equal(42ul, mapping.AsReadOnlyRef<ulong>(8184));
        mapping.AsRef<int>(4) = 7;
        Assert.Equal(7, mapping.AsReadOnlySpan<int>(0, 2)[1]);
        Assert.Equal(8192, mapping.AsSpan().Length);
        Assert.Equal(0, mapping.AsSpan<ulong>(8192, 0).Length);
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => mapping.AsSpan<ulong>(8, 1024)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => mapping.AsSpan<byte>(8193, 0)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => mapping.AsRef<ulong>(8188)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => mapping.AsSpan<ulong>(ulong.MaxValue - 7, 1)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => mapping.AsReadOnlySpan<ulong>(0, ulong.MaxValue / 8)));
        Assert.Equal(MemoryError.Misaligned, Refusal(() => mapping.AsRef<ulong>(4)));
        Assert.Equal(MemoryError.Misaligned, Refusal(() => mapping.AsReadOnlyRef<short>(1)));
        MappedPages<ReadWrite> copy = mapping;
        mapping.Dispose();
        Assert.Equal(MemoryError.NotOwned, Refusal(() => copy.AsSpan()));
        Assert.Equal(MemoryError.NotOwned, Refusal(() => default(MappedPages<ReadWrite>).AsReadOnlySpan()));
    }

    [Fact]
    public void Each_change_of_access_makes_the_old_value_stale_and_the_tlb_forget()
    {
        MappedPages<ReadWrite> writable = MappedPages.Allocate(3 * 4096);
        Page page = writable.Start.Page;
        ModelTlb.Touch(page);
        MappedPages<ReadOnly> readOnly = writable.MakeReadOnly();
        Assert.False(writable.IsHeld);
        Assert.Equal((false, false), Rights(page));
        MappedPages<ReadExecute> code = readOnly.MakeExecutable();
        Assert.Equal((false, true), Rights(page));
        Assert.Contains("executable", MemoryMap.Describe(page.Start));
        readOnly = code.MakeReadOnly();
        Assert.Equal((false, false), Rights(page));
        writable = readOnly.MakeWritable();
        Assert.Equal((true, false), Rights(page));
        Assert.Equal(MemoryError.NotOwned, Refusal(() => readOnly.MakeWritable()));
        Assert.Equal(MemoryError.NotOwned, Refusal(() => code.MakeReadOnly()));
        writable.Dispose();
    }

    [Fact]
    public void Guards_stay_through_split_change_and_merge()
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(4 * 4096);
        Page first = mapping.Start.Page;
        (MappedPages<ReadWrite> low, MappedPages<ReadWrite> high) = mapping.Split(4096);
        low = low.MakeReadOnly().MakeWritable();
        high = high.MakeReadOnly().MakeWritable();
        mapping = low.Merge(high);
        Assert.Contains("guard page before", MemoryMap.Describe((first - 1).Start));
        Assert.Contains("guard page after", MemoryMap.Describe((first + 4).Start));
        mapping.Dispose();
        Assert.Equal(0ul, MemoryOwner.Current.Pages);
    }

    [Fact]
    public void Splits_and_merges_that_cannot_be_are_refused()
    {
        Assert.Equal(MemoryError.Misaligned, Refusal(() => MappedPages.Allocate(8192).Split(4095)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => MappedPages.Allocate(8192).Split(0)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => MappedPages.Allocate(8192).Split(8192)));
        Assert.Equal(MemoryError.NotAdjacent,
            Refusal(() => MappedPages.Allocate(4096).Merge(MappedPages.Allocate(4096))));
        Assert.Equal(0ul, MemoryOwner.Current.Pages + MemoryOwner.Current.Frames);
    }

    [Fact]
    public void A_large_page_is_one_entry_and_is_not_cut()
    {
        MappedPages<ReadWrite> mapping = MappedPages.Map(AllocatedFrames.Allocate(1024, 512),
            AllocatedPages.Allocate(1024, 512), PageSize.Large);
        ulong entry = PageTable.Find(mapping.Start.Page + 700, out PageSize size);
        Assert.Equal(PageSize.Large, size);
        Assert.NotEqual(0ul, entry & PageTable.LargePage);
        MappedPages<ReadWrite> copy = mapping;
        Assert.Equal(MemoryError.WithinLargePage, Mappings.Split(copy.Range, PageState.Mapped, 511, out _, out _));
        (MappedPages<ReadWrite> low, MappedPages<ReadWrite> high) = mapping.Split(512 * 4096);
        MappedPages<ReadOnly> other = high.MakeReadOnly();
        Assert.Equal((true, false), Rights(low.Start.Page + 511));
        Assert.Equal((false, false), Rights(low.Start.Page + 512));
        low.Merge(other.MakeWritable()).Dispose();
        Assert.Equal(MemoryError.WithinLargePage, Refusal(() =>
            MappedPages.Map(AllocatedFrames.Allocate(512, 512), AllocatedPages.Allocate(512, 512), PageSize.Large)
            .Split(4096)));
        Assert.Equal(0ul, MemoryOwner.Current.Pages + MemoryOwner.Current.Frames);
    }

    [Fact]
    public void A_large_page_can_come_where_small_ones_were_and_their_table_is_given_back()
    {
        AllocatedPages pages = AllocatedPages.Allocate(512, 512);
        Page first = pages.First;
        MappedPages<ReadWrite> small = MappedPages.Map(AllocatedFrames.Allocate(512), pages);
        ModelTlb.Touch(first + 9);
        small.Dispose();
        Assert.Null(ModelTlb.Touch(first + 9)); // a fault, but the CPU knows the way to the empty table now
        ulong tables = PageTable.TableFrames;
        MappedPages<ReadWrite> large = MappedPages.Map(AllocatedFrames.Allocate(512, 512),
            AllocatedPages.AllocateAt(first, 512), PageSize.Large);
        Assert.Equal(tables - 1, PageTable.TableFrames);
        Assert.True(ModelTlb.Touch(first + 9)!.Value.IsWritable);
        large.Dispose();
        MappedPages.Map(AllocatedFrames.Allocate(1), AllocatedPages.AllocateAt(first + 9, 1)).Dispose();
        Assert.Equal(tables, PageTable.TableFrames);
    }

    [Fact]
    public void A_huge_page_takes_a_gi_b_of_frames_and_no_table_of_its_own()
    {
        const ulong Huge = 512 * 512;
        TestMachine.Pc(96).Range(5 * TestMachine.GiB, TestMachine.GiB, TestMachine.Free).Start();
        AllocatedPages pages = AllocatedPages.Allocate(Huge, Huge);
        Page first = pages.First;
        pages.Dispose();
        MappedPages.Map(AllocatedFrames.Allocate(1), AllocatedPages.AllocateAt(first + 1000, 1)).Dispose();
        MappedPages<ReadWrite> mapping = MappedPages.Map(AllocatedFrames.Allocate(Huge, Huge),
            AllocatedPages.AllocateAt(first, Huge), PageSize.Huge);
        Assert.Equal(5 * TestMachine.GiB,
            PageTable.FrameOf(PageTable.Find(first + 1234, out PageSize size)).Start.Value);
        Assert.Equal(PageSize.Huge, size);
        Assert.True(ModelTlb.Touch(first + 5678)!.Value.IsWritable);
        Assert.Equal(MemoryError.OutOfRange, Mappings.Split(mapping.Range, PageState.Mapped, Huge, out _, out _));
        Assert.Equal(MemoryError.WithinLargePage, Mappings.Split(mapping.Range, PageState.Mapped, 512, out _, out _));
        mapping.Dispose();
        Assert.Null(ModelTlb.Touch(first + 5678));
    }

    [Fact]
    public void Mapped_values_keep_their_mapping()
    {
        Mapped<long> value = MappedPages.Allocate(4096).Into<long>(4088);
        value.Value = 5;
        Assert.Equal(5, value.Value);
        MappedSlice<int> slice = value.IntoMapping().IntoSlice<int>(4084, 3);
        Assert.Equal((3, 5), (slice.Length, slice[1]));
        Assert.Equal(5, slice.Span[1]);
        Assert.Throws<IndexOutOfRangeException>(() => slice[3]);
        slice.Dispose();
        Assert.Equal(MemoryError.NotOwned, Refusal(() => value.Value++));
        Assert.Equal(MemoryError.NotOwned, Refusal(() => slice[0]++));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => MappedPages.Allocate(4096).Into<long>(4096)));
        Assert.Equal(MemoryError.Misaligned, Refusal(() => MappedPages.Allocate(4096).IntoSlice<long>(2, 1)));
        Assert.Equal(MemoryError.OutOfRange,
            Refusal(() => MappedPages.Allocate(4096).IntoSlice<long>(8, ulong.MaxValue)));
        Assert.Equal(0ul, MemoryOwner.Current.Pages);
    }

    [Fact]
    public void A_hundred_thousand_rounds_leave_every_counter_as_it_was()
    {
        for (ulong i = 0; i < Quarantine.MostPages; i++)
        {
            MappedPages.Allocate(4096).Dispose(); // until all addresses that are kept have tables
        }

        Quarantine.Search();
        ulong[] before = Counters();
        for (int i = 0; i < 100_000; i++)
        {
            MappedPages<ReadWrite> mapping = MappedPages.Allocate(4096);
            if (i % 1000 == 0)
            {
                ModelTlb.Touch(mapping.Start.Page);
            }

            mapping.Dispose();
        }

        Quarantine.Search();
        Assert.Equal(before, Counters());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3000)]
    public void A_round_asks_for_as_many_tables_however_many_mappings_there_are(int live)
    {
        Stack<MappedPages<ReadWrite>> mappings = new(Enumerable.Range(0, live).Select(_ => MappedPages.Allocate(4096)));
        (ulong reads, ulong zeroed, ulong invalidated) =
            (PhysicalMemory.Asked, PhysicalMemory.Zeroed, ModelTlb.Invalidations);
        MappedPages.Allocate(4096).Dispose();
        Assert.InRange(PhysicalMemory.Asked - reads, 1ul, 20ul);
        Assert.InRange(PhysicalMemory.Zeroed - zeroed, 1ul, 3ul);
        Assert.Equal(1ul, ModelTlb.Invalidations - invalidated);
        while (mappings.TryPop(out MappedPages<ReadWrite> mapping))
        {
            mapping.Dispose();
        }
    }

    [Fact]
    public void Out_of_memory_at_any_frame_of_a_large_request_changes_nothing()
    {
        for (ulong left = 0; left < 12; left++)
        {
            TestMachine.Pc(64).Start();
            AllocatedFrames most = AllocatedFrames.Allocate(4096, 512);
            Stack<AllocatedFrames> rest = new();
            while (FrameAllocator.FreeFrames > FrameAllocator.ReserveFrames + left
                && AllocatedFrames.TryAllocate(1, 1, Cell, out AllocatedFrames one) == MemoryError.None)
            {
                rest.Push(one);
            }

            MemoryError error = MappedPages.TryAllocate(6, true, MemoryOwner.Of(MemoryKind.Heap),
                out MappedPages<ReadWrite> mapping);
            Assert.Equal(error == MemoryError.None ? 6ul : 0, MemoryOwner.Of(MemoryKind.Heap).Frames);
            Assert.Equal(error == MemoryError.None ? 8ul : 0, MemoryOwner.Of(MemoryKind.Heap).Pages);
            Assert.Empty(MemoryAudit.Run());
            mapping.Dispose();
            most.Dispose();
            while (rest.TryPop(out AllocatedFrames one))
            {
                one.Dispose();
            }
        }
    }

    private static ulong[] Counters() =>
        [.. Enumerable.Range(0, OwnerTable.Count)
        .SelectMany(i => (ulong[])[OwnerTable.At(i).Frames, OwnerTable.At(i).Pages]),
            FrameAllocator.FreeFrames, AddressWindows.General.Free];

    private static (bool MayWrite, bool MayExecute) Rights(Page page)
    {
        ModelTlb.Translation known = ModelTlb.Touch(page)!.Value;
        return (known.IsWritable, known.IsExecutable);
    }
}
