using Theseus.Memory;
using Theseus.Memory.Heap;
using Xunit;

namespace Theseus.Tests.Memory;

// SAFETY: as HeapTest says.
public sealed unsafe class AllocationTests : HeapTest
{
    [Fact]
    public void Objects_are_zeroed_aligned_typed_and_do_not_overlap()
    {
        byte* previousEnd = null;
        for (int round = 0; round < 10_000; round++)
        {
            byte* instance = (byte*)New(Pair);
            Assert.Equal(0u, (nuint)instance % 8);
            Assert.True(ObjectLayout.TypeOf(instance) == Pair);
            for (int at = -8; at < 0; at++)
            {
                Assert.Equal(0, instance[at]);
            }

            for (int at = 8; at < 32; at++)
            {
                Assert.Equal(0, instance[at]);
            }

            Assert.True(instance - 8 >= previousEnd || previousEnd - instance > 40);
            previousEnd = instance + 32;
            new Span<byte>(instance + 8, 24).Fill(0xEE);
            *(int*)(instance - 4) = 0x0400_0001;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1001)]
    [InlineData(32_768)]
    [InlineData(32_777)]
    [InlineData(100_000)]
    [InlineData(20_000_000)]
    public void Arrays_of_every_length_are_zeroed_again_after_reuse(int length)
    {
        for (int round = 0; round < 3; round++)
        {
            byte* array = (byte*)GcHeap.AllocateArray(Bytes, (nuint)length);
            Assert.True(array != null);
            Assert.Equal((uint)length, ObjectLayout.LengthOf(array));
            Assert.Equal(0, *(int*)(array + 12));
            Assert.False(new Span<byte>(array + 16, length).ContainsAnyExcept((byte)0));
            new Span<byte>(array + 16, length).Fill(0xAA);
            Collect();
        }
    }

    [Fact]
    public void Allocated_bytes_are_exact()
    {
        ulong before = GcHeap.AllocatedBytes;
        for (int count = 0; count < 1000; count++)
        {
            New(Leaf);
        }

        Assert.Equal(before + 24_000, GcHeap.AllocatedBytes);
        Collect();
        Assert.Equal(before + 24_000, GcHeap.AllocatedBytes);
        GcHeap.AllocateArray(Bytes, 1_000_000);
        Assert.Equal(before + 24_000 + 1_000_024, GcHeap.AllocatedBytes);
    }

    [Fact]
    public void Volume_starts_collections()
    {
        for (int count = 0; count < 2_000_000; count++)
        {
            New(Leaf);
        }

        Assert.InRange(Figures().Collections, 8ul, 14ul);
        Assert.Equal(0ul, Figures().ExhaustedCollections);
    }

    [Fact]
    public void Large_objects_leave_at_once_and_only_the_dead_ones()
    {
        nuint before = RawPages.Held;
        Roots[0] = GcHeap.AllocateArray(Bytes, 50_000_000);
        GcHeap.AllocateArray(Bytes, 60_000_000);
        ((byte*)Roots[0])[16 + 49_999_999] = 7;
        Collect();
        Assert.InRange(RawPages.Held - before, 50_000_000u / 4096, 51_000_000u / 4096);
        Assert.Equal(7, ((byte*)Roots[0])[16 + 49_999_999]);
        Roots[0] = null;
        Collect();
        Assert.InRange(RawPages.Held - before, 0u, 64u);
    }

    [Fact]
    public void Empty_runs_are_given_back_beyond_the_next_budget()
    {
        nuint before = RawPages.Held;
        void* list = null;
        for (int count = 0; count < 2_000_000; count++)
        {
            void* node = New(Pair);
            Field(node, 0) = list;
            Roots[0] = list = node;
        }

        Assert.True(RawPages.Held - before > 80_000_000 / 4096);
        Roots[0] = null;
        Collect();
        Assert.InRange(RawPages.Held - before, 0u, 6 * MiB / 4096);
        RunPool.Trim(0);
        Assert.InRange(RawPages.Held - before, 0u, 32u);
    }

    [Fact]
    public void Lengths_beyond_the_limits_fail_with_the_right_error()
    {
        Assert.Throws<OverflowException>(() => AllocationExports.NewArrayFast(Bytes, -1));
        Assert.Throws<OverflowException>(() => AllocationExports.NewArrayFast(Bytes, (nint)1 << 32));
        Assert.Throws<OutOfMemoryException>(() => AllocationExports.NewArrayFast(Bytes, 0x7FFF_FFC8));
        Assert.Throws<OutOfMemoryException>(() => AllocationExports.NewArrayFast(References, 0x7FFF_FFC7));
        Assert.Throws<OutOfMemoryException>(() => AllocationExports.NewString(FakeTypes.Array(2, 22), -1));
        void* result = (void*)1;
        AllocationExports.AllocateNewArray(Bytes, 0x7FFF_FFFF, 0, &result);
        Assert.True(result == null);
        Assert.Equal(0ul, Figures().Collections);
    }

    [Fact]
    public void Walk_sees_each_live_object_once()
    {
        for (int index = 0; index < 1000; index++)
        {
            Roots[index] = index % 3 == 0 ? GcHeap.AllocateArray(Bytes, (nuint)(index * 100)) : New(Pair);
        }

        Roots[1] = null;
        Collect();
        long pairs = 0, all = 0;
        GcHeap.ForEachObject(&Increment, &pairs, Pair);
        GcHeap.ForEachObject(&Increment, &all);
        Assert.Equal(665, pairs);
        Assert.Equal(999, all);
    }

    private static void Increment(void* instance, void* counter) => ++*(long*)counter;
}
