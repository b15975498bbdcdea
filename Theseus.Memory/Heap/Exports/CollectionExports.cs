using System.Runtime;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// The symbols behind the class <c>GC</c>. The heap has one generation, number 0; questions about a generation are
/// answered for the whole heap. Signatures are CoreLib's (RuntimeImports.cs, InternalCalls.cs of 10.0.12); P/Invoked
/// booleans are 32 bits wide, those of internal calls 8.
/// </summary>
[Resident]
internal static class CollectionExports
{
    private const int FrozenGeneration = int.MaxValue;
    private const int LatencyModeSet = 0;
    private const int LatencyModeOfRegion = 1;
    private const int NotificationNotApplicable = 4;

    /// <summary>
    /// Collects, whatever the generation; finalizers may run before it returns. Asm/helpers.S says what the addresses
    /// are.
    /// </summary>
    // SAFETY: the addresses are the stub's own frame's, which is there until this returns; they are only passed on.
    [RuntimeExport("theseus_collect")]
    public static unsafe void Collect(int lowMemory, void* registers, void* frame)
    {
        Collector.RequestFrom(registers, frame);
        if (lowMemory != 0)
        {
            RunPool.Trim(0);
        }

        Collector.RunFollowUp();
    }

    /// <summary>Bytes in use: what the last collection left and what was allocated since.</summary>
    [RuntimeExport("RhpGetGcTotalMemory")]
    public static long GetTotalMemory()
    {
        Collector.GetStatistics(out GcStatistics statistics);
        return (long)(statistics.LiveBytes + GcHeap.AllocatedSinceCollection);
    }

    /// <summary>The same for AddMemoryPressure.</summary>
    [RuntimeExport("RhGetCurrentObjSize")]
    public static long GetCurrentObjectBytes() => GetTotalMemory();

    /// <summary>Collections finished.</summary>
    [RuntimeExport("RhGetGcCollectionCount")]
    public static int GetCollectionCount(int generation, bool special) => special ? 0 : (int)Collector.Count;

    /// <summary>0 for an object of the heap, the largest number for a frozen one.</summary>
    // SAFETY: the address is a number here.
    [RuntimeExport("RhGetGeneration")]
    public static unsafe int GetGeneration(void* instance) => PageMap.InWindow((nuint)instance) ? 0 : FrozenGeneration;

    /// <summary>The only generation.</summary>
    [RuntimeExport("RhGetMaxGcGeneration")]
    public static int GetMaxGeneration() => 0;

    /// <summary>Bytes that the last collection left.</summary>
    [RuntimeExport("RhGetGenerationSize")]
    public static int GetGenerationBytes(int generation)
    {
        Collector.GetStatistics(out GcStatistics statistics);
        return statistics.LiveBytes > int.MaxValue ? int.MaxValue : (int)statistics.LiveBytes;
    }

    /// <summary>Bytes from one collection to the next.</summary>
    [RuntimeExport("RhGetGenerationBudget")]
    public static long GetGenerationBudget(int generation) => (long)CollectionTrigger.Budget;

    /// <summary>Bytes allocated since the start.</summary>
    [RuntimeExport("RhGetTotalAllocatedBytes")]
    public static long GetTotalAllocatedBytes() => (long)GcHeap.AllocatedBytes;

    /// <summary>The same: it is exact anyway.</summary>
    [RuntimeExport("RhGetTotalAllocatedBytesPrecise")]
    public static long GetTotalAllocatedBytesPrecise() => (long)GcHeap.AllocatedBytes;

    /// <summary>The same, as long as there is one mutator.</summary>
    [RuntimeExport("RhGetAllocatedBytesForCurrentThread")]
    public static long GetAllocatedBytesForCurrentThread() => (long)GcHeap.AllocatedBytes;

    /// <summary>Time in all collections, in units of 100 ns.</summary>
    [RuntimeExport("RhGetTotalPauseDuration")]
    public static long GetTotalPause()
    {
        Collector.GetStatistics(out GcStatistics statistics);
        return (long)GcClock.ToTimeSpanTicks(statistics.TotalPauseTicks);
    }

    /// <summary>Now, in the unit of the next two (100 ns).</summary>
    [RuntimeExport("RhGetGCNow")]
    public static long GetNow() => (long)GcClock.ToTimeSpanTicks(CollectorHost.Timestamp());

    /// <summary>When the last collection started.</summary>
    [RuntimeExport("RhGetLastGCStartTime")]
    public static long GetLastStart(int generation)
    {
        Collector.GetStatistics(out GcStatistics statistics);
        return (long)GcClock.ToTimeSpanTicks(statistics.LastStartTicks);
    }

    /// <summary>How long it took.</summary>
    [RuntimeExport("RhGetLastGCDuration")]
    public static long GetLastDuration(int generation)
    {
        Collector.GetStatistics(out GcStatistics statistics);
        return (long)GcClock.ToTimeSpanTicks(statistics.LastPauseTicks);
    }

    /// <summary>Share of time in collections since the machine's clock began, in percent.</summary>
    [RuntimeExport("RhGetLastGCPercentTimeInGC")]
    public static int GetPercentInCollections()
    {
        Collector.GetStatistics(out GcStatistics statistics);
        return (int)GcClock.Percent(statistics.TotalPauseTicks);
    }

    /// <summary>Fills a <c>GCMemoryInfoData</c>, of which <paramref name="info"/> is the first field.</summary>
    // SAFETY: CoreLib passes the first field of an object that is as long as GcMemoryInfo, and keeps it.
    [RuntimeExport("RhGetMemoryInfo")]
    public static unsafe void GetMemoryInfo(GcMemoryInfo* info, int kind) => GcMemoryInfo.Fill(ref *info);

    /// <summary>Begins a region without collections.</summary>
    [RuntimeExport("RhpStartNoGCRegion")]
    public static int StartNoCollectionRegion(long bytes, int hasLargeBytes, long largeBytes, int noFullBlocking) =>
        NoCollectionRegion.Start(bytes);

    /// <summary>Ends it.</summary>
    [RuntimeExport("RhpEndNoGCRegion")]
    public static int EndNoCollectionRegion()
    {
        int status = NoCollectionRegion.End();
        Collector.RunFollowUp();
        return status;
    }

    /// <summary>Wants a callback after so many bytes of a region without collections.</summary>
    // SAFETY: CoreLib's item, which is passed on.
    [RuntimeExport("RhEnableNoGCRegionCallback")]
    public static unsafe int EnableRegionCallback(RegionCallback* callback, long bytes) =>
        NoCollectionRegion.Register(callback, bytes);

    /// <summary>What was set, or that a region is active.</summary>
    [RuntimeExport("RhGetGcLatencyMode")]
    public static int GetLatencyMode() => LatencySettings.Mode;

    /// <summary>A wish; refused in a region.</summary>
    [RuntimeExport("RhSetGcLatencyMode")]
    public static int SetLatencyMode(int mode) => LatencySettings.TrySetMode(mode) ? LatencyModeSet
        : LatencyModeOfRegion;

    /// <summary>No.</summary>
    [RuntimeExport("RhIsServerGc")]
    public static bool IsServer() => false;

    /// <summary>True: each object is in the oldest generation.</summary>
    // SAFETY: the object is not looked at.
    [RuntimeExport("RhIsPromoted")]
    public static unsafe bool IsPromoted(void* instance) => true;

    /// <summary>What was set since the last collection, or <c>Default</c>.</summary>
    [RuntimeExport("RhGetLohCompactionMode")]
    public static int GetLargeCompactionMode() => LatencySettings.LargeCompaction;

    /// <summary>A wish, which changes nothing: this heap moves nothing.</summary>
    [RuntimeExport("RhSetLohCompactionMode")]
    public static void SetLargeCompactionMode(int mode) => LatencySettings.SetLargeCompaction(mode);

    /// <summary>Notifications of collections to come: not offered.</summary>
    [RuntimeExport("RhRegisterForFullGCNotification")]
    public static bool RegisterForNotification(int maxGeneration, int largeObjects) => false;

    /// <summary>Not offered.</summary>
    [RuntimeExport("RhCancelFullGCNotification")]
    public static bool CancelNotification() => false;

    /// <summary>Not offered.</summary>
    [RuntimeExport("RhWaitForFullGCApproach")]
    public static int WaitForApproach(int milliseconds) => NotificationNotApplicable;

    /// <summary>Not offered.</summary>
    [RuntimeExport("RhWaitForFullGCComplete")]
    public static int WaitForComplete(int milliseconds) => NotificationNotApplicable;

    /// <summary>Bytes of the largest unit in which memory is taken: a run of small objects.</summary>
    [RuntimeExport("RhGetGCSegmentSize")]
    public static ulong GetSegmentBytes() => RunPool.SmallestPages * 8 * RawPages.PageSize;
}
