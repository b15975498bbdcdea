using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>
/// The garbage-collected heap: non-moving, mark and sweep, slots of one size together in runs of pages.
/// <para>The problem: allocation must cost a few instructions, a collector that scans stacks conservatively must tell
/// in constant time whether any word is an object's address, and a long life must not break memory into pieces.</para>
/// <para>The idea: a run keeps its slots' states in two bitmaps apart from the objects. Sweeping is copying the mark
/// bitmap over the live bitmap, word by word, and touches no object. Free slots are granted to an allocator as
/// extents, zeroed in one go, and the allocator only advances a pointer. Runs without a live slot leave their size
/// class and, beyond what the next period will need, the heap.</para>
/// <para>One mutator at a time may be inside the allocator; a collection runs inside it or with it stopped.</para>
/// <para>Nothing here allocates, casts, throws or runs a class constructor.</para>
/// </summary>
[Resident]
[OfInstance]
internal static partial class GcHeap
{
    // SAFETY: null before Initialize, which nothing allocates before; then a page that is never given back.
    private static unsafe AllocationContext* s_context;

    // SAFETY: see s_context.
    private static unsafe ref AllocationContext Context => ref *s_context;

    /// <summary>Starts an empty heap bounded only by its window.</summary>
    public static bool Initialize() => Initialize(RawPages.WindowEnd - RawPages.WindowStart);

    /// <summary>Starts an empty heap. Forgets any heap before it, and does not give that one's pages back.</summary>
    /// <param name="memoryBytes">What the machine could give the heap at most; sets the pace of collections.</param>
    /// <returns>False where there is not enough memory for the heap's own tables.</returns>
    public static bool Initialize(nuint memoryBytes)
    {
        HeapPages.Reset();
        s_emergency = false;
        s_failedAllocations = 0;
        CollectionTrigger.Initialize(memoryBytes);
        RunList.Initialize();
        if (!PageMap.Initialize() || !RunPool.Initialize())
        {
            return false;
        }

        if (!MarkStack.Initialize() || !Handles.Initialize() || !Finalization.Initialize())
        {
            return false;
        }

        nuint context = HeapPages.Take(1);
        if (context == 0)
        {
            return false;
        }

        // SAFETY: a context fits into a page, and the page is the heap's alone, zeroed.
        unsafe { s_context = (AllocationContext*)context; }

        Context.Initialize();
        Marker.Initialize();
        Collector.Initialize();
        return true;
    }

    /// <summary>Allocates an object that is not an array.</summary>
    /// <param name="type">Its type, stored in it.</param>
    /// <param name="bytes">Its size, header included.</param>
    /// <returns>The object, all other bytes zero; null if memory is out even after a collection.</returns>
    // SAFETY: the caller's type is one that compiled code or CoreLib passed; the object is new, and its owner's.
    public static unsafe void* Allocate(MethodTable* type, nuint bytes)
    {
        void* instance = TryAllocateQuickly(type, bytes);
        return instance != null ? instance : AllocateSlowly(type, bytes);
    }

    /// <summary>Allocates an array or string with its length set.</summary>
    /// <param name="type">Its type, with a component size.</param>
    /// <param name="length">Elements; the caller has checked it against the limit of the kind of object.</param>
    /// <returns>As <see cref="Allocate"/>; null also if the length is above MaxArrayLength.</returns>
    // SAFETY: as Allocate.
    public static unsafe void* AllocateArray(MethodTable* type, nuint length)
    {
        void* instance = TryAllocateArrayQuickly(type, length);
        return instance != null ? instance : AllocateArraySlowly(type, length);
    }

    /// <summary>The whole of allocation as long as the size's extent lasts; null if it does not.</summary>
    // SAFETY: the slot ends at or before the cursor's limit, so it is granted to this cursor, zeroed, and whole; sizes
    // of more are refused first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void* TryAllocateQuickly(MethodTable* type, nuint bytes)
    {
        if (bytes > SizeClasses.MaxQuickBytes)
        {
            return null;
        }

        AllocationCursor* cursor = AllocationContext.Quick(s_context, (uint)bytes + 7);
        nuint slot = cursor->Next;
        nuint next = slot + cursor->SlotBytes;
        if (next > cursor->Limit)
        {
            return null;
        }

        cursor->Next = next;
        *(MethodTable**)(slot + ObjectLayout.HeaderBytes) = type;
        return (void*)(slot + ObjectLayout.HeaderBytes);
    }

    /// <summary>
    /// The same for an object that is no array, whose size its type gives in whole words. Written out: ILC leaves jumps
    /// between two levels of inlined returns, and this is the commonest call of all.
    /// </summary>
    // SAFETY: as TryAllocateQuickly.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void* TryAllocateFixed(MethodTable* type)
    {
        uint bytes = type->BaseSize;
        if (bytes > SizeClasses.MaxQuickBytes)
        {
            return null;
        }

        AllocationCursor* cursor = AllocationContext.QuickWhole(s_context, bytes);
        nuint slot = cursor->Next;
        nuint next = slot + cursor->SlotBytes;
        if (next > cursor->Limit)
        {
            return null;
        }

        cursor->Next = next;
        *(MethodTable**)(slot + ObjectLayout.HeaderBytes) = type;
        return (void*)(slot + ObjectLayout.HeaderBytes);
    }

    /// <summary>The same for arrays and strings.</summary>
    // SAFETY: the slot holds an array of that length, and so the length behind its type.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void* TryAllocateArrayQuickly(MethodTable* type, nuint length)
    {
        // Bounds the length first, so that nothing overflows below.
        if (length > SizeClasses.MaxQuickBytes)
        {
            return null;
        }

        void* instance = TryAllocateQuickly(type, ObjectLayout.ArrayBytes(type, length));
        if (instance != null)
        {
            *(uint*)((byte*)instance + ObjectLayout.LengthOffset) = (uint)length;
        }

        return instance;
    }

    /// <summary>Allocates an object whose finalizer will run once it is unreachable.</summary>
    // SAFETY: as AllocateSlowly.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static unsafe void* AllocateFinalizable(MethodTable* type, nuint bytes)
    {
        void* instance = AllocateSlot(bytes);
        if (instance == null)
        {
            return null;
        }

        *(MethodTable**)instance = type;
        if (!Finalization.Register(instance))
        {
            s_failedAllocations++;
            return null;
        }

        Collector.RunFollowUp();
        return instance;
    }

    /// <summary>Bytes allocated since the heap began, exactly: what was granted less what is not used yet.</summary>
    public static ulong AllocatedBytes => CollectionTrigger.GrantedTotal - UnusedBytes();

    /// <summary>Bytes allocated since the last collection.</summary>
    public static ulong AllocatedSinceCollection => CollectionTrigger.GrantedSinceCollection - UnusedBytes();

    private static ulong UnusedBytes()
    {
        ulong unused = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
        {
            unused += Context.Cursor(sizeClass).Unused;
        }

        return unused;
    }
}
