namespace Theseus.Memory.Heap;

// What allocation of small objects does when memory is out.
internal static unsafe partial class GcHeap
{
    private static bool s_emergency;

    /// <summary>True from a failed small allocation on until a collection has found room again.</summary>
    public static bool InEmergency => s_emergency;

    /// <summary>Ends the emergency if a collection left enough room and the reserve could be refilled.</summary>
    internal static void LeaveEmergency(nuint freeBytes)
    {
        if (s_emergency && freeBytes >= 2 * LeastFreeBytes && RunPool.RefillReserve())
            s_emergency = false;
    }

    /// <summary>
    /// Memory is out. Who gets a null here throws OutOfMemoryException, and what handles that needs memory too: so
    /// the first failure comes while a little is left, and opens the reserve until memory is plentiful again.
    /// </summary>
    private static AllocationCursor* RefillExhausted(AllocationCursor* cursor, int sizeClass)
    {
        bool wasEmergency = s_emergency;
        if (wasEmergency)
        {
            AllocationCursor* substitute = UseReserve(sizeClass);
            if (substitute != null)
                return substitute;
        }

        Collector.Collect(CollectionReason.Exhausted);
        bool enough = wasEmergency || Collector.FreeBytesLeft >= LeastFreeBytes;
        if (enough && (UseFreeSlots(cursor, sizeClass) || UseRun(cursor, RunPool.Take(sizeClass))))
            return cursor;
        if (enough && RunPool.Trim(0) != 0 && UseRun(cursor, RunPool.Take(sizeClass)))
            return cursor;
        s_emergency = true;
        return wasEmergency ? FindLarger(sizeClass, SizeClasses.Count - 1) : null;
    }

    /// <summary>
    /// A cursor with a slot for the class out of the reserve. The reserve has few runs and there are many classes,
    /// so it is shared out by powers of two.
    /// </summary>
    private static AllocationCursor* UseReserve(int sizeClass)
    {
        int shared = SizeClasses.PowerClassOf(sizeClass);
        AllocationCursor* cursor = FindLarger(sizeClass, shared);
        if (cursor != null)
            return cursor;
        cursor = AllocationContext.Cursor(s_context, shared);
        return UseRun(cursor, RunPool.TakeReserve(shared)) ? cursor : FindLarger(shared, SizeClasses.Count - 1);
    }

    /// <summary>A cursor of a larger class, up to <paramref name="last"/>, with a free slot; null if none has.</summary>
    private static AllocationCursor* FindLarger(int sizeClass, int last)
    {
        for (int larger = sizeClass + 1; larger <= last; larger++)
        {
            AllocationCursor* cursor = AllocationContext.Cursor(s_context, larger);
            if (cursor->Next < cursor->Limit || Extend(cursor) || UseFreeSlots(cursor, larger))
                return cursor;
        }

        return null;
    }

    /// <summary>Less than this left after a collection counts as no memory, lest every few objects cost another.</summary>
    private static nuint LeastFreeBytes
    {
        get
        {
            nuint share = HeapPages.Held * RawPages.PageSize / 64;
            return share < 64 << 10 ? 64 << 10 : share > 1 << 20 ? 1 << 20 : share;
        }
    }
}
