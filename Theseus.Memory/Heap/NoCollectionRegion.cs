namespace Theseus.Memory.Heap;

/// <summary>
/// <c>GC.TryStartNoGCRegion</c>: room for a number of bytes is made certain first, then nothing collects until they
/// are used up, the program ends the region, or it asks for a collection. Numbers are CoreLib's.
/// </summary>
internal static class NoCollectionRegion
{
    private const int Succeeded = 0;
    private const int NotEnoughMemory = 1;
    private const int AmountTooLarge = 2;
    private const int AlreadyInProgress = 3;
    private const int NotInProgress = 1;
    private const int Induced = 2;
    private const int AllocationExceeded = 3;

    private static State s_state;

    private enum State
    {
        None,
        Active,
        EndedByRequest,
        EndedByAllocation,
    }

    /// <summary>Starts without a region.</summary>
    public static void Initialize() => s_state = State.None;

    /// <summary>Begins a region for <paramref name="bytes"/>.</summary>
    /// <returns>A <c>StartNoGCRegionStatus</c>.</returns>
    public static int Start(long bytes)
    {
        if (s_state == State.Active)
            return AlreadyInProgress;
        if (bytes < 0 || (nuint)bytes > CollectionTrigger.MemoryBytes)
            return AmountTooLarge;

        Collector.Collect(CollectionReason.Requested);
        if (!HasRoom((nuint)bytes))
            return NotEnoughMemory;
        CollectionTrigger.Allow((nuint)bytes);
        s_state = State.Active;
        return Succeeded;
    }

    /// <summary>Ends the region.</summary>
    /// <returns>An <c>EndNoGCRegionStatus</c>.</returns>
    public static int End()
    {
        State state = s_state;
        s_state = State.None;
        switch (state)
        {
            case State.Active:
                CollectionTrigger.Resume();
                return Succeeded;
            case State.EndedByRequest:
                return Induced;
            case State.EndedByAllocation:
                return AllocationExceeded;
            default:
                return NotInProgress;
        }
    }

    /// <summary>A collection starts, and with it the region ends.</summary>
    public static void OnCollection(CollectionReason reason)
    {
        if (s_state == State.Active)
            s_state = reason == CollectionReason.Requested ? State.EndedByRequest : State.EndedByAllocation;
    }

    // SAFETY: what is taken is given back at once, untouched.
    private static unsafe bool HasRoom(nuint bytes)
    {
        nuint pages = bytes / RawPages.PageSize + 1;
        void* room = RawPages.Take(pages, MemoryOwner.Of(MemoryKind.Heap));
        if (room == null)
            return false;
        RawPages.Give(room, pages, MemoryOwner.Of(MemoryKind.Heap));
        return true;
    }
}
