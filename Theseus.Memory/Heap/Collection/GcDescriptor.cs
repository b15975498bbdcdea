using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>
/// The GC descriptor that precedes the MethodTable of a type with references, in CoreCLR's layout
/// (dotnet/runtime, <c>src/coreclr/gc/gcdesc.h</c>). The word just below the MethodTable is a signed count.
/// <para>Positive, <c>n</c>: below it lie <c>n</c> series of two words, the highest first: at the higher address the
/// byte offset of the first reference from the object's address, at the lower one the length in bytes minus the
/// object's size, so that an array of references needs no case of its own.</para>
/// <para>Negative, <c>-n</c>: an array of structs. Below it the byte offset of the first reference, and below that
/// <c>n</c> words, the first the highest, each with 32 bits of reference count (low) and 32 bits of bytes to skip
/// after them; the <c>n</c> words together describe one element and repeat for each.</para>
/// </summary>
[Resident]
internal static class GcDescriptor
{
    /// <summary>The signed series count; only where <c>type->HasPointers</c>.</summary>
    // SAFETY: the caller has asked HasPointers, so a descriptor is there.
    public static unsafe nint SeriesCount(MethodTable* type) => *((nint*)type - 1);

    /// <summary>Series <paramref name="index"/> of a positive descriptor.</summary>
    // SAFETY: index is below SeriesCount, which is positive.
    public static unsafe ReferenceSeries* Series(MethodTable* type, nint index) =>
        (ReferenceSeries*)((nint*)type - 1) - (index + 1);

    /// <summary>Byte offset from an array of structs to the first reference of its first element.</summary>
    // SAFETY: SeriesCount is negative, so this word is there.
    public static unsafe nint ElementsOffset(MethodTable* type) => *((nint*)type - 2);

    /// <summary>Item <paramref name="index"/> of a negative descriptor.</summary>
    // SAFETY: SeriesCount is negative, and index below its amount.
    public static unsafe ElementSeries* ElementSeries(MethodTable* type, nint index) =>
        (ElementSeries*)((nint*)type - 3 - index);

    /// <summary>Bytes of the whole descriptor, 0 for a type without references.</summary>
    // SAFETY: the caller's is a type; HasPointers is asked before its descriptor is read.
    public static unsafe int SizeOf(MethodTable* type)
    {
        if (!type->HasPointers)
        {
            return 0;
        }

        nint count = SeriesCount(type);
        return (int)(count >= 0
            ? sizeof(nint) + count * sizeof(ReferenceSeries)
            : 2 * sizeof(nint) + -count * sizeof(ElementSeries));
    }
}
