using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Objects above <see cref="SizeClasses.MaxSmallBytes"/>: each has a run of its own, gone when it is swept.
/// </summary>
[Resident]
internal static class LargeObjects
{
    /// <summary>
    /// The address of a zeroed object of <paramref name="bytes"/>, whole words, or 0 if memory is out.
    /// </summary>
    public static nuint Allocate(nuint bytes)
    {
        // No machine holds it: fail without a collection.
        if (bytes > CollectionTrigger.MemoryBytes)
        {
            return 0;
        }

        nuint pages = (bytes + Run.LargeOverhead + RawPages.PageSize - 1) / RawPages.PageSize;
        if (CollectionTrigger.IsDue(bytes))
        {
            Collector.Collect(CollectionReason.Volume);
        }

        nuint start = Take(pages);
        if (start == 0 && RunPool.Trim(0) != 0)
        {
            start = Take(pages);
        }

        if (start == 0)
        {
            Collector.Collect(CollectionReason.Exhausted);
            RunPool.Trim(0);
            start = Take(pages);
        }

        if (start == 0)
        {
            return 0;
        }

        ref Run run = ref Run.MakeLarge(start, bytes, pages);
        RunList.Add(ref run);
        CollectionTrigger.Grant(bytes);
        return run.ObjectAt(0);
    }

    private static nuint Take(nuint pages)
    {
        nuint start = HeapPages.Take(pages);
        if (start == 0 || PageMap.Enter(start, pages))
        {
            return start;
        }

        HeapPages.Give(start, pages);
        return 0;
    }
}
