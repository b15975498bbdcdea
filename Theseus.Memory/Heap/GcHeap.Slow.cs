using System.Runtime.CompilerServices;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

// The slow half of allocation: the next extent, the next run, a collection, and what happens when memory is out.
public static unsafe partial class GcHeap
{
    private static bool s_emergency;
    private static ulong s_failedAllocations;

    /// <summary>Allocations that failed since the heap began.</summary>
    public static ulong FailedAllocations => s_failedAllocations;

    /// <summary>True from a failed small allocation on until a collection has found room again.</summary>
    public static bool InEmergency => s_emergency;

    /// <summary>Ends the emergency if a collection left enough room and the reserve could be refilled.</summary>
    internal static void LeaveEmergency(nuint freeBytes)
    {
        if (s_emergency && freeBytes >= 2 * LeastFreeBytes && RunPool.RefillReserve())
            s_emergency = false;
    }

    /// <summary>Takes the cursors' unused slots back, so that live bits are exact; a collection starts so.</summary>
    internal static void RetireCursors()
    {
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
        {
            AllocationCursor* cursor = AllocationContext.Cursor(s_context, sizeClass);
            if (cursor->Next < cursor->Limit)
            {
                uint first = Run.IndexOf(cursor->Run, (nuint)(cursor->Next - cursor->Run->Objects));
                uint end = first + (uint)((nuint)(cursor->Limit - cursor->Next) / cursor->SlotBytes);
                Bitmap.Clear(cursor->Run->Live, first, end);
                CollectionTrigger.Return((nuint)(cursor->Limit - cursor->Next));
            }

            cursor->Next = cursor->Limit = null;
            cursor->Run = null;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* AllocateSlowly(MethodTable* type, nuint bytes)
    {
        void* instance = AllocateSlot(bytes);
        if (instance == null)
            return null;
        *(MethodTable**)instance = type;
        Collector.RunFollowUp();
        return instance;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* AllocateArraySlowly(MethodTable* type, uint length, nuint bytes)
    {
        void* instance = AllocateSlot(bytes);
        if (instance == null)
            return null;
        *(MethodTable**)instance = type;
        *(uint*)((byte*)instance + ObjectLayout.LengthOffset) = length;
        Collector.RunFollowUp();
        return instance;
    }

    /// <summary>A zeroed object without a type yet, which a collection keeps only if something points at it.</summary>
    private static void* AllocateSlot(nuint bytes)
    {
        bytes = ObjectLayout.Align(bytes);
        void* instance = bytes > SizeClasses.MaxSmallBytes
            ? LargeObjects.Allocate(bytes)
            : AllocateSmall(SizeClasses.ClassOf((uint)bytes));
        if (instance == null)
            s_failedAllocations++;
        return instance;
    }

    private static void* AllocateSmall(int sizeClass)
    {
        AllocationCursor* cursor = AllocationContext.Cursor(s_context, sizeClass);
        if (cursor->Next == cursor->Limit && !Extend(cursor))
        {
            cursor = Refill(cursor, sizeClass);
            if (cursor == null)
                return null;
        }

        byte* slot = cursor->Next;
        cursor->Next = slot + cursor->SlotBytes;
        return slot + ObjectLayout.HeaderBytes;
    }

    /// <summary>Grants the next free slots of the cursor's run. False if the run is used up.</summary>
    private static bool Extend(AllocationCursor* cursor)
    {
        Run* run = cursor->Run;
        if (run == null)
            return false;

        uint from = cursor->Limit == null
            ? 0
            : (uint)((nuint)(cursor->Limit - run->Objects) / cursor->SlotBytes);
        uint first = Bitmap.NextClear(run->Live, from, run->SlotCount);
        if (first >= run->SlotCount)
            return false;
        uint end = Bitmap.NextSet(run->Live, first, run->SlotCount);
        Bitmap.Set(run->Live, first, end);

        cursor->Next = run->Objects + first * cursor->SlotBytes;
        cursor->Limit = run->Objects + end * cursor->SlotBytes;
        uint usedEnd = end < run->FreshFrom ? end : run->FreshFrom;
        if (first < usedEnd)
            HeapMemory.Clear(cursor->Next, (usedEnd - first) * cursor->SlotBytes);
        if (end > run->FreshFrom)
            run->FreshFrom = end;
        CollectionTrigger.Grant((nuint)(cursor->Limit - cursor->Next));
        return true;
    }

    /// <summary>Gives the cursor an extent in another run, after a collection if one is due.</summary>
    /// <returns>The cursor, or in an emergency one of a larger class; null if memory is out.</returns>
    private static AllocationCursor* Refill(AllocationCursor* cursor, int sizeClass)
    {
        if (CollectionTrigger.IsDue(0))
            Collector.Collect(CollectionReason.Volume);
        if (UseFreeSlots(cursor, sizeClass) || UseRun(cursor, RunPool.Take(sizeClass)))
            return cursor;

        // Spare runs of another length may be what is missing.
        if (RunPool.Trim(0) != 0 && UseRun(cursor, RunPool.Take(sizeClass)))
            return cursor;
        return RefillExhausted(cursor, sizeClass);
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
            nuint share = HeapPages.Held * PageRuns.PageSize / 64;
            return share < 64 << 10 ? 64 << 10 : share > 1 << 20 ? 1 << 20 : share;
        }
    }

    private static bool UseFreeSlots(AllocationCursor* cursor, int sizeClass)
    {
        Run* run = RunList.TakeFree(sizeClass);
        if (run == null)
            return false;
        cursor->Run = run;
        cursor->Next = cursor->Limit = null;
        return Extend(cursor);
    }

    private static bool UseRun(AllocationCursor* cursor, Run* run)
    {
        if (run == null)
            return false;
        RunList.Add(run);
        cursor->Run = run;
        cursor->Next = cursor->Limit = null;
        return Extend(cursor);
    }
}
