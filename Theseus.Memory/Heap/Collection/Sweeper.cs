using System.Numerics;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// After marking: in each run the mark bitmap becomes the live bitmap. Runs without a live slot go to the pool, dead
/// large objects' pages straight back, and the runs with free slots into their class's list.
/// </summary>
[Resident]
internal static class Sweeper
{
    /// <summary>Sweeps the whole heap.</summary>
    public static SweepResult Sweep()
    {
        SweepResult result = default;
        RunList.ClearFree();
        foreach (ref Run run in RunList.All)
        {
            SweepRun(ref run, ref result);
        }

        return result;
    }

    private static void SweepRun(ref Run run, ref SweepResult result)
    {
        uint live = 0;
        Span<ulong> marks = run.Marks;
        Span<ulong> bits = run.Live[..marks.Length];
        for (int word = 0; word < marks.Length; word++)
        {
            ulong marked = marks[word];
            bits[word] = marked;
            marks[word] = 0;
            live += (uint)BitOperations.PopCount(marked);
        }

        if (live == 0)
        {
            Discard(ref run, ref result);
            return;
        }

        nuint liveBytes = live * run.SlotBytes;
        result.LiveObjects += live;
        result.LiveBytes += liveBytes;
        run.Idle++;
        uint usable = run.SlotCount - Holes.ClosedIn(ref run);
        if (live == usable)
        {
            return;
        }

        nuint freeBytes = (usable - live) * run.SlotBytes;
        result.FreeBytes += freeBytes;
        RunList.AddFree(ref run, wellFilled: liveBytes >= freeBytes);
    }

    private static void Discard(ref Run run, ref SweepResult result)
    {
        RunList.Remove(ref run);
        if (run.Kind == RunKind.Large)
        {
            nuint pages = run.Pages;
            result.GivenBytes += pages * RawPages.PageSize;
            nuint start = run.Start;
            PageMap.Remove(start, pages);
            HeapPages.Give(start, pages);
            return;
        }

        if (run.Holes != 0)
        {
            Holes.Discard(ref run);
        }
        else
        {
            RunPool.Add(ref run);
        }
    }
}
