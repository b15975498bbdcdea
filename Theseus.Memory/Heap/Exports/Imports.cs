using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>The symbols of others that the heap's exports call. Host tests replace this file by a stand-in.</summary>
[Resident]
internal static class Imports
{
    /// <summary>Throws OutOfMemoryException, or OverflowException, as the type's class library makes it.</summary>
    // SAFETY: the signature is that of CoreLib's EH.FailedAllocation; the caller passes the type that it was asked for.
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhExceptionHandling_FailedAllocation")]
    public static extern unsafe void FailedAllocation(MethodTable* type, bool isOverflow);

    /// <summary>Copies bytes; the ranges may overlap.</summary>
    // SAFETY: the signature is that of C's memmove; the caller owns both ranges.
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "memmove")]
    public static extern unsafe void* Move(void* target, void* source, nuint bytes);

    /// <summary>Fills bytes.</summary>
    // SAFETY: the signature is that of C's memset; the caller owns the range.
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "memset")]
    public static extern unsafe void* Fill(void* target, int value, nuint bytes);
}
