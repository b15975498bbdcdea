using System.Runtime.InteropServices;
using Theseus.Runtime.Contract;

namespace Theseus.Tests.Memory;

/// <summary>MethodTables as the compiler would lay them out, in native memory that is never freed.</summary>
// SAFETY: each table is allocated with room for the descriptor in front and the fields behind.
internal static unsafe class FakeTypes
{
    private const uint HasComponentSize = 0x8000_0000;
    private const uint HasPointers = 0x0100_0000;
    private const uint HasFinalizer = 0x0010_0000;
    private const uint IsWeakReference = 0x0040_0000;
    private const uint ArrayBaseSize = 24;

    /// <summary>A class of <paramref name="baseSize"/> bytes with references at the series (offset, count).</summary>
    public static MethodTable* Class(uint baseSize, bool finalizer, params (int Offset, int Count)[] series)
    {
        uint flags = (series.Length > 0 ? HasPointers : 0) | (finalizer ? HasFinalizer : 0);
        nint* table = Table(flags, baseSize, 1 + 2 * series.Length);
        table[-1] = series.Length;
        for (int index = 0; index < series.Length; index++)
        {
            table[-2 - 2 * index] = series[index].Offset;
            table[-3 - 2 * index] = series[index].Count * 8 - (int)baseSize;
        }

        return (MethodTable*)table;
    }

    /// <summary><c>WeakReference&lt;T&gt;</c>: one field, a handle.</summary>
    public static MethodTable* WeakReference() => (MethodTable*)Table(HasFinalizer | IsWeakReference, ArrayBaseSize, 0);

    /// <summary>An array of references, or of structs that hold nothing else.</summary>
    public static MethodTable* ReferenceArray(uint componentSize = 8)
    {
        nint* table = Table(HasComponentSize | HasPointers | componentSize, ArrayBaseSize, 3);
        table[-1] = 1;
        table[-2] = 16;
        table[-3] = -(nint)ArrayBaseSize;
        return (MethodTable*)table;
    }

    /// <summary>An array of numbers, or a string with a <paramref name="baseSize"/> of 22.</summary>
    public static MethodTable* Array(uint componentSize, uint baseSize = ArrayBaseSize) =>
        (MethodTable*)Table(HasComponentSize | componentSize, baseSize, 0);

    /// <summary>An array of structs: references and bytes to skip, in turns, from an offset in the element.</summary>
    public static MethodTable* StructArray(uint componentSize, int offset, params (uint References, uint Skip)[] items)
    {
        nint* table = Table(HasComponentSize | HasPointers | componentSize, ArrayBaseSize, 2 + items.Length);
        table[-1] = -items.Length;
        table[-2] = 16 + offset;
        for (int index = 0; index < items.Length; index++)
        {
            table[-3 - index] = (nint)(items[index].References | (ulong)items[index].Skip << 32);
        }

        return (MethodTable*)table;
    }

    private static nint* Table(uint flags, uint baseSize, int wordsBefore)
    {
        nint* memory = (nint*)NativeMemory.AllocZeroed((nuint)(wordsBefore + 8) * 8);
        nint* table = memory + wordsBefore;
        ((uint*)table)[0] = flags;
        ((uint*)table)[1] = baseSize;
        return table;
    }
}
