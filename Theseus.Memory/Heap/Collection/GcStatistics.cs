namespace Theseus.Memory.Heap;

/// <summary>
/// The collector's figures since the heap began. Bytes are bytes of slots; pauses are time-stamp ticks.
/// </summary>
internal struct GcStatistics
{
    /// <summary>Collections finished.</summary>
    public ulong Collections;

    /// <summary>Of these, those that ran because no memory was left.</summary>
    public ulong ExhaustedCollections;

    /// <summary>Bytes allocated since the beginning.</summary>
    public ulong AllocatedBytes;

    /// <summary>Bytes in objects that the last collection found reachable.</summary>
    public ulong LiveBytes;

    /// <summary>Objects that the last collection found reachable.</summary>
    public ulong LiveObjects;

    /// <summary>Bytes of free slots in runs that hold objects, after the last collection.</summary>
    public ulong FragmentedBytes;

    /// <summary>Bytes allocated since the last collection after which the next one starts.</summary>
    public ulong BudgetBytes;

    /// <summary>Ticks that the last collection took.</summary>
    public ulong LastPauseTicks;

    /// <summary>Ticks that all collections took together.</summary>
    public ulong TotalPauseTicks;

    /// <summary>Ticks of the longest collection.</summary>
    public ulong MaxPauseTicks;

    /// <summary>Time stamp at the last collection's start.</summary>
    public ulong LastStartTicks;

    /// <summary>Pages held now: objects, spare runs, reserve, tables.</summary>
    public ulong PagesHeld;

    /// <summary>Of these, pages in spare runs.</summary>
    public ulong PagesSpare;

    /// <summary>How often the mark stack overflowed and the heap was scanned again.</summary>
    public ulong MarkOverflows;

    /// <summary>Objects whose finalizer waits to run.</summary>
    public ulong FinalizersReady;

    /// <summary>Handles in use.</summary>
    public ulong Handles;

    /// <summary>Allocations that failed.</summary>
    public ulong FailedAllocations;
}
