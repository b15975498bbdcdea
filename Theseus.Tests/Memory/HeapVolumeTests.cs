using Theseus.Memory;
using Theseus.Memory.Heap;
using Xunit;

namespace Theseus.Tests.Memory;

/// <summary>Much memory through a small machine, with a live set of mixed sizes and lifetimes.</summary>
// SAFETY: objects are touched only while they are elements of a live array.
public sealed unsafe class HeapVolumeTests : HeapTest
{
    private const int LiveSlots = 20_000;

    [Fact]
    public void Ten_gi_b_pass_through_128_mi_b_with_a_mixed_live_set()
    {
        Start(112 * MiB);
        Roots[0] = GcHeap.AllocateArray(References, LiveSlots);
        Random random = new(5);
        ulong most = 0;
        while (GcHeap.AllocatedBytes < 10ul << 30)
        {
            // Half the objects die at once; the others replace one of the live set, older ones less often.
            int length = random.Next(100) switch
            {
                < 80 => random.Next(200),
                < 98 => random.Next(8_000),
                99 => random.Next(1_000_000),
                _ => random.Next(40_000),
            };
            byte* array = (byte*)GcHeap.AllocateArray(Bytes, (nuint)length);
            Assert.True(array != null, $"out of memory after {GcHeap.AllocatedBytes}");
            if (length >= 8)
            {
                *(int*)(array + 16) = *(int*)(array + 16 + ((length - 4) & ~3)) = length;
            }

            int slot = Math.Min(random.Next(LiveSlots), random.Next(LiveSlots));
            if (length > 50_000)
            {
                slot = random.Next(30);
            }

            if (random.Next(2) == 0)
            {
                Check((byte*)Field(Roots[0], 1 + slot));
                Field(Roots[0], 1 + slot) = array;
            }

            most = Math.Max(most, Figures().LiveBytes);
        }

        for (int slot = 0; slot < LiveSlots; slot++)
        {
            Check((byte*)Field(Roots[0], 1 + slot));
        }

        Assert.InRange(most, 20ul << 20, 90ul << 20);
        Assert.InRange(Figures().Collections, 100ul, 2_000ul);
    }

    private static void Check(byte* array)
    {
        if (array == null)
        {
            return;
        }

        int length = (int)ObjectLayout.LengthOf(array);
        if (length >= 8 && (*(int*)(array + 16) != length || *(int*)(array + 16 + ((length - 4) & ~3)) != length))
        {
            Assert.Fail($"array of {length} bytes was overwritten");
        }
    }
}
