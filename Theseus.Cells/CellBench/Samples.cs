using Theseus.Runtime;

namespace Theseus.Cells.CellBench;

/// <summary>
/// Ticks of one operation, round by round. The figure is their median: what happens once only is in few rounds and does
/// not move it.
/// </summary>
internal sealed class Samples(int rounds)
{
    private readonly ulong[] _ticks = new ulong[rounds];
    private int _count;

    /// <summary>Rounds that there are.</summary>
    public int Rounds => _count;

    /// <summary>The middle one of the rounds.</summary>
    public ulong Median => Sorted()[_count / 2];

    /// <summary>The cheapest round.</summary>
    public ulong Least => Sorted()[0];

    /// <summary>The dearest round.</summary>
    public ulong Most => Sorted()[^1];

    /// <summary>Now, in ticks.</summary>
    public static ulong Now() => Cpu.ReadTimestamp();

    /// <summary>Takes down a round that began and ended then.</summary>
    public void Add(ulong start, ulong end) => _ticks[_count++] = end - start;

    private ulong[] Sorted() => [.. _ticks.Take(_count).Order()];
}
