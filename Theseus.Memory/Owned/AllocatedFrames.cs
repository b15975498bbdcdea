using System.Runtime.CompilerServices;
using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// Contiguous frames of RAM with one owner. While a value is held, no other value and no mapping holds any of them.
/// They are given back by <see cref="Dispose"/> or moved into a mapping, exactly once; a copy of a value that was
/// released or moved is stale, and using it is a <see cref="MemoryException"/>. The default value owns nothing.
/// </summary>
/// <remarks>Contents: zeroes, always. What another owner left is never seen.</remarks>
[Owned]
public readonly struct AllocatedFrames : IDisposable, IOwnedMemory
{
    private readonly uint _count;
    private readonly uint _proof;

    private AllocatedFrames(Frame first, uint count, uint generation) =>
        (First, _count, _proof) = (first, count, HandleProof.Of(generation, count));

    /// <summary>The first frame.</summary>
    public Frame First { get; }

    /// <summary>How many there are; 0 if the value owns nothing.</summary>
    public ulong Count => _count;

    /// <summary>True if this value still holds its frames.</summary>
    public bool IsHeld => _count != 0 && FrameAllocator.IsHolder(First, _count, _proof);

    /// <summary>Takes frames anywhere in RAM.</summary>
    /// <param name="count">Frames of 4 KiB.</param>
    /// <param name="alignment">The first one's number is a multiple of this power of two.</param>
    /// <exception cref="OutOfMemoryException">No such run is free.</exception>
    /// <exception cref="MemoryException"><see cref="MemoryError.BadSize"/></exception>
    public static AllocatedFrames Allocate(ulong count, ulong alignment = 1)
    {
        MemoryException.ThrowIf(TryAllocate(count, alignment, MemoryOwner.Current, out AllocatedFrames frames),
            $"{count} frames");
        return frames;
    }

    /// <summary>Takes frames between two, the second excluded; for devices that reach only some addresses.</summary>
    /// <exception cref="OutOfMemoryException">No such run is free there.</exception>
    /// <exception cref="MemoryException"><see cref="MemoryError.BadSize"/></exception>
    public static AllocatedFrames AllocateWithin(ulong count, Frame from, Frame end, ulong alignment = 1)
    {
        MemoryException.ThrowIf(
            TryAllocateWithin(count, alignment, from, end, MemoryOwner.Current, out AllocatedFrames frames),
                $"{count} frames within {from} to {end}");
        return frames;
    }

    /// <summary>Takes exactly these frames.</summary>
    /// <exception cref="OutOfMemoryException">They are free, but what is left would be too little for the kernel
    /// itself.</exception>
    /// <exception cref="MemoryException"><see cref="MemoryError.InUse"/>, <see cref="MemoryError.NotRam"/>,
    /// <see cref="MemoryError.BadSize"/></exception>
    public static AllocatedFrames AllocateAt(Frame first, ulong count)
    {
        MemoryException.ThrowIf(TryAllocateAt(first, count, MemoryOwner.Current, out AllocatedFrames frames),
            $"{count} frames at {first}");
        return frames;
    }

    /// <summary>As <see cref="Allocate"/>, for an owner, without throwing.</summary>
    internal static MemoryError TryAllocate(ulong count, ulong alignment, MemoryOwner owner,
        out AllocatedFrames frames) =>
        TryAllocateWithin(count, alignment, default, new Frame(FrameAllocator.FrameCount), owner, out frames);

    /// <summary>As <see cref="AllocateWithin"/>, for an owner, without throwing.</summary>
    internal static MemoryError TryAllocateWithin(
        ulong count, ulong alignment, Frame from, Frame end, MemoryOwner owner, out AllocatedFrames frames)
    {
        MemoryError error = FrameAllocator.TryTakeRange(count, alignment, from, end, owner, FrameState.Allocated,
            out Frame first);
        frames = error == MemoryError.None ? Begin(first, count, isNew: true) : default;
        return error;
    }

    /// <summary>As <see cref="AllocateAt"/>, for an owner, without throwing.</summary>
    internal static MemoryError TryAllocateAt(Frame first, ulong count, MemoryOwner owner, out AllocatedFrames frames)
    {
        MemoryError error = FrameAllocator.TryTakeAt(first, count, owner, FrameState.Allocated);
        frames = error == MemoryError.None ? Begin(first, count, isNew: true) : default;
        return error;
    }

    /// <summary>Cuts the range in two; the first holds so many frames.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/>,
    /// <see cref="MemoryError.OutOfRange"/></exception>
    [ConsumesThis]
    public (AllocatedFrames Low, AllocatedFrames High) Split(ulong at)
    {
        MemoryError error = TrySplit(at, out AllocatedFrames low, out AllocatedFrames high);
        if (error != MemoryError.None)
        {
            string text = $"{this} split at {at}";
            Dispose();
            MemoryException.Throw(error, text);
        }

        return (low, high);
    }

    /// <summary>As <see cref="Split"/>, without throwing; if it fails, this value still owns the whole.</summary>
    [ConsumesThis(OnSuccess = true), MethodImpl(MethodImplOptions.NoInlining)]
    public MemoryError TrySplit(ulong at, out AllocatedFrames low, out AllocatedFrames high)
    {
        low = high = default;
        if (!IsHeld)
        {
            return MemoryError.NotOwned;
        }

        if (at == 0 || at >= _count)
        {
            return MemoryError.OutOfRange;
        }

        low = Begin(First, at, isNew: false);
        high = Begin(First + at, _count - at, isNew: false);
        return MemoryError.None;
    }

    /// <summary>Makes one range of this one and the one that follows it.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>; <see cref="MemoryError.NotAdjacent"/>, also for frames of another owner
    /// </exception>
    [ConsumesThis]
    public AllocatedFrames Merge([Moves] AllocatedFrames next)
    {
        MemoryError error = TryMerge(next, out AllocatedFrames merged);
        if (error != MemoryError.None)
        {
            string text = $"{this} with {next}";
            Dispose();
            next.Dispose();
            MemoryException.Throw(error, text);
        }

        return merged;
    }

    /// <summary>As <see cref="Merge"/>, without throwing; if it fails, both are still what they were.</summary>
    [ConsumesThis(OnSuccess = true), MethodImpl(MethodImplOptions.NoInlining)]
    public MemoryError TryMerge([Moves(OnSuccess = true)] AllocatedFrames next, out AllocatedFrames merged)
    {
        merged = default;
        if (!IsHeld || !next.IsHeld)
        {
            return MemoryError.NotOwned;
        }

        ulong count = Count + next.Count;
        if (First + _count != next.First || FrameAllocator.OwnerOf(First) != FrameAllocator.OwnerOf(next.First)
            || count > uint.MaxValue)
        {
            return MemoryError.NotAdjacent;
        }

        FrameAllocator.EndRange(next.First);
        merged = Begin(First, count, isNew: false);
        return MemoryError.None;
    }

    /// <summary>Gives the frames back. Nothing happens if this value does not hold them any more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Dispose()
    {
        if (IsHeld)
        {
            FrameAllocator.EndRange(First);
            FrameAllocator.Give(First, _count, FrameState.Allocated);
        }
    }

    public override string ToString() => _count == 0 ? "no frames" : $"{_count} frames from {First.Start}";

    [ConsumesThis, MethodImpl(MethodImplOptions.NoInlining)]
    IOwnedMemory IOwnedMemory.MovedTo(MemoryOwner owner)
    {
        MemoryException.ThrowIf(IsHeld ? MemoryError.None : MemoryError.NotOwned, $"{this}");
        FrameAllocator.Change(First, _count, FrameState.Allocated, FrameState.Allocated, owner);
        return Begin(First, _count, isNew: false);
    }

    /// <summary>Ends this value's ownership: the frames become a mapping's.</summary>
    [ConsumesThis]
    internal void MoveOut() => FrameAllocator.EndRange(First);

    /// <summary>Takes over a frame that was mapped, and is not any more, with what is in it; its owner stays.</summary>
    internal static AllocatedFrames OfMapped(Frame frame)
    {
        FrameAllocator.Change(frame, 1, FrameState.Mapped, FrameState.Allocated, FrameAllocator.OwnerOf(frame));
        return Begin(frame, 1, isNew: false);
    }

    private static AllocatedFrames Begin(Frame first, ulong count, bool isNew)
    {
        for (ulong i = 0; isNew && i < count; i++)
        {
            PhysicalMemory.Zero(first + i);
        }

        return new AllocatedFrames(first, (uint)count, FrameAllocator.BeginRange(first));
    }
}
