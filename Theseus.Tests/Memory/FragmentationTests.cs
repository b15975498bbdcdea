using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime.Contract;
using Xunit;

namespace Theseus.Tests.Memory;

/// <summary>What a heap that moves nothing holds after a program has changed the sizes of its objects.</summary>
// SAFETY: as HeapTest says; a byte array's bytes begin 16 bytes after its MethodTable.
public sealed unsafe class FragmentationTests : HeapTest
{
    [Fact]
    public void Runs_that_a_few_objects_hold_give_their_free_pages_back()
    {
        // A wave of one size after another; one object in a hundred stays.
        int kept = 0;
        for (int size = 24; size < 2000; size += 40)
        {
            for (int i = 0; i < 1_000_000 / size; i++)
            {
                byte* instance = (byte*)GcHeap.AllocateArray(Bytes, (nuint)size);
                if (i % 100 == 0)
                {
                    Roots[kept++] = instance;
                }

                instance[16] = (byte)size;
            }
        }

        Collect();
        Collect();
        Collect();
        Assert.InRange(Figures().LiveBytes, 400_000ul, 700_000ul);
        Assert.InRange((nuint)Figures().FragmentedBytes, 0u, 8 * MiB);
        Assert.InRange(RawPages.Held * RawPages.PageSize, 0u, 14 * MiB);

        new Span<nint>(Roots, RootCount).Clear();
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
        Assert.InRange(RawPages.Held * RawPages.PageSize, 0u, 10 * MiB);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_allocated_beside_holes_is_zeroed_and_keeps_its_bytes(int seed)
    {
        Random random = new(seed);
        int[] lengths = new int[RootCount];
        for (int phase = 0; phase < 40; phase++)
        {
            // Each phase has a size of its own to fill the heap with, and forgets most of what came before.
            int size = 8 << random.Next(12);
            for (int i = 0; i < 8_000_000 / (size + 24); i++)
            {
                int root = random.Next(RootCount);
                int length = size + random.Next(size);
                byte* instance = (byte*)GcHeap.AllocateArray(Bytes, (nuint)length);
                Assert.True(instance != null);
                Assert.True(new ReadOnlySpan<byte>(instance + 16, length).IndexOfAnyExcept((byte)0) < 0);
                if (i % 64 != 0)
                {
                    continue;
                }

                new Span<byte>(instance + 16, length).Fill((byte)root);
                Roots[root] = instance;
                lengths[root] = length;
            }

            for (int root = 0; root < RootCount; root++)
            {
                if (random.Next(4) == 0)
                {
                    Roots[root] = null;
                }
                else if (Roots[root] != null)
                {
                    Assert.True(
                        new ReadOnlySpan<byte>((byte*)Roots[root] + 16, lengths[root]).IndexOfAnyExcept((byte)root)
                            < 0);
                }
            }
        }

        // Words that point anywhere into the heap are looked up without a fault.
        Collect();
        nuint* words = stackalloc nuint[64];
        for (int round = 0; round < 2000; round++)
        {
            for (int i = 0; i < 64; i++)
            {
                words[i] = RawPages.WindowStart + (nuint)random.NextInt64((long)(64 * MiB));
            }

            Marker.ObjectAt(words[round % 64]);
        }

        int objects = 0;
        GcHeap.ForEachObject(&Count, &objects);
        Assert.Equal(Figures().LiveObjects, (ulong)objects);
        new Span<nint>(Roots, RootCount).Clear();
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
    }

    private static void Count(void* instance, void* state) => ++*(int*)state;
}
