using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// The table of handles: pages of slots, free slots in a list. Freeing or reading through a value that is no handle
/// in use does nothing.
/// <para>The problem: CoreLib reads the slot itself, through whatever value it holds, and a
/// <c>WeakReference&lt;T&gt;</c> believes what it reads to be a T. A program may keep a copy of a <c>GCHandle</c> that
/// it has freed; were its slot given to somebody else, it could be freed and set through the copy. The value has no
/// room for a generation.</para>
/// <para>So a slot that was freed by its value is <see cref="HandleKind.Retired"/>: null, and nobody's, until a search
/// has found no copy of it (<see cref="LeastRetired"/>), or the program's instance ends. Used again at once are the
/// slots of which programs cannot have had a copy: dependent handles, those that a dead <c>WeakReference&lt;T&gt;</c>
/// held, and what is freed while no program runs.</para>
/// </summary>
[Resident]
[OfInstance]
internal static partial class Handles
{
    // SAFETY: null or the newest segment; none is ever given back.
    private static unsafe HandleSegment* s_segments;

    // SAFETY: null or a free slot of a segment, whose link is the next one.
    private static unsafe HandleSlot* s_free;

    private static ulong s_inUse;
    private static ulong s_dependents;
    private static bool s_retires;

    /// <summary>The handles of the segments that have one in use.</summary>
    // SAFETY: the head of the list, for its enumerator.
    private static unsafe HandleSegments Segments => new(s_segments, inUseOnly: true);

    /// <summary>The handles of all segments.</summary>
    // SAFETY: as above.
    private static unsafe HandleSegments AllSegments => new(s_segments, inUseOnly: false);

    /// <summary>Handles in use.</summary>
    public static ulong InUse => s_inUse;

    /// <summary>From now on slots that are freed are nobody's: a program runs.</summary>
    public static void BeginProgram() => s_retires = true;

    /// <summary>
    /// Frees the strong and pinned handles that were made since the program began, for one that ends for want of
    /// memory.
    /// </summary>
    // SAFETY: a slot's address is looked up, and the parent's copy of it is as long.
    public static unsafe void FreeStrongOfProgram()
    {
        foreach (Span<HandleSlot> slots in Segments)
        {
            for (int index = 0; index < slots.Length; index++)
            {
                nuint address = (nuint)Unsafe.AsPointer(ref slots[index]);
                if (slots[index].IsStrong && !(InheritedWords.TryFind(address, out nuint inherited)
                    && ((HandleSlot*)inherited)->IsInUse))
                {
                    Free(ref slots[index]);
                }
            }
        }
    }

    /// <summary>Starts with an empty table.</summary>
    // SAFETY: forgets addresses.
    public static unsafe bool Initialize()
    {
        s_segments = null;
        s_free = null;
        s_inUse = 0;
        s_dependents = 0;
        s_retires = false;
        s_retired = 0;
        s_searchAt = LeastRetired;
        return AddSegment();
    }

    /// <summary>A new handle to <paramref name="instance"/>, which may be null.</summary>
    /// <returns>The handle; null if memory is out or <paramref name="kind"/> is none of the kinds.</returns>
    // SAFETY: the free list was just seen not to be empty; the object is the caller's.
    public static unsafe void* Allocate(void* instance, HandleKind kind)
    {
        bool known = (uint)kind <= (uint)HandleKind.Pinned || kind == HandleKind.Dependent;
        if (!known || (s_free == null && !TryReuseRetired() && !AddSegmentOrCollect()))
        {
            return null;
        }

        HandleSlot* slot = s_free;
        s_free = (HandleSlot*)slot->Link;
        slot->Object = instance;
        slot->SetState(kind, null);
        HandleSegment.Of(slot).InUse++;
        s_inUse++;
        if (kind == HandleKind.Dependent)
        {
            s_dependents++;
        }

        return slot;
    }

    /// <summary>A new dependent handle, or null if memory is out.</summary>
    // SAFETY: what Allocate returned is null or a slot.
    public static unsafe void* AllocateDependent(void* primary, void* secondary)
    {
        HandleSlot* slot = (HandleSlot*)Allocate(primary, HandleKind.Dependent);
        if (slot != null)
        {
            slot->SetState(HandleKind.Dependent, secondary);
        }

        return slot;
    }

    /// <summary>Frees a handle.</summary>
    /// <returns>False, with nothing changed, if <paramref name="handle"/> is no handle in use.</returns>
    // SAFETY: Check believes nothing.
    public static unsafe bool Free(void* handle)
    {
        HandleSlot* slot = Check(handle);
        if (slot == null)
        {
            return false;
        }

        Free(ref *slot);
        return true;
    }

    /// <summary>
    /// Frees the handle that a <c>WeakReference&lt;T&gt;</c> held which nothing reaches, and takes it from the object:
    /// a finalizer may bring that back.
    /// </summary>
    // SAFETY: the collector has found an object of that type, whose one field is the handle; bit 0 says which kind of
    // weak handle it is, and bit 1, which Check refuses, that it leads to something else (COM).
    internal static unsafe void FreeHeldBy(void* weakReference)
    {
        ref nuint field = ref ((nuint*)weakReference)[1];
        void* handle = (void*)(field & ~(nuint)1);
        field &= 1;
        FreeOnlyOne(handle);
    }

    /// <summary>Frees a handle whose value nobody else has: its slot can be another's at once.</summary>
    // SAFETY: Check believes nothing.
    internal static unsafe void FreeOnlyOne(void* handle)
    {
        HandleSlot* slot = Check(handle);
        if (slot != null)
        {
            s_inUse--;
            HandleSegment.Of(slot).InUse--;
            Release(ref *slot);
        }
    }

    /// <summary>The object of a handle; null too if <paramref name="handle"/> is no handle in use.</summary>
    // SAFETY: as Free.
    public static unsafe void* Get(void* handle)
    {
        HandleSlot* slot = Check(handle);
        return slot == null ? null : slot->Object;
    }

    /// <summary>Makes a handle refer to another object.</summary>
    // SAFETY: as Free.
    public static unsafe void Set(void* handle, void* instance)
    {
        HandleSlot* slot = Check(handle);
        if (slot != null)
        {
            slot->Object = instance;
        }
    }

    /// <summary>A dependent handle's objects: the primary one, and in <paramref name="secondary"/> the other.</summary>
    // SAFETY: as Free.
    public static unsafe void* GetDependent(void* handle, out void* secondary)
    {
        secondary = null;
        HandleSlot* slot = Check(handle);
        if (slot == null || slot->Kind != HandleKind.Dependent || slot->Object == null)
        {
            return null;
        }

        secondary = slot->Link;
        return slot->Object;
    }

    /// <summary>Makes a dependent handle keep another secondary object alive.</summary>
    // SAFETY: as Free.
    public static unsafe void SetDependentSecondary(void* handle, void* secondary)
    {
        HandleSlot* slot = Check(handle);
        if (slot != null && slot->Kind == HandleKind.Dependent)
        {
            slot->SetState(HandleKind.Dependent, secondary);
        }
    }

    // SAFETY: any value at all: it is read only after the page map has said that it lies in a handle page, at the start
    // of a slot.
    private static unsafe HandleSlot* Check(void* handle)
    {
        Run* run = PageMap.Find((nuint)handle);
        if (run == null || run->Kind != RunKind.Handles || !HandleSegment.IsSlot((nuint)handle - (nuint)run))
        {
            return null;
        }

        HandleSlot* slot = (HandleSlot*)handle;
        return slot->IsInUse ? slot : null;
    }

    // SAFETY: slots lie in segments, which do not move.
    private static unsafe void Free(ref HandleSlot slot)
    {
        if (slot.Kind == HandleKind.Dependent)
        {
            s_dependents--;
        }

        bool mayBeCopied = slot.Kind != HandleKind.Dependent && s_retires;
        HandleSegment.Of((HandleSlot*)Unsafe.AsPointer(ref slot)).InUse--;
        s_inUse--;
        if (mayBeCopied)
        {
            Retire(ref slot);
            s_retired++;
            return;
        }

        Release(ref slot);
    }

    // SAFETY: forgets an address.
    private static unsafe void Retire(ref HandleSlot slot)
    {
        slot.Object = null;
        slot.SetState(HandleKind.Retired, null);
    }

    // SAFETY: slots lie in segments, which do not move; the free list gets one more.
    private static unsafe void Release(ref HandleSlot slot)
    {
        slot.Object = null;
        slot.SetState(HandleKind.Free, s_free);
        s_free = (HandleSlot*)Unsafe.AsPointer(ref slot);
    }

    private static bool AddSegmentOrCollect()
    {
        if (AddSegment())
        {
            return true;
        }

        Collector.Request(CollectionReason.Exhausted);
        RunPool.Trim(0);
        return AddSegment();
    }

    // SAFETY: a page of the heap's, zeroed, which the page map now calls a segment, and which is never given back.
    private static unsafe bool AddSegment()
    {
        HandleSegment* segment = (HandleSegment*)HeapPages.Take(1);
        if (segment == null)
        {
            return false;
        }

        if (!PageMap.Enter((nuint)segment, 1))
        {
            HeapPages.Give((nuint)segment, 1);
            return false;
        }

        segment->Run.Kind = RunKind.Handles;
        segment->Run.Pages = 1;
        segment->Next = s_segments;
        s_segments = segment;
        Span<HandleSlot> slots = segment->Slots;
        for (int index = slots.Length; index-- > 0;)
        {
            Release(ref slots[index]);
        }

        return true;
    }
}
