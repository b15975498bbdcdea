using System.Runtime.InteropServices;
using Xunit;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned;

/// <summary>The map of free numbers against an array of bools.</summary>
// SAFETY: the map's memory is allocated as it asks, with a mark behind it that must stay.
public sealed unsafe class RangeMapTests
{
    private const ulong Mark = 0x5EA1_0F7E_5EA1_0F7E;
    private const int Words = 64;
    private const int Middles = 64 * 64;
    private const int Tops = 64 * 64 * 64;

    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(2, 20_000)]
    [InlineData(Words - 1, 50_000)]
    [InlineData(Words, 50_000)]
    [InlineData(Words + 1, 50_000)]
    [InlineData(1000, 200_000)]
    [InlineData(Middles - 1, 200_000)]
    [InlineData(Middles, 200_000)]
    [InlineData(Middles + 1, 200_000)]
    [InlineData(Tops - 1, 20_000)]
    [InlineData(Tops, 20_000)]
    [InlineData(Tops + 1, 20_000)]
    [InlineData(300_000, 20_000)]
    public void Every_answer_is_the_arrays(int count, int steps)
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        nuint bytes = (nuint)RangeMap.BytesNeeded((ulong)count);
        byte* memory = (byte*)NativeMemory.AllocZeroed(bytes + sizeof(ulong));
        *(ulong*)(memory + bytes) = Mark;
        try
        {
            RangeMap map = RangeMap.Create(new VirtualAddress((ulong)memory), (ulong)count);
            bool[] model = new bool[count];
            for (int i = 0; i < steps; i++)
            {
                Step(ref map, model, random);
            }

            Assert.Equal(Mark, *(ulong*)(memory + bytes));
            Assert.Equal((ulong)model.Count(free => free), map.Free);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(model[i], map.IsFree((ulong)i));
            }
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{count} numbers, seed {seed}", failure);
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    [Fact]
    public void Numbers_that_there_are_not_are_neither_free_nor_taken()
    {
        ulong* memory = stackalloc ulong[8];
        new Span<ulong>(memory, 8).Clear();
        RangeMap map = RangeMap.Create(new VirtualAddress((ulong)memory), 100);
        map.Give(0, 100);
        Assert.False(map.IsFree(100));
        Assert.False(map.AreFree(99, 2));
        Assert.False(map.AreFree(1, ulong.MaxValue));
        Assert.False(map.AreTaken(99, 2));
        Assert.Equal(RangeMap.None, map.Find(101, 1, 0, ulong.MaxValue));
        Assert.Equal(RangeMap.None, map.Find(ulong.MaxValue, 1, 0, ulong.MaxValue));
        Assert.Equal(RangeMap.None, map.Find(0, 1, 0, 100));
        Assert.Equal(RangeMap.None, map.Find(1, 1, 100, 100));
        Assert.Equal(RangeMap.None, map.NextFree(100));
        Assert.Equal(0ul, map.Find(1, 1UL << 63, 0, 100));
        Assert.Equal(RangeMap.None, map.Find(1, 1UL << 63, 1, 100));
    }

    [Fact]
    public void A_moved_map_is_the_same_map()
    {
        nuint bytes = (nuint)RangeMap.BytesNeeded(5000);
        byte* memory = stackalloc byte[(int)bytes * 2];
        new Span<byte>(memory, (int)bytes * 2).Clear();
        RangeMap map = RangeMap.Create(new VirtualAddress((ulong)memory), 5000);
        map.Give(4500, 7);
        Buffer.MemoryCopy(memory, memory + bytes, bytes, bytes);
        new Span<byte>(memory, (int)bytes).Fill(0xFF);
        map.Move(new VirtualAddress((ulong)(memory + bytes)));
        Assert.Equal(4500ul, map.FindOne());
        map.Take(4500, 7);
        Assert.Equal(RangeMap.None, map.FindOne());
    }

    private static void Step(ref RangeMap map, bool[] model, Random random)
    {
        int count = model.Length;
        int first = random.Next(count);
        int run = 1 + (random.Next(4) == 0 ? random.Next(count) : random.Next(Math.Min(count, 150)));
        run = Math.Min(run, count - first);
        Span<bool> there = model.AsSpan(first, run);
        bool free = !there.Contains(false);
        bool taken = !there.Contains(true);
        Check(map.AreFree((ulong)first, (ulong)run) == free);
        Check(map.AreTaken((ulong)first, (ulong)run) == taken);
        if (free)
        {
            map.Take((ulong)first, (ulong)run);
            there.Clear();
        }
        else if (taken)
        {
            map.Give((ulong)first, (ulong)run);
            there.Fill(true);
        }
        else
        {
            int length = Math.Max(1, there.IndexOf(!there[0])); // up to where it changes
            if (there[0])
            {
                map.Take((ulong)first, (ulong)length);
            }
            else
            {
                map.Give((ulong)first, (ulong)length);
            }

            there[..length].Fill(!there[0]);
        }

        Search(map, model, random);
    }

    private static void Search(in RangeMap map, bool[] model, Random random)
    {
        int one = Array.IndexOf(model, true);
        Check(map.FindOne() == (one < 0 ? RangeMap.None : (ulong)one));
        int from = random.Next(model.Length);
        int next = Array.IndexOf(model, true, from);
        Check(map.NextFree((ulong)from) == (next < 0 ? RangeMap.None : (ulong)next));
        int end = from + random.Next(model.Length - from + 1);
        int nextTaken = Array.IndexOf(model, false, from, end - from);
        ulong found = map.NextTaken((ulong)from, (ulong)end);
        Check(nextTaken < 0 ? found >= (ulong)end : found == (ulong)nextTaken);
        int alignment = 1 << random.Next(12);
        int run = 1 + random.Next(random.Next(3) == 0 ? 700 : 20);
        Check(map.Find((ulong)run, (ulong)alignment, (ulong)from, (ulong)end)
            == Lowest(model, run, alignment, from, end));
    }

    private static ulong Lowest(bool[] model, int run, int alignment, int from, int end)
    {
        for (int at = (from + alignment - 1) & -alignment; at <= end - run; at += alignment)
        {
            if (!model.AsSpan(at, run).Contains(false))
            {
                return (ulong)at;
            }
        }

        return RangeMap.None;
    }

    private static void Check(bool holds,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(holds))] string? what = null) =>
        Theseus.Tests.Memory.Owned.Model.MemoryModel.Require(holds, what);
}
