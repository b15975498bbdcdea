using System.Runtime.CompilerServices;
using Theseus.Memory.Testing;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

// The slow half of allocation: the next extent, the next run, a collection.
internal static unsafe partial class GcHeap
{
    private static ulong s_failedAllocations;

    /// <summary>Allocations that failed since the heap began.</summary>
    public static ulong FailedAllocations => s_failedAllocations;

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
    private static void* AllocateArraySlowly(MethodTable* type, nuint length)
    {
        if (length > ObjectLayout.MaxArrayLength)
            return null;

        // A component has at most 65,535 bytes and the length is below 2^31: no overflow in 64 bits.
        void* instance = AllocateSlot(ObjectLayout.ArrayBytes(type, length));
        if (instance == null)
            return null;
        *(MethodTable**)instance = type;
        *(uint*)((byte*)instance + ObjectLayout.LengthOffset) = (uint)length;
        Collector.RunFollowUp();
        return instance;
    }

    /// <summary>A zeroed object without a type yet, which a collection keeps only if something points at it.</summary>
    private static void* AllocateSlot(nuint bytes)
    {
        CollectorHost.EnsureStack();
        return CollectorHost.CallFromRoots(&AllocateBytes, (void*)bytes);
    }

    private static void* AllocateBytes(void* argument)
    {
        nuint bytes = ObjectLayout.Align((nuint)argument);
        void* instance = AllocationFailures.IsArmed && AllocationFailures.Next() ? null
            : bytes > SizeClasses.MaxSmallBytes ? LargeObjects.Allocate(bytes)
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
        uint first = Holes.NextFree(run, from);
        if (first >= run->SlotCount)
            return false;
        uint end = AllocationFailures.IsArmed ? first + 1 : Holes.EndOfFree(run, first);
        Bitmap.Set(run->Live, first, end);
        run->Idle = 0;

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

    private static bool UseFreeSlots(AllocationCursor* cursor, int sizeClass)
    {
        Run* run;
        while ((run = RunList.TakeFree(sizeClass)) != null)
        {
            cursor->Run = run;
            cursor->Next = cursor->Limit = null;
            if (Extend(cursor))
                return true; // else the run's free slots are closed
        }

        return false;
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
