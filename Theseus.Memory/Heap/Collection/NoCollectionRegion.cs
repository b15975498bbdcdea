using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// <c>GC.TryStartNoGCRegion</c>: room for a number of bytes is made certain first, then nothing collects until they
/// are used up, the program ends the region, or it asks for a collection. A region that a collection has ended is over:
/// ending it then is an error, as in .NET 10. Numbers are CoreLib's.
/// </summary>
[Resident]
[OfInstance]
internal static class NoCollectionRegion
{
    private const int Succeeded = 0;

    private const int NotEnoughMemory = 1;
    private const int AmountTooLarge = 2;
    private const int AlreadyInProgress = 3;

    private const int NotInProgress = 1;

    private const int NotStarted = 1;
    private const int InsufficientBudget = 2;
    private const int AlreadyRegistered = 3;

    private static bool s_active;
    private static nuint s_bytes;
    private static nuint s_callbackAt;
    // SAFETY: null or items of CoreLib's, given over by Register, in one of the two at a time, and back by RunReady.
    private static unsafe RegionCallback* s_callback, s_ready;

    /// <summary>True from a start that succeeded until the region's end.</summary>
    public static bool IsActive => s_active;

    /// <summary>True if a callback waits to be run.</summary>
    // SAFETY: compares, and follows nothing.
    public static unsafe bool HasReady => s_ready != null;

    /// <summary>Starts without a region.</summary>
    // SAFETY: forgets addresses.
    public static unsafe void Initialize()
    {
        s_active = false;
        s_callback = s_ready = null;
    }

    /// <summary>Begins a region for <paramref name="bytes"/>.</summary>
    /// <returns>A <c>StartNoGCRegionStatus</c>; whatever but success also ends a region that was active.</returns>
    public static int Start(long bytes)
    {
        if (s_active)
        {
            End();
            return AlreadyInProgress;
        }

        if (bytes < 0 || (nuint)bytes > CollectionTrigger.MemoryBytes)
        {
            return AmountTooLarge;
        }

        Collector.Request(CollectionReason.Requested);
        if (!HasRoom((nuint)bytes))
        {
            return NotEnoughMemory;
        }

        CollectionTrigger.Allow((nuint)bytes);
        s_bytes = (nuint)bytes;
        s_active = true;
        return Succeeded;
    }

    /// <summary>Ends the region.</summary>
    /// <returns>An <c>EndNoGCRegionStatus</c>.</returns>
    public static int End()
    {
        if (!s_active)
        {
            return NotInProgress;
        }

        s_active = false;
        CollectionTrigger.Resume();
        Dismiss();
        return Succeeded;
    }

    /// <summary>A collection starts, and with it the region ends.</summary>
    public static void OnCollection()
    {
        s_active = false;
        Dismiss();
    }

    /// <summary>
    /// Wants <paramref name="callback"/> run once <paramref name="bytes"/> have been allocated in the region.
    /// </summary>
    /// <returns>An <c>EnableNoGCRegionCallbackStatus</c>; the callback is taken over on success only.</returns>
    // SAFETY: CoreLib's item, which it leaves alone until it is run or refused; nothing of it is read here.
    public static unsafe int Register(RegionCallback* callback, long bytes)
    {
        if (!s_active)
        {
            return NotStarted;
        }

        if (s_callback != null || s_ready != null)
        {
            return AlreadyRegistered;
        }

        if ((nuint)bytes > s_bytes)
        {
            return InsufficientBudget;
        }

        s_callback = callback;
        s_callbackAt = (nuint)bytes;
        return Succeeded;
    }

    /// <summary>True if a callback waits to be run, perhaps since the last allocation.</summary>
    public static bool IsCallbackDue()
    {
        if (HasCallback && CollectionTrigger.GrantedSinceCollection >= s_callbackAt)
        {
            MakeReady(isAbandoned: false);
        }

        return HasReady;
    }

    /// <summary>Runs the callback that waits; on the finalizers' stack.</summary>
    // SAFETY: the item is CoreLib's, and from here on its own callback's, which frees it.
    public static unsafe void RunReady()
    {
        RegionCallback* callback = s_ready;
        s_ready = null;
        callback->Run(callback);
    }

    /// <summary>What the region's end does with a callback that nobody was ready to run before.</summary>
    private static void Dismiss()
    {
        if (HasCallback)
        {
            MakeReady(CollectionTrigger.GrantedSinceCollection < s_callbackAt);
        }
    }

    // SAFETY: compares, and follows nothing.
    private static unsafe bool HasCallback => s_callback != null;

    // SAFETY: callers have seen that there is an item; it is this region's until RunReady.
    private static unsafe void MakeReady(bool isAbandoned)
    {
        s_ready = s_callback;
        s_callback = null;
        s_ready->Scheduled = 1;
        s_ready->Abandoned = isAbandoned ? (byte)1 : (byte)0;
    }

    private static bool HasRoom(nuint bytes)
    {
        nuint pages = bytes / RawPages.PageSize + 1;
        nuint room = RawPages.Take(pages, MemoryOwner.Of(MemoryKind.Heap));
        if (room == 0)
        {
            return false;
        }

        RawPages.Give(room, pages, MemoryOwner.Of(MemoryKind.Heap));
        return true;
    }
}
