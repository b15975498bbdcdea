using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>
/// The symbols by which compiled code and CoreLib allocate. Those that return an object throw on failure.
/// </summary>
[Resident]
internal static class AllocationExports
{
    private const uint FinalizeFlag = 1;

    /// <summary>A new object without finalizer.</summary>
    // SAFETY: compiled code passes a type of its cell; what comes back is a new object of it, or the call throws.
    [RuntimeExport("RhpNewFast")]
    public static unsafe void* NewFast(MethodTable* type)
    {
        void* instance = GcHeap.TryAllocateFixed(type);
        return instance != null ? instance : NewSlowly(type);
    }

    /// <summary>A new object with a finalizer.</summary>
    // SAFETY: as NewFast.
    [RuntimeExport("RhpNewFinalizable")]
    public static unsafe void* NewFinalizable(MethodTable* type)
    {
        void* instance = GcHeap.AllocateFinalizable(type, type->BaseSize);
        return instance != null ? instance : Fail(type);
    }

    /// <summary>A new array; a length that no array can have is an overflow, one too long for memory is not.</summary>
    // SAFETY: as NewFast, with a type of arrays.
    [RuntimeExport("RhpNewArrayFast")]
    public static unsafe void* NewArrayFast(MethodTable* type, nint length)
    {
        void* instance = GcHeap.TryAllocateArrayQuickly(type, (nuint)length);
        return instance != null ? instance : NewArraySlowly(type, length);
    }

    /// <summary>A new array of references.</summary>
    // SAFETY: as NewArrayFast.
    [RuntimeExport("RhpNewPtrArrayFast")]
    public static unsafe void* NewPointerArrayFast(MethodTable* type, nint length)
    {
        void* instance = GcHeap.TryAllocateArrayQuickly(type, (nuint)length);
        return instance != null ? instance : NewArraySlowly(type, length);
    }

    /// <summary>A new string; one too long is out of memory, never an overflow.</summary>
    // SAFETY: as NewFast, with the type of strings.
    [RuntimeExport("RhNewString")]
    public static unsafe void* NewString(MethodTable* type, nint length)
    {
        void* instance = GcHeap.TryAllocateArrayQuickly(type, (nuint)length);
        return instance != null ? instance : NewStringSlowly(type, length);
    }

    /// <summary>A new array or string into <paramref name="result"/>; null there on failure. Nothing here moves, so
    /// a pinned array is an array; and memory comes zeroed, so that zeroing is optional changes nothing.</summary>
    // SAFETY: CoreLib passes a type of arrays and the address of a local of its own, for an object.
    [RuntimeExport("RhAllocateNewArray")]
    public static unsafe void AllocateNewArray(MethodTable* type, uint length, uint flags, void** result) =>
        *result = GcHeap.AllocateArray(type, length);

    /// <summary>A new object into <paramref name="result"/>; null there on failure.</summary>
    // SAFETY: as AllocateNewArray, with a type that has no elements.
    [RuntimeExport("RhAllocateNewObject")]
    public static unsafe void AllocateNewObject(MethodTable* type, uint flags, void** result) =>
        *result = (flags & FinalizeFlag) != 0 || type->HasFinalizer
            ? GcHeap.AllocateFinalizable(type, type->BaseSize)
            : GcHeap.Allocate(type, type->BaseSize);

    /// <summary>Bytes of a type's GC descriptor, for whoever makes types at run time.</summary>
    // SAFETY: CoreLib passes a type.
    [RuntimeExport("RhGetGCDescSize")]
    public static unsafe int GetGcDescriptorSize(MethodTable* type) => GcDescriptor.SizeOf(type);

    /// <summary>Copies memory that may hold references. No barrier is needed: there are no generations.</summary>
    // SAFETY: CoreLib has checked both ranges; memmove takes ranges that overlap.
    [RuntimeExport("RhBulkMoveWithWriteBarrier")]
    public static unsafe void BulkMove(void* target, void* source, nuint bytes) => Imports.Move(target, source, bytes);

    /// <summary>Zeroes memory that may hold references.</summary>
    // SAFETY: CoreLib's range is in an object of its own.
    [RuntimeExport("RhpGcSafeZeroMemory")]
    public static unsafe void* ZeroMemory(void* target, nuint bytes) => Imports.Fill(target, 0, bytes);

    // SAFETY: as NewFast.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void* NewSlowly(MethodTable* type)
    {
        void* instance = GcHeap.Allocate(type, type->BaseSize);
        return instance != null ? instance : Fail(type);
    }

    // SAFETY: as NewArrayFast; a length beyond all arrays goes no further.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void* NewArraySlowly(MethodTable* type, nint length)
    {
        if ((nuint)length > int.MaxValue)
        {
            return FailOverflow(type);
        }

        void* instance = GcHeap.AllocateArray(type, (nuint)length);
        return instance != null ? instance : Fail(type);
    }

    // SAFETY: as NewString; a length beyond all strings goes no further.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void* NewStringSlowly(MethodTable* type, nint length)
    {
        if ((nuint)length > ObjectLayout.MaxStringLength)
        {
            return Fail(type);
        }

        void* instance = GcHeap.AllocateArray(type, (nuint)length);
        return instance != null ? instance : Fail(type);
    }

    // SAFETY: FailedAllocation throws, so nobody sees the null.
    private static unsafe void* Fail(MethodTable* type)
    {
        Imports.FailedAllocation(type, isOverflow: false);
        return null;
    }

    // SAFETY: as Fail.
    private static unsafe void* FailOverflow(MethodTable* type)
    {
        Imports.FailedAllocation(type, isOverflow: true);
        return null;
    }
}
