using System.Runtime.InteropServices;

namespace Theseus.Runtime.Contract;

/// <summary>
/// The head of a type's descriptor as ILC 10.0 emits it (CoreLib's <c>Internal.Runtime.MethodTable</c>). The GC
/// descriptor precedes it, the vtable follows it. Never constructed: only pointed at.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct MethodTable
{
    private const uint HasComponentSizeFlag = 0x8000_0000;
    private const uint HasPointersFlag = 0x0100_0000;
    private const uint KindMask = 0x0003_0000;
    private const uint FunctionPointerKind = 0x0001_0000;
    private const uint HasFinalizerFlag = 0x0010_0000;
    private const uint IsWeakReferenceFlag = 0x0040_0000;

    private readonly uint _flags;
    private readonly uint _baseSize;
    // SAFETY: null or where ILC or the type loader has put another.
    private readonly unsafe MethodTable* _relatedType;
    private readonly ushort _vtableSlots;
    private readonly ushort _interfaces;
    private readonly uint _hashCode;

    /// <summary>Size in bytes of an instance without array elements, object header (8 bytes) included.</summary>
    public uint BaseSize => _baseSize;

    /// <summary>True for arrays and strings: a 32-bit element count follows the MethodTable pointer.</summary>
    public bool HasComponentSize => (_flags & HasComponentSizeFlag) != 0;

    /// <summary>Bytes of one element; 0 where <see cref="HasComponentSize"/> is false.</summary>
    public ushort ComponentSize => HasComponentSize ? (ushort)_flags : (ushort)0;

    /// <summary>True if instances hold references, so that a GC descriptor precedes the MethodTable.</summary>
    public bool HasPointers => (_flags & HasPointersFlag) != 0;

    /// <summary>True for a type of function pointers.</summary>
    public bool IsFunctionPointer => (_flags & KindMask) == FunctionPointerKind;

    /// <summary>True if the type has a finalizer.</summary>
    public bool HasFinalizer => (_flags & HasFinalizerFlag) != 0;

    /// <summary>
    /// True for a <c>WeakReference&lt;T&gt;</c> alone: a finalizer that does nothing, for ILC leaves it to the
    /// collector to free the handle (CoreLib's flag is called HasEagerFinalizer).
    /// </summary>
    public bool IsWeakReference => (_flags & IsWeakReferenceFlag) != 0;

    /// <summary>The base type, or for arrays, pointers and byrefs the element type.</summary>
    // SAFETY: the pointer is not followed here.
    public unsafe MethodTable* RelatedType => _relatedType;

    /// <summary>32-bit hash that ILC computed from the type's name.</summary>
    public uint HashCode => _hashCode;
}
