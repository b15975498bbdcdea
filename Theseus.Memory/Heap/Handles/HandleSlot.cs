using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// A handle: its address is what programs hold, and CoreLib reads the first word as the object itself. The second
/// word has the kind in its low three bits; above them a dependent handle's secondary object, or a free slot's link.
/// </summary>
// SAFETY: objects and slots are at least 8-byte aligned, so the low three bits of the second word are the kind's.
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HandleSlot
{
    private const nuint KindMask = 7;

    /// <summary>The object, or a dependent handle's primary one; null in a free slot.</summary>
    public void* Object;

    private nuint _state;

    /// <summary>What kind of handle it is.</summary>
    public readonly HandleKind Kind => (HandleKind)(_state & KindMask);

    /// <summary>The secondary object, or the next free slot.</summary>
    public readonly void* Link => (void*)(_state & ~KindMask);

    /// <summary>Sets kind and link together.</summary>
    public void SetState(HandleKind kind, void* link) => _state = (nuint)link | (nuint)kind;
}
