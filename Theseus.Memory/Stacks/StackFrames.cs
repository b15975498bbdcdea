using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// The frames under stacks. A stack may want one at any instruction, that of the <see cref="FrameAllocator"/> itself
/// included; for that case a few are kept aside, whose books are done, so that nothing is asked of the allocator in the
/// middle of its work. It is never in the middle of it twice: no task is stopped there.
/// </summary>
[Resident]
internal static class StackFrames
{
    /// <summary>Frames that are kept aside: more than the allocator's own calls can be deep, by far.</summary>
    public const int Spares = 8;

    /// <summary>Of the allocator's reserve, so many are left for those who unwind and load code.</summary>
    private const ulong LeftForOthers = FrameAllocator.ReserveFrames / 2;

    [InlineArray(Spares)]
    private struct SpareFrames
    {
        private Frame _first;
    }

    private static SpareFrames s_spares;
    private static int s_spareCount;

    /// <summary>Whose all stacks are.</summary>
    public static MemoryOwner Owner { get; private set; }

    /// <summary>Sets the books up. False if there is no frame to keep aside.</summary>
    public static bool Initialize()
    {
        Owner = OwnerTable.Register(MemoryKind.Stack, "tasks"u8);
        s_spareCount = 0;
        return TryRefill();
    }

    /// <summary>A zeroed frame in the state Mapped. False if there is none.</summary>
    /// <param name="emergency">Whether the allocator's reserve may be used.</param>
    /// <param name="frame">The frame.</param>
    public static bool TryTake(bool emergency, out Frame frame)
    {
        if (FrameAllocator.IsBusy)
        {
            return TryTakeSpare(out frame);
        }

        frame = default;
        if ((emergency && FrameAllocator.FreeFrames <= LeftForOthers)
            || !FrameAllocator.TryTake(Owner, FrameState.Mapped, emergency, out frame))
        {
            return false;
        }

        PhysicalMemory.Zero(frame);
        return true;
    }

    /// <summary>
    /// Keeps as many aside as there should be, where the allocator can be asked. False if it could, and had not enough.
    /// </summary>
    public static bool TryRefill()
    {
        while (s_spareCount < Spares && !FrameAllocator.IsBusy)
        {
            if (!FrameAllocator.TryTake(Owner, FrameState.Allocated, emergency: true, out Frame frame))
            {
                return false;
            }

            PhysicalMemory.Zero(frame);
            s_spares[s_spareCount] = frame;
            s_spareCount++;
        }

        return true;
    }

    private static bool TryTakeSpare(out Frame frame)
    {
        frame = default;
        if (s_spareCount == 0)
        {
            return false;
        }

        s_spareCount--;
        frame = s_spares[s_spareCount];
        FrameAllocator.MarkMapped(frame);
        return true;
    }
}
