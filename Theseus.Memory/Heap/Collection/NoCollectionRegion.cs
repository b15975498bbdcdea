using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// <c>GC.TryStartNoGCRegion</c>: room for a number of bytes is made certain first, then nothing collects until they
/// are used up, the program ends the region, or it asks for a collection. A region that a collection has ended is over:
/// ending it then is an error, as in .NET 10. Numbers are CoreLib's.
/// </summary>
// SAFETY: a callback is CoreLib's, given over by Register and back by RunReady.
[Resident]
internal static unsafe class NoCollectionRegion
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
    private static RegionCallback* s_callback;
    private static RegionCallback* s_ready;

    /// <summary>True from a start that succeeded until the region's end.</summary>
    public static bool IsActive => s_active;

    /// <summary>True if a callback waits to be run.</summary>
    public static bool HasReady => s_ready != null;

    /// <summary>Starts without a region.</summary>
    public static void Initialize()
    {
        s_active = false;
        s_callback = null;
        s_ready = null;
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
            return AmountTooLarge;

        Collector.Request(CollectionReason.Requested);
        if (!HasRoom((nuint)bytes))
            return NotEnoughMemory;
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
            return NotInProgress;
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

    /// <summary>Wants <paramref name="callback"/> run once <paramref name="bytes"/> have been allocated in the region.</summary>
    /// <returns>An <c>EnableNoGCRegionCallbackStatus</c>; the callback is taken over on success only.</returns>
    public static int Register(RegionCallback* callback, long bytes)
    {
        if (!s_active)
            return NotStarted;
        if (s_callback != null || s_ready != null)
            return AlreadyRegistered;
        if ((nuint)bytes > s_bytes)
            return InsufficientBudget;
        s_callback = callback;
        s_callbackAt = (nuint)bytes;
        return Succeeded;
    }

    /// <summary>True if a callback waits to be run, perhaps since the last allocation.</summary>
    public static bool IsCallbackDue()
    {
        if (s_callback != null && CollectionTrigger.GrantedSinceCollection >= s_callbackAt)
            MakeReady(isAbandoned: false);
        return s_ready != null;
    }

    /// <summary>Runs the callback that waits; on the finalizers' stack.</summary>
    public static void RunReady()
    {
        RegionCallback* callback = s_ready;
        s_ready = null;
        callback->Run(callback);
    }

    /// <summary>What the region's end does with a callback that nobody was ready to run before.</summary>
    private static void Dismiss()
    {
        if (s_callback != null)
            MakeReady(CollectionTrigger.GrantedSinceCollection < s_callbackAt);
    }

    private static void MakeReady(bool isAbandoned)
    {
        s_ready = s_callback;
        s_callback = null;
        s_ready->Scheduled = 1;
        s_ready->Abandoned = isAbandoned ? (byte)1 : (byte)0;
    }

    // SAFETY: what is taken is given back at once, untouched.
    private static bool HasRoom(nuint bytes)
    {
        nuint pages = bytes / RawPages.PageSize + 1;
        void* room = RawPages.Take(pages, MemoryOwner.Of(MemoryKind.Heap));
        if (room == null)
            return false;
        RawPages.Give(room, pages, MemoryOwner.Of(MemoryKind.Heap));
        return true;
    }
}
