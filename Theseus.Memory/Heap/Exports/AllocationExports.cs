using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>The symbols by which compiled code and CoreLib allocate. Those that return an object throw on failure.</summary>
// SAFETY: the signatures are the compiler's and CoreLib's, with void* where they say object.
[Resident]
internal static unsafe class AllocationExports
{
    private const uint FinalizeFlag = 1;

    /// <summary>A new object without finalizer.</summary>
    [RuntimeExport("RhpNewFast")]
    public static void* NewFast(MethodTable* type)
    {
        void* instance = GcHeap.TryAllocateFixed(type);
        return instance != null ? instance : NewSlowly(type);
    }

    /// <summary>A new object with a finalizer.</summary>
    [RuntimeExport("RhpNewFinalizable")]
    public static void* NewFinalizable(MethodTable* type)
    {
        void* instance = GcHeap.AllocateFinalizable(type, type->BaseSize);
        return instance != null ? instance : Fail(type);
    }

    /// <summary>A new array; a length that no array can have is an overflow, one too long for memory is not.</summary>
    [RuntimeExport("RhpNewArrayFast")]
    public static void* NewArrayFast(MethodTable* type, nint length)
    {
        void* instance = GcHeap.TryAllocateArrayQuickly(type, (nuint)length);
        return instance != null ? instance : NewArraySlowly(type, length);
    }

    /// <summary>A new array of references.</summary>
    [RuntimeExport("RhpNewPtrArrayFast")]
    public static void* NewPointerArrayFast(MethodTable* type, nint length)
    {
        void* instance = GcHeap.TryAllocateArrayQuickly(type, (nuint)length);
        return instance != null ? instance : NewArraySlowly(type, length);
    }

    /// <summary>A new string; one too long is out of memory, never an overflow.</summary>
    [RuntimeExport("RhNewString")]
    public static void* NewString(MethodTable* type, nint length)
    {
        void* instance = GcHeap.TryAllocateArrayQuickly(type, (nuint)length);
        return instance != null ? instance : NewStringSlowly(type, length);
    }

    /// <summary>A new array or string into <paramref name="result"/>; null there on failure. Nothing here moves, so
    /// a pinned array is an array; and memory comes zeroed, so that zeroing is optional changes nothing.</summary>
    [RuntimeExport("RhAllocateNewArray")]
    public static void AllocateNewArray(MethodTable* type, uint length, uint flags, void** result) =>
        *result = GcHeap.AllocateArray(type, length);

    /// <summary>A new object into <paramref name="result"/>; null there on failure.</summary>
    [RuntimeExport("RhAllocateNewObject")]
    public static void AllocateNewObject(MethodTable* type, uint flags, void** result) =>
        *result = (flags & FinalizeFlag) != 0 || type->HasFinalizer
            ? GcHeap.AllocateFinalizable(type, type->BaseSize)
            : GcHeap.Allocate(type, type->BaseSize);

    /// <summary>Bytes of a type's GC descriptor, for whoever makes types at run time.</summary>
    [RuntimeExport("RhGetGCDescSize")]
    public static int GetGcDescriptorSize(MethodTable* type) => GcDescriptor.SizeOf(type);

    /// <summary>Copies memory that may hold references. No barrier is needed: there are no generations.</summary>
    [RuntimeExport("RhBulkMoveWithWriteBarrier")]
    public static void BulkMove(void* target, void* source, nuint bytes) => Imports.Move(target, source, bytes);

    /// <summary>Zeroes memory that may hold references.</summary>
    [RuntimeExport("RhpGcSafeZeroMemory")]
    public static void* ZeroMemory(void* target, nuint bytes) => Imports.Fill(target, 0, bytes);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* NewSlowly(MethodTable* type)
    {
        void* instance = GcHeap.Allocate(type, type->BaseSize);
        return instance != null ? instance : Fail(type);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* NewArraySlowly(MethodTable* type, nint length)
    {
        if ((nuint)length > int.MaxValue)
            return FailOverflow(type);
        void* instance = GcHeap.AllocateArray(type, (nuint)length);
        return instance != null ? instance : Fail(type);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* NewStringSlowly(MethodTable* type, nint length)
    {
        if ((nuint)length > ObjectLayout.MaxStringLength)
            return Fail(type);
        void* instance = GcHeap.AllocateArray(type, (nuint)length);
        return instance != null ? instance : Fail(type);
    }

    private static void* Fail(MethodTable* type)
    {
        Imports.FailedAllocation(type, isOverflow: false);
        return null;
    }

    private static void* FailOverflow(MethodTable* type)
    {
        Imports.FailedAllocation(type, isOverflow: true);
        return null;
    }
}
