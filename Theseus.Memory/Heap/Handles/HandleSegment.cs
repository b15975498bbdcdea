using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>A page of handles. It begins like a run, so that the page map can tell what it is.</summary>
// SAFETY: made in a page of its own; SlotAt is called with indices below SlotsPerSegment only.
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HandleSegment
{
    /// <summary>Says that the page holds handles and no objects.</summary>
    public Run Run;

    /// <summary>The next segment of the table.</summary>
    public HandleSegment* Next;

    private const uint SlotsOffset = 128;

    /// <summary>Handles in a segment.</summary>
    public static uint SlotsPerSegment => (RawPages.PageSize - SlotsOffset) / (uint)sizeof(HandleSlot);

    /// <summary>The handle at <paramref name="index"/>.</summary>
    public static HandleSlot* SlotAt(HandleSegment* segment, uint index) =>
        (HandleSlot*)((byte*)segment + SlotsOffset) + index;

    /// <summary>True if <paramref name="offset"/>, bytes from the segment's start, is where a handle begins.</summary>
    public static bool IsSlot(nuint offset) => offset >= SlotsOffset && (offset - SlotsOffset) % (nuint)sizeof(HandleSlot) == 0;
}
