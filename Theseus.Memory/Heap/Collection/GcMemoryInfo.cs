using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// The fields of CoreLib's <c>GCMemoryInfoData</c> (10.0.12), in order. Bytes unless they say otherwise.
/// </summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal struct GcMemoryInfo
{
    private const int Generations = 5;
    private const int GenerationFields = 4;
    private const int SizeAfterField = 2;
    private const int FragmentationAfterField = 3;

    public long HighMemoryLoadThreshold;
    public long TotalAvailable;
    public long MemoryLoad;
    public long HeapSize;
    public long Fragmented;
    public long TotalCommitted;
    public long Promoted;
    public long PinnedObjects;
    public long FinalizationPending;
    public long Index;
    public int Generation;
    public int PauseTimeHundredthPercent;
    public byte Compacted;
    public byte Concurrent;
    public GenerationFieldsOfAll GenerationInfo;
    public long PauseTimeSpanTicks0;
    public long PauseTimeSpanTicks1;

    /// <summary>Fills in what the last collection found; all zero before the first, as .NET does.</summary>
    public static void Fill(ref GcMemoryInfo info)
    {
        info.Clear();
        Collector.GetStatistics(out GcStatistics statistics);
        info.TotalAvailable = (long)CollectionTrigger.MemoryBytes;
        info.HighMemoryLoadThreshold = info.TotalAvailable / 10 * 9;
        if (statistics.Collections == 0)
        {
            return;
        }

        info.TotalCommitted = (long)statistics.PagesHeld * RawPages.PageSize;
        info.MemoryLoad = info.TotalCommitted;
        info.HeapSize = (long)(statistics.LiveBytes + statistics.FragmentedBytes);
        info.Fragmented = (long)statistics.FragmentedBytes;
        info.Promoted = (long)statistics.LiveBytes;
        info.FinalizationPending = (long)statistics.FinalizersReady;
        info.Index = (long)statistics.Collections;
        info.PauseTimeHundredthPercent = (int)GcClock.Percent(statistics.TotalPauseTicks * 100);
        info.GenerationInfo[SizeAfterField] = info.HeapSize;
        info.GenerationInfo[FragmentationAfterField] = info.Fragmented;
        info.PauseTimeSpanTicks0 = (long)GcClock.ToTimeSpanTicks(statistics.LastPauseTicks);
    }

    // SAFETY: all of this struct, which is whole words; where it is in an object it has no references. An assignment
    // would call CoreLib.
    private unsafe void Clear()
    {
        fixed (GcMemoryInfo* self = &this)
        {
            HeapMemory.Clear(self, (nuint)sizeof(GcMemoryInfo));
        }
    }

    /// <summary>CoreLib's <c>GCGenerationInfo</c> of five generations: four numbers each.</summary>
    [InlineArray(Generations * GenerationFields)]
    public struct GenerationFieldsOfAll
    {
        private long _first;
    }
}
