using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>Objects above <see cref="SizeClasses.MaxSmallBytes"/>: each has a run of its own, gone when it is swept.</summary>
// SAFETY: the object lies wholly in pages just taken, after the run's head.
[Resident]
internal static unsafe class LargeObjects
{
    /// <summary>A zeroed object of <paramref name="bytes"/>, whole words, or null if memory is out.</summary>
    public static void* Allocate(nuint bytes)
    {
        // No machine holds it: fail without a collection.
        if (bytes > CollectionTrigger.MemoryBytes)
            return null;

        nuint pages = (bytes + Run.LargeOverhead + RawPages.PageSize - 1) / RawPages.PageSize;
        if (CollectionTrigger.IsDue(bytes))
            Collector.Collect(CollectionReason.Volume);
        Run* run = Take(pages);
        if (run == null && RunPool.Trim(0) != 0)
            run = Take(pages);
        if (run == null)
        {
            Collector.Collect(CollectionReason.Exhausted);
            RunPool.Trim(0);
            run = Take(pages);
        }

        if (run == null)
            return null;
        Run.FormatLarge(run, bytes, pages);
        RunList.Add(run);
        CollectionTrigger.Grant(bytes);
        return Run.ObjectAt(run, 0);
    }

    private static Run* Take(nuint pages)
    {
        Run* run = (Run*)HeapPages.Take(pages);
        if (run == null || PageMap.Enter(run, pages))
            return run;
        HeapPages.Give(run, pages);
        return null;
    }
}
