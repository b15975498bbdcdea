using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Testing;

namespace Theseus.Memory;

/// <summary>
/// Memory that is not garbage collected, for the runtime's caches and the BCL's native allocations. Sizes up to 2 KiB
/// come from free lists by powers of two, cut from mappings that stay; larger blocks are mappings of their own.
/// Each block is preceded by 16 bytes that hold its size class or its pages. All mappings stand in a list, so that a checkpoint
/// (<see cref="TrySave"/>) can save them, and give back what came after it.
/// </summary>
// SAFETY: a block is preceded by a header that only this class writes; its mark is checked before anything is believed.
[Resident]
internal static unsafe partial class NativeHeap
{
    private const int HeaderBytes = 16;
    private const int SmallestShift = 5;
    private const int LargestShift = 11;
    private const nuint RunPages = 4;
    private const ulong SmallMark = 0x5348_4541_5053_4D00;
    private const ulong LargeMark = 0x5348_4541_504C_4700;
    private const ulong FreeMark = 0x5348_4541_5046_5200;

    private struct Header
    {
        public ulong Mark;
        public ulong SizeOrPages;
    }

    [InlineArray(LargestShift + 1)]
    private struct FreeLists
    {
        private nint _first;
    }

    private static FreeLists s_free;

    private static MemoryOwner Owner => MemoryOwner.Of(MemoryKind.NativeHeap);

    /// <summary>A block aligned to 16 bytes, contents undefined; null where memory is out.</summary>
    [RuntimeExport("theseus_native_allocate")]
    public static void* Allocate(nuint bytes)
    {
        if (bytes > nuint.MaxValue / 2 || (AllocationFailures.IsArmed && AllocationFailures.Next()))
        {
            return null;
        }

        nuint total = bytes + HeaderBytes;
        if (total > (1 << LargestShift))
        {
            nuint pages = (total + (nuint)sizeof(Area) + Frame.Bytes - 1) / Frame.Bytes;
            Area* area = TakeArea(pages);
            if (area == null)
            {
                return null;
            }

            Header* large = (Header*)(area + 1);
            large->Mark = LargeMark;
            large->SizeOrPages = pages;
            return large + 1;
        }

        int shift = SmallestShift;
        while (((nuint)1 << shift) < total)
        {
            shift++;
        }

        fixed (FreeLists* lists = &s_free)
        {
            nint* list = (nint*)lists + shift;
            if (*list == 0 && !Refill(list, shift))
            {
                return null;
            }

            Header* block = (Header*)*list;
            *list = *(nint*)(block + 1);
            block->Mark = SmallMark;
            block->SizeOrPages = (ulong)shift;
            return block + 1;
        }
    }

    /// <summary>Gives a block back; null is allowed. A pointer that is no live block is a caller's bug: panic.</summary>
    [RuntimeExport("theseus_native_free")]
    public static void Free(void* block)
    {
        if (block == null)
        {
            return;
        }

        Header* header = (Header*)block - 1;
        if (header->Mark == LargeMark)
        {
            header->Mark = FreeMark;
            GiveArea((Area*)header - 1);
            return;
        }

        if (header->Mark != SmallMark)
        {
            Theseus.Runtime.Panic.Stop("a native block was freed twice, or never allocated"u8);
        }

        header->Mark = FreeMark;
        fixed (FreeLists* lists = &s_free)
        {
            nint* list = (nint*)lists + (int)header->SizeOrPages;
            *(nint*)(header + 1) = *list;
            *list = (nint)header;
        }
    }

    /// <summary>Bytes that a live block can hold, at least what was asked for.</summary>
    public static nuint Capacity(void* block)
    {
        Header* header = (Header*)block - 1;
        return header->Mark == LargeMark
            ? ((nuint)header->SizeOrPages * Frame.Bytes) - HeaderBytes - (nuint)sizeof(Area)
            : ((nuint)1 << (int)header->SizeOrPages) - HeaderBytes;
    }

    /// <summary>A block of another size with the old contents; the old block stays if memory is out (null).</summary>
    public static void* Reallocate(void* block, nuint bytes)
    {
        if (block == null)
        {
            return Allocate(bytes);
        }

        nuint capacity = Capacity(block);
        if (bytes <= capacity && bytes >= capacity / 4)
        {
            return block;
        }

        void* moved = Allocate(bytes);
        if (moved == null)
        {
            return null;
        }

        Copy(moved, block, capacity < bytes ? capacity : bytes);
        Free(block);
        return moved;
    }

    /// <summary>As <see cref="RawPages.Reserve"/>, for the native heap.</summary>
    public static void* Reserve(nuint pages) => RawPages.Reserve(pages, Owner);

    /// <summary>
    /// As <see cref="RawPages.Commit"/>, for the native heap. The holder may have forgotten that some pages have memory, when a
    /// checkpoint was put back: those are zeroed already.
    /// </summary>
    public static bool Commit(void* start, nuint committed, nuint more, nuint reserved)
    {
        while (more != 0 && RawPages.IsMapped((byte*)start + (committed * Frame.Bytes)))
        {
            committed++;
            more--;
        }

        return RawPages.Commit(start, committed, more, reserved, Owner);
    }

    /// <summary>As <see cref="RawPages.Release"/>, for the native heap.</summary>
    public static void Release(void* start, nuint committed, nuint reserved)
    {
        while (committed < reserved && RawPages.IsMapped((byte*)start + (committed * Frame.Bytes)))
        {
            committed++;
        }

        RawPages.Release(start, committed, reserved, Owner);
    }

    private static bool Refill(nint* list, int shift)
    {
        byte* run = (byte*)TakeArea(RunPages);
        if (run == null)
        {
            return false;
        }

        nuint size = (nuint)1 << shift;
        for (nuint at = (nuint)sizeof(Area); at + size <= RunPages * Frame.Bytes; at += size)
        {
            Header* block = (Header*)(run + at);
            block->Mark = FreeMark;
            *(nint*)(block + 1) = *list;
            *list = (nint)block;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "memmove")]
    private static extern void* Copy(void* target, void* source, nuint bytes);
}
