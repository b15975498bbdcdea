using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// The table of handles: pages of slots, free slots in a list. Freeing or reading through a value that is no handle
/// in use does nothing.
/// </summary>
// SAFETY: a value is believed to be a handle only after the page map says that it lies in a handle page, on a slot
// boundary, and the slot says that it is in use.
[Resident]
internal static unsafe partial class Handles
{
    private static HandleSegment* s_segments;
    private static HandleSlot* s_free;
    private static ulong s_inUse;
    private static ulong s_dependents;

    /// <summary>Handles in use.</summary>
    public static ulong InUse => s_inUse;

    /// <summary>Starts with an empty table.</summary>
    public static bool Initialize()
    {
        s_segments = null;
        s_free = null;
        s_inUse = 0;
        s_dependents = 0;
        return AddSegment();
    }

    /// <summary>A new handle to <paramref name="instance"/>, which may be null.</summary>
    /// <returns>The handle; null if memory is out or <paramref name="kind"/> is none of the kinds.</returns>
    public static void* Allocate(void* instance, HandleKind kind)
    {
        bool known = (uint)kind <= (uint)HandleKind.Pinned || kind == HandleKind.Dependent;
        if (!known || (s_free == null && !AddSegmentOrCollect()))
            return null;

        HandleSlot* slot = s_free;
        s_free = (HandleSlot*)slot->Link;
        slot->Object = instance;
        slot->SetState(kind, null);
        s_inUse++;
        if (kind == HandleKind.Dependent)
            s_dependents++;
        return slot;
    }

    /// <summary>A new dependent handle, or null if memory is out.</summary>
    public static void* AllocateDependent(void* primary, void* secondary)
    {
        HandleSlot* slot = (HandleSlot*)Allocate(primary, HandleKind.Dependent);
        if (slot != null)
            slot->SetState(HandleKind.Dependent, secondary);
        return slot;
    }

    /// <summary>Frees a handle.</summary>
    /// <returns>False, with nothing changed, if <paramref name="handle"/> is no handle in use.</returns>
    public static bool Free(void* handle)
    {
        HandleSlot* slot = Check(handle);
        if (slot == null)
            return false;
        if (slot->Kind == HandleKind.Dependent)
            s_dependents--;
        s_inUse--;
        Release(slot);
        return true;
    }

    /// <summary>The object of a handle; null too if <paramref name="handle"/> is no handle in use.</summary>
    public static void* Get(void* handle)
    {
        HandleSlot* slot = Check(handle);
        return slot == null ? null : slot->Object;
    }

    /// <summary>Makes a handle refer to another object.</summary>
    public static void Set(void* handle, void* instance)
    {
        HandleSlot* slot = Check(handle);
        if (slot != null)
            slot->Object = instance;
    }

    /// <summary>A dependent handle's objects: the primary one, and in <paramref name="secondary"/> the other.</summary>
    public static void* GetDependent(void* handle, out void* secondary)
    {
        secondary = null;
        HandleSlot* slot = Check(handle);
        if (slot == null || slot->Kind != HandleKind.Dependent || slot->Object == null)
            return null;
        secondary = slot->Link;
        return slot->Object;
    }

    /// <summary>Makes a dependent handle keep another secondary object alive.</summary>
    public static void SetDependentSecondary(void* handle, void* secondary)
    {
        HandleSlot* slot = Check(handle);
        if (slot != null && slot->Kind == HandleKind.Dependent)
            slot->SetState(HandleKind.Dependent, secondary);
    }

    private static HandleSlot* Check(void* handle)
    {
        Run* run = PageMap.Find((nuint)handle);
        if (run == null || run->Kind != RunKind.Handles || !HandleSegment.IsSlot((nuint)handle - (nuint)run))
            return null;
        HandleSlot* slot = (HandleSlot*)handle;
        return slot->Kind == HandleKind.Free ? null : slot;
    }

    private static void Release(HandleSlot* slot)
    {
        slot->Object = null;
        slot->SetState(HandleKind.Free, s_free);
        s_free = slot;
    }

    private static bool AddSegmentOrCollect()
    {
        if (AddSegment())
            return true;
        Collector.Request(CollectionReason.Exhausted);
        RunPool.Trim(0);
        return AddSegment();
    }

    private static bool AddSegment()
    {
        HandleSegment* segment = (HandleSegment*)HeapPages.Take(1);
        if (segment == null)
            return false;
        if (!PageMap.Enter(&segment->Run, 1))
        {
            HeapPages.Give(segment, 1);
            return false;
        }

        segment->Run.Kind = RunKind.Handles;
        segment->Run.Pages = 1;
        segment->Next = s_segments;
        s_segments = segment;
        for (uint index = HandleSegment.SlotsPerSegment; index-- > 0;)
            Release(HandleSegment.SlotAt(segment, index));
        return true;
    }
}
