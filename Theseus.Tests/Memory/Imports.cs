using System.Runtime.InteropServices;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>What the heap's exports import in the kernel.</summary>
// SAFETY: forwards to the host's own.
internal static unsafe class Imports
{
    public static void FailedAllocation(MethodTable* type, bool isOverflow) =>
        throw (isOverflow ? new OverflowException() : new OutOfMemoryException());

    public static void* Move(void* target, void* source, nuint bytes)
    {
        Buffer.MemoryCopy(source, target, bytes, bytes);
        return target;
    }

    public static void* Fill(void* target, int value, nuint bytes)
    {
        NativeMemory.Fill(target, bytes, (byte)value);
        return target;
    }
}
