using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Testing;

namespace Theseus.Memory;

/// <summary>
/// Memory that is not garbage collected, for the runtime's caches and the BCL's native allocations. Sizes up to 2 KiB
/// come from free lists by powers of two, cut from mappings that stay; larger blocks are mappings of their own.
/// Each block is preceded by 16 bytes that hold its size class or its pages.
/// </summary>
[Resident]
[OfInstance]
internal static class NativeHeap
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

    private static MemoryOwner s_owner;

    /// <summary>Whose the pages are that are taken, by the instance that runs.</summary>
    public static MemoryOwner Owner => s_owner == default ? MemoryOwner.Of(MemoryKind.NativeHeap) : s_owner;

    /// <summary>
    /// A new instance begins: its blocks are of pages of its own. What is free in those that it has inherited stays so.
    /// </summary>
    public static void Begin(MemoryOwner owner)
    {
        s_owner = owner;
        s_free = default;
    }

    /// <summary>A block aligned to 16 bytes, contents undefined; null where memory is out.</summary>
    // SAFETY: an address for the caller, who owns what it leads to.
    [RuntimeExport("theseus_native_allocate")]
    public static unsafe void* Allocate(nuint bytes)
    {
        if (bytes > nuint.MaxValue / 2 || (AllocationFailures.IsArmed && AllocationFailures.Next()))
        {
            return null;
        }

        nuint total = bytes + HeaderBytes;
        return total > (1 << LargestShift) ? AllocateLarge(total) : AllocateSmall(total);
    }

    /// <summary>
    /// Gives a block back; null is allowed. A pointer that is no live block is a caller's bug: panic.
    /// </summary>
    // SAFETY: a live block has a header before it that only this class writes, and its mark is checked before it is
    // believed.
    [RuntimeExport("theseus_native_free")]
    public static unsafe void Free(void* block)
    {
        if (block == null)
        {
            return;
        }

        Header* header = (Header*)block - 1;
        if (header->Mark == LargeMark)
        {
            header->Mark = FreeMark;
            Give((nuint)header, (nuint)header->SizeOrPages);
            return;
        }

        if (header->Mark != SmallMark)
        {
            Theseus.Runtime.Panic.Stop("a native block was freed twice, or never allocated"u8);
        }

        Push((nuint)header, (int)header->SizeOrPages);
    }

    /// <summary>Bytes that a live block can hold, at least what was asked for.</summary>
    // SAFETY: the caller's block is live, so its header is before it.
    public static unsafe nuint Capacity(void* block)
    {
        Header* header = (Header*)block - 1;
        return header->Mark == LargeMark
            ? ((nuint)header->SizeOrPages * Frame.Bytes) - HeaderBytes
            : ((nuint)1 << (int)header->SizeOrPages) - HeaderBytes;
    }

    /// <summary>A block of another size with the old contents; the old block stays if memory is out (null).</summary>
    // SAFETY: the caller's block is live and as long as its header says; the new one is nobody else's.
    public static unsafe void* Reallocate(void* block, nuint bytes)
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
    // SAFETY: addresses for the caller, without memory.
    public static unsafe void* Reserve(nuint pages) => (void*)RawPages.Reserve(pages, Owner);

    /// <summary>
    /// As <see cref="RawPages.Commit"/>, for the native heap. Where several instances have a reservation, another may
    /// have put memory under pages of it: those are zeroed already for this one.
    /// </summary>
    // SAFETY: the address is a number here.
    public static unsafe bool Commit(void* start, nuint committed, nuint more, nuint reserved)
    {
        while (more != 0 && RawPages.IsMapped((nuint)start + (committed * Frame.Bytes)))
        {
            committed++;
            more--;
        }

        return more == 0 || (SharedPages.Holds((nuint)start, Owner)
            ? Instances.TryCommitShared((nuint)start, committed, more, reserved)
            : RawPages.Commit((nuint)start, committed, more, reserved, Owner));
    }

    /// <summary>As <see cref="RawPages.Release"/>, for the native heap.</summary>
    // SAFETY: the address is a number here.
    public static unsafe void Release(void* start, nuint committed, nuint reserved)
    {
        if (SharedPages.Keep((nuint)start, reserved, Owner))
        {
            return;
        }

        while (committed < reserved && RawPages.IsMapped((nuint)start + (committed * Frame.Bytes)))
        {
            committed++;
        }

        RawPages.Release((nuint)start, committed, reserved, Owner);
    }

    // SAFETY: pages for the block with its head before it were just taken.
    private static unsafe void* AllocateLarge(nuint total)
    {
        nuint pages = (total + Frame.Bytes - 1) / Frame.Bytes;
        Header* header = (Header*)RawPages.Take(pages, Owner);
        if (header == null)
        {
            return null;
        }

        header->Mark = LargeMark;
        header->SizeOrPages = pages;
        return header + 1;
    }

    // SAFETY: a block of a list is free, and as long as its class says; its first word behind the header is the list's
    // link.
    private static unsafe void* AllocateSmall(nuint total)
    {
        int shift = SmallestShift;
        while (((nuint)1 << shift) < total)
        {
            shift++;
        }

        if (s_free[shift] == 0 && !Refill(shift))
        {
            return null;
        }

        Header* header = (Header*)s_free[shift];
        s_free[shift] = *(nint*)(header + 1);
        header->Mark = SmallMark;
        header->SizeOrPages = (ulong)shift;
        return header + 1;
    }

    /// <summary>Cuts a new mapping into blocks of a class. False where memory is out.</summary>
    private static bool Refill(int shift)
    {
        if (!TryTakeRun(out nuint start, out nuint end))
        {
            return false;
        }

        nuint size = (nuint)1 << shift;
        for (; start + size <= end; start += size)
        {
            Push(start, shift);
        }

        return true;
    }

    private static bool TryTakeRun(out nuint start, out nuint end)
    {
        start = RawPages.Take(RunPages, Owner);
        end = start + (RunPages * Frame.Bytes);
        return start != 0;
    }

    /// <summary>Gives a mapping back, unless another instance has it too.</summary>
    private static void Give(nuint start, nuint pages)
    {
        if (!SharedPages.Keep(start, pages, Owner))
        {
            RawPages.Give(start, pages, Owner);
        }
    }

    // SAFETY: callers name a block of the class that nobody uses: of a mapping just taken, or with a header that says
    // it was in use.
    private static unsafe void Push(nuint block, int shift)
    {
        Header* header = (Header*)block;
        header->Mark = FreeMark;
        *(nint*)(header + 1) = s_free[shift];
        s_free[shift] = (nint)block;
    }

    // SAFETY: the signature is that of C's memmove.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "memmove")]
    private static extern unsafe void* Copy(void* target, void* source, nuint bytes);
}
