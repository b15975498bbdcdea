using System.Runtime.CompilerServices;

namespace Theseus.Memory;

/// <summary>
/// Contiguous pages of virtual addresses with one owner, mapped to nothing: an access to them faults. As with
/// <see cref="AllocatedFrames"/>, they are released or moved into a mapping exactly once. The default value owns
/// nothing.
/// </summary>
[Owned]
public readonly struct AllocatedPages : IDisposable, IOwnedMemory
{
    internal AllocatedPages(PageRange range) => Range = range;

    /// <summary>The first page.</summary>
    public Page First => Range.First;

    /// <summary>How many pages of 4 KiB there are; 0 if the value owns nothing.</summary>
    public ulong Count => Range.Count;

    /// <summary>True if this value still holds its pages.</summary>
    public bool IsHeld => Mappings.IsHeld(Range, PageState.Allocated);

    internal PageRange Range { get; }

    /// <summary>Takes pages anywhere.</summary>
    /// <param name="count">Pages of 4 KiB.</param>
    /// <param name="alignment">The first one's number is a multiple of this power of two.</param>
    /// <param name="guarded">Keeps a page on either side unmapped.</param>
    /// <exception cref="OutOfMemoryException">No such run is free.</exception>
    /// <exception cref="MemoryException"><see cref="MemoryError.BadSize"/></exception>
    public static AllocatedPages Allocate(ulong count, ulong alignment = 1, bool guarded = false)
    {
        MemoryException.ThrowIf(TryAllocate(count, alignment, guarded, MemoryOwner.Current, out AllocatedPages pages),
            $"{count} pages");
        return pages;
    }

    /// <summary>Takes pages between two, the second excluded.</summary>
    /// <exception cref="OutOfMemoryException">No such run is free there.</exception>
    /// <exception cref="MemoryException"><see cref="MemoryError.BadSize"/></exception>
    public static AllocatedPages AllocateWithin(ulong count, Page from, Page end, ulong alignment = 1)
    {
        MemoryException.ThrowIf(
            TryAllocateWithin(count, alignment, from, end, MemoryOwner.Current, out AllocatedPages pages),
                $"{count} pages within {from} to {end}");
        return pages;
    }

    /// <summary>Takes exactly these pages.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.InUse"/>; <see cref="MemoryError.OutOfRange"/>: the addresses are not given out;
    /// <see cref="MemoryError.BadSize"/>
    /// </exception>
    public static AllocatedPages AllocateAt(Page first, ulong count)
    {
        MemoryException.ThrowIf(TryAllocateAt(first, count, MemoryOwner.Current, out AllocatedPages pages),
            $"{count} pages at {first}");
        return pages;
    }

    /// <summary>As <see cref="Allocate"/>, for an owner, without throwing.</summary>
    internal static MemoryError TryAllocate(ulong count, ulong alignment, bool guarded, MemoryOwner owner,
        out AllocatedPages pages)
    {
        MemoryError error = Mappings.TakePages(ref AddressWindows.General, count, alignment, guarded, owner,
            out PageRange range);
        pages = new AllocatedPages(range);
        return error;
    }

    /// <summary>As <see cref="AllocateWithin"/>, for an owner, without throwing.</summary>
    internal static MemoryError TryAllocateWithin(ulong count, ulong alignment, Page from, Page end, MemoryOwner owner,
        out AllocatedPages pages)
    {
        MemoryError error = Mappings.TakePages(ref AddressWindows.General, count, alignment, from, end, false, owner,
            out PageRange range);
        pages = new AllocatedPages(range);
        return error;
    }

    /// <summary>As <see cref="AllocateAt"/>, for an owner, without throwing.</summary>
    internal static MemoryError TryAllocateAt(Page first, ulong count, MemoryOwner owner, out AllocatedPages pages)
    {
        pages = default;
        // the addresses of cells and devices are for those who load and map them
        ref PageWindow window = ref AddressWindows.General;
        if (!window.Contains(first))
        {
            return MemoryError.OutOfRange;
        }

        MemoryError error = Mappings.TakePagesAt(ref window, first, count, owner, out PageRange range);
        pages = new AllocatedPages(range);
        return error;
    }

    /// <summary>Cuts the range in two; the first holds so many pages.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/>,
    /// <see cref="MemoryError.OutOfRange"/></exception>
    [ConsumesThis]
    public (AllocatedPages Low, AllocatedPages High) Split(ulong at)
    {
        MemoryError error = Mappings.Split(Range, PageState.Allocated, at, out PageRange low, out PageRange high);
        if (error != MemoryError.None)
        {
            string text = $"{this} split at {at}";
            Dispose();
            MemoryException.Throw(error, text);
        }

        return (new AllocatedPages(low), new AllocatedPages(high));
    }

    /// <summary>Makes one range of this one and the one that follows it.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>; <see cref="MemoryError.NotAdjacent"/>, also for pages of another owner
    /// </exception>
    [ConsumesThis]
    public AllocatedPages Merge([Moves] AllocatedPages next)
    {
        MemoryError error = Mappings.Merge(Range, next.Range, PageState.Allocated, out PageRange merged);
        if (error != MemoryError.None)
        {
            string text = $"{this} with {next}";
            Dispose();
            next.Dispose();
            MemoryException.Throw(error, text);
        }

        next.MoveOut();
        return new AllocatedPages(merged);
    }

    /// <summary>Gives the pages back. Nothing happens if this value does not hold them any more.</summary>
    public void Dispose() => Mappings.GivePages(Range);

    [ConsumesThis, MethodImpl(MethodImplOptions.NoInlining)]
    IOwnedMemory IOwnedMemory.MovedTo(MemoryOwner owner)
    {
        MemoryException.ThrowIf(Mappings.Move(Range, PageState.Allocated, owner, out PageRange moved), $"{this}");
        return new AllocatedPages(moved);
    }

    /// <summary>
    /// Ends this value's ownership: the pages have become part of something else, which made this value stale.
    /// </summary>
    [ConsumesThis]
    internal VirtualAddress MoveOut() => First.Start;

    public override string ToString() => Count == 0 ? "no pages" : $"{Count} pages from {First.Start}";
}
