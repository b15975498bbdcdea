using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>The symbols of others that the heap's exports call. Host tests replace this file by a stand-in.</summary>
// SAFETY: the signatures are those of CoreLib's EH.FailedAllocation and of C's memmove and memset.
[Resident]
internal static unsafe class Imports
{
    /// <summary>Throws OutOfMemoryException, or OverflowException, as the type's class library makes it.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhExceptionHandling_FailedAllocation")]
    public static extern void FailedAllocation(MethodTable* type, bool isOverflow);

    /// <summary>Copies bytes; the ranges may overlap.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "memmove")]
    public static extern void* Move(void* target, void* source, nuint bytes);

    /// <summary>Fills bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "memset")]
    public static extern void* Fill(void* target, int value, nuint bytes);
}
