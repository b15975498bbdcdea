using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// A handle: its address is what programs hold, and CoreLib reads the first word as the object itself. The second
/// word has the kind in its low three bits; above them a dependent handle's secondary object, or a free slot's link.
/// </summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal struct HandleSlot
{
    private const nuint KindMask = 7;

    /// <summary>The object, or a dependent handle's primary one; null in a free slot.</summary>
    // SAFETY: null or an object, which a collection marks or clears here; not followed but by the collector.
    public unsafe void* Object;

    private nuint _state;

    /// <summary>What kind of handle it is.</summary>
    public readonly HandleKind Kind => (HandleKind)(_state & KindMask);

    /// <summary>The secondary object, or the next free slot.</summary>
    // SAFETY: what SetState was given: objects and slots are aligned to 8 bytes, so the low three bits were free for
    // the kind.
    public readonly unsafe void* Link => (void*)(_state & ~KindMask);

    /// <summary>Sets kind and link together.</summary>
    // SAFETY: stores an address as a number.
    public unsafe void SetState(HandleKind kind, void* link) => _state = (nuint)link | (nuint)kind;

    /// <summary>True of a handle in use.</summary>
    public readonly bool IsInUse => Kind is not (HandleKind.Free or HandleKind.Retired);

    /// <summary>True of a strong or a pinned handle.</summary>
    public readonly bool IsStrong => Kind is HandleKind.Strong or HandleKind.Pinned;

    /// <summary>True if the object is outside the heap or marked; false if there is none.</summary>
    // SAFETY: see Object.
    public readonly unsafe bool IsObjectMarked => Marker.IsMarked(Object);

    /// <summary>True if a dependent handle has a secondary object; of a retired slot, if a copy was seen.</summary>
    public readonly bool HasSecondary => (_state & ~KindMask) != 0;

    /// <summary>The same of a dependent handle's secondary object.</summary>
    // SAFETY: a dependent handle's link is null or an object.
    public readonly unsafe bool IsSecondaryMarked => Marker.IsMarked(Link);

    /// <summary>Marks the object, if there is one.</summary>
    // SAFETY: see Object; null is in no run.
    public readonly unsafe void MarkObject() => Marker.MarkObject(Object);

    /// <summary>Marks a dependent handle's secondary object, if there is one.</summary>
    // SAFETY: as IsSecondaryMarked.
    public readonly unsafe void MarkSecondary() => Marker.MarkObject(Link);

    /// <summary>Forgets the objects; a dependent handle stays one.</summary>
    // SAFETY: forgets addresses.
    public unsafe void Clear()
    {
        Object = null;
        SetState(Kind, null);
    }
}
