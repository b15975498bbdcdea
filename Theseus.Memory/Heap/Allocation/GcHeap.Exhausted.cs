namespace Theseus.Memory.Heap;

// What allocation of small objects does when memory is out.
internal static partial class GcHeap
{
    private static bool s_emergency;

    /// <summary>True from a failed small allocation on until a collection has found room again.</summary>
    public static bool InEmergency => s_emergency;

    /// <summary>Ends the emergency if a collection left enough room and the reserve could be refilled.</summary>
    internal static void LeaveEmergency(nuint freeBytes)
    {
        if (s_emergency && freeBytes >= 2 * LeastFreeBytes && RunPool.RefillReserve())
        {
            s_emergency = false;
        }
    }

    /// <summary>
    /// Memory is out. Who gets none here throws OutOfMemoryException, and what handles that needs memory too: so
    /// the first failure comes while a little is left, and opens the reserve until memory is plentiful again.
    /// </summary>
    private static int RefillExhausted(int sizeClass)
    {
        ref AllocationCursor cursor = ref Context.Cursor(sizeClass);
        bool wasEmergency = s_emergency;
        if (wasEmergency)
        {
            int substitute = UseReserve(sizeClass);
            if (substitute != NoClass)
            {
                return substitute;
            }
        }

        Collector.Collect(CollectionReason.Exhausted);
        bool enough = wasEmergency || Collector.FreeBytesLeft >= LeastFreeBytes;
        if (enough && (UseFreeSlots(ref cursor, sizeClass) || UseRun(ref cursor, sizeClass)))
        {
            return sizeClass;
        }

        if (enough && RunPool.Trim(0) != 0 && UseRun(ref cursor, sizeClass))
        {
            return sizeClass;
        }

        s_emergency = true;
        return wasEmergency ? FindLarger(sizeClass, SizeClasses.Count - 1) : NoClass;
    }

    /// <summary>
    /// A class whose cursor has a slot for the class out of the reserve. The reserve has few runs and there are many
    /// classes, so it is shared out by powers of two.
    /// </summary>
    private static int UseReserve(int sizeClass)
    {
        int shared = SizeClasses.PowerClassOf(sizeClass);
        int larger = FindLarger(sizeClass, shared);
        if (larger != NoClass)
        {
            return larger;
        }

        return UseReserveRun(ref Context.Cursor(shared), shared) ? shared : FindLarger(shared, SizeClasses.Count - 1);
    }

    /// <summary>
    /// A larger class, up to <paramref name="last"/>, whose cursor has a free slot; <see cref="NoClass"/> if none has.
    /// </summary>
    private static int FindLarger(int sizeClass, int last)
    {
        for (int larger = sizeClass + 1; larger <= last; larger++)
        {
            ref AllocationCursor cursor = ref Context.Cursor(larger);
            if (cursor.Next < cursor.Limit || Extend(ref cursor) || UseFreeSlots(ref cursor, larger))
            {
                return larger;
            }
        }

        return NoClass;
    }

    /// <summary>
    /// Less than this left after a collection counts as no memory, lest every few objects cost another.
    /// </summary>
    private static nuint LeastFreeBytes
    {
        get
        {
            nuint share = HeapPages.Held * RawPages.PageSize / 64;
            return share < 64 << 10 ? 64 << 10 : share > 1 << 20 ? 1 << 20 : share;
        }
    }
}
