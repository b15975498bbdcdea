using Theseus.Runtime;

namespace Theseus.Cells.MemoryBench;

/// <summary>
/// Times of one operation, round by round, in ticks without the cost of timing itself. The figure is their median: a
/// timer interrupt or a table made for the first time is in few rounds and moves it not at all.
/// </summary>
internal sealed class Samples(int rounds)
{
    private static readonly ulong s_overhead = FindOverhead();

    private readonly ulong[] _ticks = new ulong[rounds];
    private int _count;

    /// <summary>Rounds that there will be.</summary>
    public int Rounds => _ticks.Length;

    /// <summary>The middle one of the rounds so far.</summary>
    public ulong Median => Sorted()[_count / 2];

    /// <summary>The cheapest round.</summary>
    public ulong Least => Sorted()[0];

    /// <summary>The dearest round.</summary>
    public ulong Most => Sorted()[^1];

    /// <summary>All rounds together, by their number.</summary>
    public ulong Mean => Sorted().Aggregate(0UL, (sum, ticks) => sum + ticks) / (ulong)_count;

    /// <summary>Now.</summary>
    public static ulong Now() => Cpu.ReadTimestamp();

    /// <summary>Takes down a round that began at <paramref name="start"/> and ended before the call.</summary>
    public void Add(ulong start, ulong end)
    {
        ulong ticks = end - start;
        _ticks[_count++] = ticks > s_overhead ? ticks - s_overhead : 0;
    }

    private ulong[] Sorted() => [.. _ticks.Take(_count).Order()];

    private static ulong FindOverhead()
    {
        ulong least = ulong.MaxValue;
        for (int i = 0; i < 100; i++)
        {
            ulong start = Now();
            ulong end = Now();
            least = Math.Min(least, end - start);
        }

        return least;
    }
}
