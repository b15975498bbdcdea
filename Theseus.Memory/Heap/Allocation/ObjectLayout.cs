using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>
/// Where things lie in an object. An object's address is that of its MethodTable pointer; its header, 8 bytes,
/// lies before it (4 unused, then the word that holds hash code, lock and finalizer bits), and the header counts
/// towards the object's size.
/// </summary>
[Resident]
internal static class ObjectLayout
{
    /// <summary>Bytes of the header before an object's address.</summary>
    public const int HeaderBytes = 8;

    /// <summary>Bytes from an array's or string's address to its 32-bit element count.</summary>
    public const int LengthOffset = 8;

    /// <summary>The most elements that an array may have (<c>Array.MaxLength</c>).</summary>
    public const uint MaxArrayLength = 0x7FFF_FFC7;

    /// <summary>The most characters that a string may have (CoreLib's <c>String.MaxLength</c>).</summary>
    public const uint MaxStringLength = 0x3FFF_FFDF;

    /// <summary>Rounds a size up to whole words.</summary>
    public static nuint Align(nuint bytes) => (bytes + 7) & ~(nuint)7;

    /// <summary>Bytes of the object at <paramref name="instance"/>, header included, not rounded.</summary>
    // SAFETY: the caller's is an object with a type; only its head and its type are read.
    public static unsafe nuint SizeOf(void* instance)
    {
        MethodTable* type = TypeOf(instance);
        return type->HasComponentSize ? ArrayBytes(type, LengthOf(instance)) : type->BaseSize;
    }

    /// <summary>The words of an object behind its type, the last one's unused bytes included.</summary>
    // SAFETY: the caller's is an object with a type; header and type are the two words of its size that are not shown.
    public static unsafe ReadOnlySpan<nuint> FieldsOf(void* instance) =>
        new((nuint*)instance + 1, (int)(Align(SizeOf(instance)) / (nuint)sizeof(nuint)) - 2);

    /// <summary>Bytes of an array or string of <paramref name="length"/> elements, not rounded.</summary>
    // SAFETY: the caller's is a type, which its cell keeps; BaseSize is read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe nuint ArrayBytes(MethodTable* type, nuint length) =>
        type->BaseSize + length * ComponentSizeOf(type);

    /// <summary>
    /// Bytes of an element of an array type or string: what MethodTable.ComponentSize says, read without asking
    /// first whether the type has elements. It is the low half of the table's first word.
    /// </summary>
    // SAFETY: the caller's is a type; its first word is there.
    public static unsafe ushort ComponentSizeOf(MethodTable* type) => *(ushort*)type;

    /// <summary>The MethodTable of the object; null in a slot that its owner has not filled in yet.</summary>
    // SAFETY: the caller's is the address of an object or of a granted slot, whose first word is its type or null.
    public static unsafe MethodTable* TypeOf(void* instance) => *(MethodTable**)instance;

    /// <summary>Element count of an array or string.</summary>
    // SAFETY: the caller's is an array or string, whose length lies behind its type.
    public static unsafe uint LengthOf(void* instance) => *(uint*)((byte*)instance + LengthOffset);

    /// <summary>The header word with hash code, lock and finalizer bits.</summary>
    // SAFETY: the caller's is an object; the four bytes before its address are its header's, and it does not move.
    public static unsafe ref int HeaderWord(void* instance) => ref *((int*)instance - 1);
}
