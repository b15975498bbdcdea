using System.Numerics;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// After marking: in each run the mark bitmap becomes the live bitmap. Runs without a live slot go to the pool, dead
/// large objects' pages straight back, and the runs with free slots into their class's list.
/// </summary>
// SAFETY: walks the list of all runs, whose next link is read before the run can leave the list; no cursor points
// into any run, because the collection has retired them.
[Resident]
internal static unsafe class Sweeper
{
    /// <summary>Sweeps the whole heap.</summary>
    public static SweepResult Sweep()
    {
        SweepResult result = default;
        RunList.ClearFree();
        Run* run = RunList.First;
        while (run != null)
        {
            Run* next = run->Next;
            SweepRun(run, ref result);
            run = next;
        }

        return result;
    }

    private static void SweepRun(Run* run, ref SweepResult result)
    {
        uint live = 0;
        ulong* marks = Run.MarkBits(run);
        for (uint word = 0; word < run->BitmapWords; word++)
        {
            ulong marked = marks[word];
            run->Live[word] = marked;
            marks[word] = 0;
            live += (uint)BitOperations.PopCount(marked);
        }

        if (live == 0)
        {
            Discard(run, ref result);
            return;
        }

        nuint liveBytes = live * run->SlotBytes;
        result.LiveObjects += live;
        result.LiveBytes += liveBytes;
        run->Idle++;
        uint usable = run->SlotCount - Holes.ClosedIn(run);
        if (live == usable)
            return;
        nuint freeBytes = (usable - live) * run->SlotBytes;
        result.FreeBytes += freeBytes;
        RunList.AddFree(run, wellFilled: liveBytes >= freeBytes);
    }

    private static void Discard(Run* run, ref SweepResult result)
    {
        RunList.Remove(run);
        if (run->Kind == RunKind.Large)
        {
            nuint pages = run->Pages;
            result.GivenBytes += pages * RawPages.PageSize;
            PageMap.Remove(run, pages);
            HeapPages.Give(run, pages);
            return;
        }

        if (run->Holes != 0)
            Holes.Discard(run);
        else
            RunPool.Add(run);
    }
}
