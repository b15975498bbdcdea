using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Physical;
using Theseus.Memory.Testing;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// Mappings whose holder remembers an address instead of a value: the collected heap and the native heap keep their
/// books in the memory itself. The mapping stays one like any other, with its owner in the ledger; giving it back by
/// its address proves from the ledger that it is a whole mapping of that owner.
/// </summary>
[Resident]
internal static class RawPages
{
    /// <summary>Bytes of a page.</summary>
    public const int PageSize = (int)Frame.Bytes;

    private const nuint MostReclaimed = 256;
    private const nuint ReclaimedBeyond = 16;

    /// <summary>First address of the window that mappings lie in.</summary>
    public static nuint WindowStart => (nuint)AddressWindows.General.First.Start.Value;

    /// <summary>One past its last address.</summary>
    public static nuint WindowEnd => WindowStart + (nuint)(AddressWindows.General.Count << Frame.ByteShift);

    /// <summary>
    /// Zeroed pages, readable and writable; 0 where memory is out even after pages of cells were given back.
    /// </summary>
    public static nuint Take(nuint pages, MemoryOwner owner)
    {
        if (AllocationFailures.IsArmed && AllocationFailures.NextPages())
        {
            return 0;
        }

        MemoryError error = MappedPages.TryAllocate(pages, guarded: false, owner, out MappedPages<ReadWrite> mapping);
        if (error == MemoryError.OutOfMemory && Reclaim(pages))
        {
            error = MappedPages.TryAllocate(pages, guarded: false, owner, out mapping);
        }

        return error == MemoryError.None ? (nuint)mapping.MoveOut().Value : 0;
    }

    /// <summary>Gives back what <see cref="Take"/> returned. Anything else is a kernel bug: panic.</summary>
    public static void Give(nuint start, nuint pages, MemoryOwner owner) =>
        Require(Mappings.Unmap(At(start, 0, pages, owner), givesFrames: true));

    /// <summary>
    /// Makes two of what <see cref="Take"/> returned, or of a piece of it: each is then given back on its own.
    /// </summary>
    public static void Cut(nuint start, nuint pages, nuint at, MemoryOwner owner) =>
        Require(Mappings.Split(At(start, 0, pages, owner), PageState.Mapped, at, out _, out _));

    /// <summary>Addresses without memory; 0 where there are none.</summary>
    public static nuint Reserve(nuint pages, MemoryOwner owner) =>
        AllocatedPages.TryAllocate(pages, 1, guarded: true, owner, out AllocatedPages reserved) == MemoryError.None
            ? (nuint)reserved.MoveOut().Value
            : 0;

    /// <summary>
    /// Puts zeroed memory under more pages of what <see cref="Reserve"/> returned, in order. False, and nothing has
    /// changed, where memory is out.
    /// </summary>
    /// <param name="start">What Reserve returned.</param>
    /// <param name="committed">Pages that have memory already.</param>
    /// <param name="more">How many are to have it in addition.</param>
    /// <param name="reserved">Pages in all.</param>
    /// <param name="owner">Whose they are.</param>
    public static bool Commit(nuint start, nuint committed, nuint more, nuint reserved, MemoryOwner owner)
    {
        if (more == 0)
        {
            return true;
        }

        PageRange rest = At(start, committed, reserved - committed, owner);
        PageRange next = rest;
        PageRange tail = default;
        if (more < rest.Count)
        {
            Require(Mappings.Split(rest, PageState.Allocated, more, out next, out tail));
        }

        MemoryError error = Mappings.MapNew(next, PageAccess.ReadWrite, owner, out PageRange mapped);
        if (error == MemoryError.OutOfMemory && Reclaim(more))
        {
            error = Mappings.MapNew(next, PageAccess.ReadWrite, owner, out mapped);
        }

        if (error != MemoryError.None)
        {
            if (tail.Count != 0)
            {
                Require(Mappings.Merge(next, tail, PageState.Allocated, out _));
            }

            return false;
        }

        if (committed != 0)
        {
            Require(Mappings.Merge(At(start, 0, committed, owner), mapped, PageState.Mapped, out _));
        }

        return true;
    }

    /// <summary>True if the page at an address of the window has memory.</summary>
    public static bool IsMapped(nuint address)
    {
        Page page = new VirtualAddress(address).Page;
        return AddressWindows.General.HasEntry(page)
            && (AddressWindows.General.Entry(page).State & PageState.Mask) == PageState.Mapped;
    }

    /// <summary>Gives back what <see cref="Reserve"/> returned, and the memory under it.</summary>
    public static void Release(nuint start, nuint committed, nuint reserved, MemoryOwner owner)
    {
        if (committed != 0)
        {
            Require(Mappings.Unmap(At(start, 0, committed, owner), givesFrames: true));
        }

        if (committed != reserved)
        {
            Require(Mappings.GivePages(At(start, committed, reserved - committed, owner)));
        }
    }

    private static PageRange At(nuint start, nuint skip, nuint count, MemoryOwner owner)
    {
        Page first = new VirtualAddress(start).Page + skip;
        ref PageWindow window = ref AddressWindows.General;
        if ((start & (Frame.Bytes - 1)) != 0 || count == 0 || count > uint.MaxValue || !window.HasEntry(first)
            || window.Entry(first).Owner != owner.Index || !Continues(first, first + (count - 1), count == 1)
            || Continues(first, first + count, isHead: false))
        {
            Panic.Stop("pages were named by an address and a number that their holder does not hold"u8);
        }

        return new PageRange(first, (uint)count, window.Entry(first).Generation);
    }

    /// <summary>True if a page is of the same range as the head.</summary>
    private static bool Continues(Page head, Page page, bool isHead)
    {
        if (!AddressWindows.General.HasEntry(page))
        {
            return false;
        }

        ref PageEntry first = ref AddressWindows.General.Entry(head);
        ref PageEntry entry = ref AddressWindows.General.Entry(page);
        return entry.Owner == first.Owner && (entry.State & PageState.Mask) == (first.State & PageState.Mask)
            && ((entry.State & PageState.Head) != 0) == isHead;
    }

    private static void Require(MemoryError error)
    {
        if (error != MemoryError.None)
        {
            Panic.Stop("pages were given back that their holder does not hold"u8);
        }
    }

    /// <summary>Makes room for so many pages beside the reserve, if cells can give so much.</summary>
    private static bool Reclaim(nuint pages)
    {
        ulong wanted = pages + ReclaimedBeyond + FrameAllocator.ReserveFrames;
        wanted -= Math.Min(FrameAllocator.FreeFrames, wanted);
        return pages <= MostReclaimed && Upcalls.ReclaimCellPages(wanted) >= wanted;
    }
}
