using Theseus.Format;
using Theseus.Memory.Physical;
using Theseus.Memory.Testing;

namespace Theseus.Memory;

/// <summary>
/// A frame that is being filled before anybody sees it. Disposing gives it back, so that an error while filling leaves
/// no trace.
/// </summary>
[NoAllocation]
[Owned]
internal readonly ref struct StagedPage : IDisposable
{
    private readonly uint _count; // 1; 0 of the default value
    private readonly uint _proof;

    private StagedPage(Frame frame, uint generation) =>
        (Frame, _count, _proof) = (frame, 1, HandleProof.Of(generation, 1));

    /// <summary>True if this value still holds its frame.</summary>
    public bool IsHeld => _count != 0 && FrameAllocator.IsHolder(Frame, _count, _proof);

    /// <summary>Its 4096 bytes; of a frame that was just taken, zeroes.</summary>
    public Span<byte> Bytes => PhysicalMemory.BytesOf(Frame);

    internal Frame Frame { get; }

    /// <summary>Takes a frame, from the reserve if there is no other. False if none is left.</summary>
    public static bool TryTake(MemoryOwner owner, out StagedPage page)
    {
        if ((AllocationFailures.IsArmed && owner.Index == AllocationFailures.PagesOf.Index
            && AllocationFailures.NextPages())
            || !FrameAllocator.TryTake(owner, FrameState.Allocated, emergency: true, out Frame frame))
        {
            page = default;
            return false;
        }

        PhysicalMemory.Zero(frame);
        page = new StagedPage(frame, FrameAllocator.BeginRange(frame));
        return true;
    }

    /// <summary>Gives the frame back. Nothing happens if this value does not hold it any more.</summary>
    public void Dispose()
    {
        if (IsHeld)
        {
            FrameAllocator.EndRange(Frame);
            FrameAllocator.Give(Frame, 1, FrameState.Allocated);
        }
    }

    internal void MoveOut(MemoryOwner owner)
    {
        FrameAllocator.EndRange(Frame);
        FrameAllocator.Change(Frame, 1, FrameState.Allocated, FrameState.Mapped, owner);
    }
}
