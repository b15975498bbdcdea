using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>
/// Where things lie in an object. An object's address is that of its MethodTable pointer; its header, 8 bytes,
/// lies before it (4 unused, then the word that holds hash code, lock and finalizer bits), and the header counts
/// towards the object's size.
/// </summary>
// SAFETY: every method reads only the object or type that its caller proved to be one.
[Resident]
internal static unsafe class ObjectLayout
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
    public static nuint SizeOf(void* instance)
    {
        MethodTable* type = TypeOf(instance);
        return type->HasComponentSize ? ArrayBytes(type, LengthOf(instance)) : type->BaseSize;
    }

    /// <summary>Bytes of an array or string of <paramref name="length"/> elements, not rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint ArrayBytes(MethodTable* type, nuint length) =>
        type->BaseSize + length * ComponentSizeOf(type);

    /// <summary>
    /// Bytes of an element of an array type or string: what MethodTable.ComponentSize says, read without asking
    /// first whether the type has elements. It is the low half of the table's first word.
    /// </summary>
    public static ushort ComponentSizeOf(MethodTable* type) => *(ushort*)type;

    /// <summary>The MethodTable of the object; null in a slot that its owner has not filled in yet.</summary>
    public static MethodTable* TypeOf(void* instance) => *(MethodTable**)instance;

    /// <summary>Element count of an array or string.</summary>
    public static uint LengthOf(void* instance) => *(uint*)((byte*)instance + LengthOffset);

    /// <summary>The header word with hash code, lock and finalizer bits.</summary>
    public static int* HeaderWord(void* instance) => (int*)instance - 1;
}
