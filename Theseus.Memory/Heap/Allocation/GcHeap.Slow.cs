using System.Runtime.CompilerServices;
using Theseus.Memory.Testing;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

// The slow half of allocation: the next extent, the next run, a collection.
internal static partial class GcHeap
{
    private const int NoClass = -1;

    private static ulong s_failedAllocations;

    /// <summary>Allocations that failed since the heap began.</summary>
    public static ulong FailedAllocations => s_failedAllocations;

    /// <summary>Takes the cursors' unused slots back, so that live bits are exact; a collection starts so.</summary>
    internal static void RetireCursors()
    {
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
        {
            ref AllocationCursor cursor = ref Context.Cursor(sizeClass);
            if (cursor.Next < cursor.Limit)
            {
                ref Run run = ref cursor.Run;
                uint first = run.IndexOf(cursor.Next - run.Objects);
                Bitmap.Clear(run.Live, first, first + (uint)(cursor.Unused / cursor.SlotBytes));
                CollectionTrigger.Return(cursor.Unused);
            }

            cursor.Leave();
        }
    }

    // SAFETY: the slot is a new object's, zeroed and of at least 24 bytes, which nobody else has seen; its type goes
    // first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void* AllocateSlowly(MethodTable* type, nuint bytes)
    {
        void* instance = AllocateSlot(bytes);
        if (instance == null)
        {
            return null;
        }

        *(MethodTable**)instance = type;
        Collector.RunFollowUp();
        return instance;
    }

    // SAFETY: as above; an array has its length behind its type, and the slot holds both.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void* AllocateArraySlowly(MethodTable* type, nuint length)
    {
        if (length > ObjectLayout.MaxArrayLength)
        {
            return null;
        }

        // A component has at most 65,535 bytes and the length is below 2^31: no overflow in 64 bits.
        void* instance = AllocateSlot(ObjectLayout.ArrayBytes(type, length));
        if (instance == null)
        {
            return null;
        }

        *(MethodTable**)instance = type;
        *(uint*)((byte*)instance + ObjectLayout.LengthOffset) = (uint)length;
        Collector.RunFollowUp();
        return instance;
    }

    /// <summary>A zeroed object without a type yet, which a collection keeps only if something points at it.</summary>
    // SAFETY: AllocateBytes takes a number for its argument, and throws nothing.
    private static unsafe void* AllocateSlot(nuint bytes)
    {
        CollectorHost.EnsureStack();
        return CollectorHost.CallFromRoots(&AllocateBytes, (void*)bytes);
    }

    // SAFETY: the argument is AllocateSlot's number, no address.
    private static unsafe void* AllocateBytes(void* argument) => (void*)AllocateBytes((nuint)argument);

    private static nuint AllocateBytes(nuint wanted)
    {
        nuint bytes = ObjectLayout.Align(wanted);
        nuint instance = AllocationFailures.IsArmed && AllocationFailures.Next() ? 0
            : bytes > SizeClasses.MaxSmallBytes ? LargeObjects.Allocate(bytes)
            : AllocateSmall(SizeClasses.ClassOf((uint)bytes));
        if (instance == 0)
        {
            s_failedAllocations++;
        }

        return instance;
    }

    /// <summary>The address of a new object; 0 if memory is out.</summary>
    private static nuint AllocateSmall(int sizeClass)
    {
        ref AllocationCursor own = ref Context.Cursor(sizeClass);
        if (own.Next == own.Limit && !Extend(ref own))
        {
            sizeClass = Refill(sizeClass);
            if (sizeClass == NoClass)
            {
                return 0;
            }
        }

        ref AllocationCursor cursor = ref Context.Cursor(sizeClass);
        nuint slot = cursor.Next;
        cursor.Next = slot + cursor.SlotBytes;
        return slot + ObjectLayout.HeaderBytes;
    }

    /// <summary>Grants the next free slots of the cursor's run. False if the run is used up.</summary>
    private static bool Extend(ref AllocationCursor cursor)
    {
        if (!cursor.HasRun)
        {
            return false;
        }

        ref Run run = ref cursor.Run;
        uint from = cursor.Limit == 0 ? 0 : (uint)((cursor.Limit - run.Objects) / cursor.SlotBytes);
        uint first = Holes.NextFree(ref run, from);
        if (first >= run.SlotCount)
        {
            return false;
        }

        uint end = AllocationFailures.IsArmed ? first + 1 : Holes.EndOfFree(ref run, first);
        Bitmap.Set(run.Live, first, end);
        run.Idle = 0;

        cursor.Next = run.Objects + first * cursor.SlotBytes;
        cursor.Limit = run.Objects + end * cursor.SlotBytes;
        uint usedEnd = end < run.FreshFrom ? end : run.FreshFrom;
        if (first < usedEnd)
        {
            run.ClearSlots(first, usedEnd);
        }

        if (end > run.FreshFrom)
        {
            run.FreshFrom = end;
        }

        CollectionTrigger.Grant(cursor.Unused);
        return true;
    }

    /// <summary>Gives the class's cursor an extent in another run, after a collection if one is due.</summary>
    /// <returns>The class, or in an emergency a larger one; <see cref="NoClass"/> if memory is out.</returns>
    private static int Refill(int sizeClass)
    {
        ref AllocationCursor cursor = ref Context.Cursor(sizeClass);
        if (CollectionTrigger.IsDue(0))
        {
            Collector.Collect(CollectionReason.Volume);
        }

        if (UseFreeSlots(ref cursor, sizeClass) || UseRun(ref cursor, sizeClass))
        {
            return sizeClass;
        }

        // Spare runs of another length may be what is missing.
        if (RunPool.Trim(0) != 0 && UseRun(ref cursor, sizeClass))
        {
            return sizeClass;
        }

        return RefillExhausted(sizeClass);
    }

    // SAFETY: a run that is taken out of its list has free slots and is this cursor's from then on.
    private static unsafe bool UseFreeSlots(ref AllocationCursor cursor, int sizeClass)
    {
        while (cursor.Use(RunList.TakeFree(sizeClass)))
        {
            if (Extend(ref cursor))
            {
                return true; // else the run's free slots are closed
            }
        }

        return false;
    }

    // SAFETY: the pool gives a run that is laid out for the class, and is nobody's, or null.
    private static unsafe bool UseRun(ref AllocationCursor cursor, int sizeClass) =>
        cursor.Use(RunPool.Take(sizeClass)) && Begin(ref cursor);

    // SAFETY: as UseRun.
    private static unsafe bool UseReserveRun(ref AllocationCursor cursor, int sizeClass) =>
        cursor.Use(RunPool.TakeReserve(sizeClass)) && Begin(ref cursor);

    private static bool Begin(ref AllocationCursor cursor)
    {
        RunList.Add(ref cursor.Run);
        return Extend(ref cursor);
    }
}
