using Theseus.Memory;
using Theseus.Memory.Heap;
using Xunit;

namespace Theseus.Tests.Memory;

public sealed class SizeClassTests
{
    [Fact]
    public void Each_size_gets_the_smallest_class_that_holds_it()
    {
        for (uint bytes = 1; bytes <= SizeClasses.MaxSmallBytes; bytes++)
        {
            int sizeClass = SizeClasses.ClassOf(bytes);
            Assert.InRange(sizeClass, 0, SizeClasses.Count - 1);
            Assert.True(SizeClasses.BytesOf(sizeClass) >= bytes);
            if (sizeClass > 0)
            {
                Assert.True(SizeClasses.BytesOf(sizeClass - 1) < bytes);
            }
        }
    }

    [Fact]
    public void Classes_grow_are_words_and_waste_at_most_a_quarter()
    {
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
        {
            uint bytes = SizeClasses.BytesOf(sizeClass);
            Assert.Equal(0u, bytes % 8);
            if (sizeClass > 0)
            {
                Assert.InRange(bytes - SizeClasses.BytesOf(sizeClass - 1), 8u, Math.Max(8u, bytes / 4));
            }
        }

        Assert.Equal(SizeClasses.MinBytes, SizeClasses.BytesOf(0));
        Assert.Equal(SizeClasses.MaxSmallBytes, SizeClasses.BytesOf(SizeClasses.Count - 1));
    }

    // SAFETY: the run lies in an array that is pinned while it is looked at.
    [Fact]
    public unsafe void Runs_waste_little_and_the_reciprocal_is_exact()
    {
        byte[] memory = new byte[64 * RawPages.PageSize];

        // SAFETY: the longest run has 64 pages; the array is pinned while it serves as one.
        fixed (byte* start = memory)
        {
            for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
            {
                uint pages = SizeClasses.RunPages(sizeClass);
                ref Run run = ref *(Run*)start;
                run.Format(sizeClass, pages, zeroed: true);
                nuint slotBytes = run.SlotBytes;
                Assert.True(run.SlotCount <= run.BitmapWords * 64);
                Assert.Equal(run.BitmapWords, (uint)run.Marks.Length);
                Assert.Equal(run.BitmapWords, (uint)run.Live.Length);
                Assert.False(run.Marks.Overlaps(run.Live));
                fixed (ulong* live = run.Live)
                {
                    Assert.True(run.Objects >= (nuint)(live + run.BitmapWords));
                }

                nuint used = run.SlotCount * slotBytes;
                Assert.True(run.Objects - (nuint)start + used <= pages * RawPages.PageSize);
                Assert.True(used >= pages * (nuint)RawPages.PageSize * 86 / 100);
                for (nuint offset = 0; offset < used; offset++)
                {
                    if (run.IndexOf(offset) != offset / slotBytes)
                    {
                        Assert.Fail($"class {sizeClass}, offset {offset}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Bitmap_ranges_match_bit_by_bit()
    {
        Random random = new(1);
        bool[] model = new bool[200];
        Span<ulong> bits = stackalloc ulong[4];
        for (int step = 0; step < 20_000; step++)
        {
            uint first = (uint)random.Next(200), end = (uint)random.Next((int)first, 201);
            bool value = random.Next(2) == 0;
            Array.Fill(model, value, (int)first, (int)(end - first));
            if (value)
            {
                Bitmap.Set(bits, first, end);
            }
            else
            {
                Bitmap.Clear(bits, first, end);
            }

            uint from = (uint)random.Next(200);
            int set = Array.IndexOf(model, true, (int)from), clear = Array.IndexOf(model, false, (int)from);
            Assert.Equal(set < 0 ? 200u : (uint)set, Bitmap.NextSet(bits, from, 200));
            Assert.Equal(clear < 0 ? 200u : (uint)clear, Bitmap.NextClear(bits, from, 200));
        }
    }
}
