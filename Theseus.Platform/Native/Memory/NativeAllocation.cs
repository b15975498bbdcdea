using System.Runtime;
using Theseus.Memory;

namespace Theseus.Platform.Native.Memory;

/// <summary>
/// malloc and its kin, behind NativeMemory and Marshal. All give null where memory is out; a size of 0 counts as 1.
/// </summary>
// SAFETY: an aligned block keeps the address of the block it lies in, and its size, in the two words before it; such
// blocks are freed and resized only by the two functions here that know.
internal static unsafe class NativeAllocation
{
    private const nuint NaturalAlignment = 16;

    private struct AlignedHeader
    {
        public void* Block;
        public nuint Size;
    }

    [RuntimeExport("SystemNative_Malloc")]
    internal static void* Allocate(nuint size) => NativeHeap.Allocate(size == 0 ? 1 : size);

    [RuntimeExport("SystemNative_Calloc")]
    internal static void* AllocateZeroed(nuint count, nuint size)
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
    internal static void* Reallocate(void* block, nuint size) =>
        block == null ? Allocate(size) : NativeHeap.Reallocate(block, size == 0 ? 1 : size);

    [RuntimeExport("SystemNative_Free")]
    internal static void Free(void* block)
    {
        if (block != null)
        {
            NativeHeap.Free(block);
        }
    }

    [RuntimeExport("SystemNative_AlignedAlloc")]
    internal static void* AllocateAligned(nuint alignment, nuint size)
    {
        if (alignment < NaturalAlignment)
        {
            alignment = NaturalAlignment;
        }

        if ((alignment & (alignment - 1)) != 0)
        {
            return null;
        }

        nuint extra = alignment + (nuint)sizeof(AlignedHeader);
        if (extra < alignment || size > nuint.MaxValue - extra)
        {
            return null;
        }

        void* block = Allocate(size + extra);
        if (block == null)
        {
            return null;
        }

        nuint aligned = ((nuint)block + (nuint)sizeof(AlignedHeader) + alignment - 1) & ~(alignment - 1);
        AlignedHeader* header = (AlignedHeader*)aligned - 1;
        header->Block = block;
        header->Size = size;
        return (void*)aligned;
    }

    [RuntimeExport("SystemNative_AlignedFree")]
    internal static void FreeAligned(void* aligned)
    {
        if (aligned != null)
        {
            Free(((AlignedHeader*)aligned - 1)->Block);
        }
    }

    [RuntimeExport("SystemNative_AlignedRealloc")]
    internal static void* ReallocateAligned(void* aligned, nuint alignment, nuint size)
    {
        void* moved = AllocateAligned(alignment, size);
        if (moved == null || aligned == null)
        {
            return moved;
        }

        nuint oldSize = ((AlignedHeader*)aligned - 1)->Size;
        Buffer.MemoryCopy(aligned, moved, size, oldSize < size ? oldSize : size);
        FreeAligned(aligned);
        return moved;
    }

    internal static void Clear(byte* start, nuint bytes)
    {
        const nuint Piece = 1 << 30;
        for (nuint done = 0; done < bytes; done += Piece)
        {
            nuint left = bytes - done;
            new Span<byte>(start + done, (int)(left < Piece ? left : Piece)).Clear();
        }
    }
}
