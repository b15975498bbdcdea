using Theseus.Memory;
using Theseus.Memory.Heap;
using Xunit;

namespace Theseus.Tests.Memory;

// SAFETY: as HeapTest says.
public sealed unsafe class OutOfMemoryTests : HeapTest
{
    [Fact]
    public void A_heap_too_small_for_its_tables_says_so()
    {
        for (nuint pages = 0; pages < 60; pages++)
        {
            RawPages.Reset(pages);
            Assert.False(GcHeap.Initialize(pages * 4096));
        }

        Start(16 * MiB);
    }

    [Fact]
    public void A_large_array_that_does_not_fit_fails_and_the_heap_goes_on()
    {
        Start(32 * MiB);
        Assert.True(GcHeap.AllocateArray(Bytes, 30_000_000) != null);
        for (int round = 0; round < 20; round++)
        {
            Assert.True(GcHeap.AllocateArray(Bytes, 40_000_000) == null);
            Assert.True(GcHeap.AllocateArray(Bytes, 28_000_000) != null);
            Assert.True(New(Pair) != null);
        }

        Assert.False(GcHeap.InEmergency);
    }

    [Fact]
    public void Small_objects_run_out_once_then_the_reserve_carries_on_then_all_recovers()
    {
        Start(32 * MiB);
        for (int round = 0; round < 5; round++)
        {
            Assert.InRange(FillWithList(), 600_000, 900_000);
            Assert.True(GcHeap.InEmergency);

            // What the handling of the exception may want, while all is still held.
            for (int index = 1; index < 50; index++)
            {
                Assert.True((Roots[index] = GcHeap.AllocateArray(Bytes, (nuint)(index * 20))) != null);
            }

            // Failing again and again stays cheap enough to be ended by whoever catches it.
            ulong before = Figures().Collections;
            int failures = 0;
            for (int tries = 0; tries < 100_000 && failures < 20; tries++)
            {
                void* node = New(Pair);
                if (node == null)
                {
                    failures++;
                    continue;
                }

                Field(node, 0) = Roots[0];
                Roots[0] = node;
            }

            Assert.Equal(20, failures);
            Assert.InRange(Figures().Collections - before, 1ul, 60ul);
            for (int index = 0; index < 50; index++)
            {
                Roots[index] = null;
            }

            Assert.True(GcHeap.AllocateArray(Bytes, 20_000_000) != null);
            Assert.False(GcHeap.InEmergency);
        }
    }

    [Fact]
    public void Near_the_limit_collections_stay_few()
    {
        Start(64 * MiB);
        FillWithList();
        Assert.InRange(Figures().Collections, 1ul, 60ul);
    }

    [Fact]
    public void Finalizable_objects_run_out_too()
    {
        Start(32 * MiB);
        int count = 0;
        while (true)
        {
            void* node = New(Finalizable);
            if (node == null)
            {
                break;
            }

            Field(node, 0) = Roots[0];
            Roots[0] = node;
            count++;
        }

        Assert.InRange(count, 200_000, 1_000_000);
        Roots[0] = null;
        Collect();
        while (Finalization.TakeNext() != null)
        {
            count--;
        }

        Assert.InRange(count, 0, 1);
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
    }

    private static int FillWithList()
    {
        int count = 0;
        while (true)
        {
            void* node = New(Pair);
            if (node == null)
            {
                return count;
            }

            Field(node, 0) = Roots[0];
            Roots[0] = node;
            count++;
        }
    }
}
