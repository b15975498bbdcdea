using System.Runtime;
using Theseus.Memory;

namespace Theseus.Platform.Native.Memory;

/// <summary>
/// malloc and its kin, behind NativeMemory and Marshal. All give null where memory is out; a size of 0 counts as 1.
/// </summary>
// SAFETY: an aligned block keeps the address of the block it lies in, and its size, in the two words before it; such
// blocks are freed and resized only by the two functions here that know.
internal static class NativeAllocation
{
    private const nuint NaturalAlignment = 16;

    private struct AlignedHeader
    {
        public nuint Block;
        public nuint Size;
    }

    [RuntimeExport("SystemNative_Malloc")]
    internal static unsafe void* Allocate(nuint size) => NativeHeap.Allocate(size == 0 ? 1 : size);

    [RuntimeExport("SystemNative_Calloc")]
    internal static unsafe void* AllocateZeroed(nuint count, nuint size)
    {
        if (size != 0 && count > nuint.MaxValue / size)
        {
            return null;
        }

        void* block = Allocate(count * size);
        if (block != null)
        {
            Clear((byte*)block, count * size);
        }

        return block;
    }

    [RuntimeExport("SystemNative_Realloc")]
    internal static unsafe void* Reallocate(void* block, nuint size) =>
        block == null ? Allocate(size) : NativeHeap.Reallocate(block, size == 0 ? 1 : size);

    [RuntimeExport("SystemNative_Free")]
    internal static unsafe void Free(void* block)
    {
        if (block != null)
        {
            NativeHeap.Free(block);
        }
    }

    /// <summary>As <see cref="Free(void*)"/>, of a handle.</summary>
    // SAFETY: what is given out as a handle is a block of the native heap.
    internal static unsafe void Free(nint handle) => Free((void*)handle);

    [RuntimeExport("SystemNative_AlignedAlloc")]
    internal static unsafe void* AllocateAligned(nuint alignment, nuint size)
    {
        nuint bytes = BytesFor(ref alignment, size);
        nuint block = bytes == 0 ? 0 : (nuint)Allocate(bytes);
        if (block == 0)
        {
            return null;
        }

        AlignedHeader* header = (AlignedHeader*)((block + (nuint)sizeof(AlignedHeader) + alignment - 1)
            & ~(alignment - 1)) - 1;
        *header = new AlignedHeader { Block = block, Size = size };
        return header + 1;
    }

    [RuntimeExport("SystemNative_AlignedFree")]
    internal static unsafe void FreeAligned(void* aligned)
    {
        if (aligned != null)
        {
            Free((void*)((AlignedHeader*)aligned - 1)->Block);
        }
    }

    [RuntimeExport("SystemNative_AlignedRealloc")]
    internal static unsafe void* ReallocateAligned(void* aligned, nuint alignment, nuint size)
    {
        void* moved = AllocateAligned(alignment, size);
        if (moved == null || aligned == null)
        {
            return moved;
        }

        Buffer.MemoryCopy(aligned, moved, size, Math.Min(((AlignedHeader*)aligned - 1)->Size, size));
        FreeAligned(aligned);
        return moved;
    }

    internal static unsafe void Clear(byte* start, nuint bytes)
    {
        const nuint Piece = 1 << 30;
        for (nuint done = 0; done < bytes; done += Piece)
        {
            Passed.Array(start + done, (long)Math.Min(bytes - done, Piece)).Clear();
        }
    }

    /// <summary>Bytes of a block in which an aligned one lies with its header; 0 where there cannot be one.</summary>
    private static nuint BytesFor(ref nuint alignment, nuint size)
    {
        alignment = Math.Max(alignment, NaturalAlignment);
        nuint extra = alignment + (nuint)System.Runtime.CompilerServices.Unsafe.SizeOf<AlignedHeader>();
        return (alignment & (alignment - 1)) != 0 || extra < alignment || size > nuint.MaxValue - extra ? 0
            : size + extra;
    }
}
