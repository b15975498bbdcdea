using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>A page of handles. It begins like a run, so that the page map can tell what it is.</summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal struct HandleSegment
{
    /// <summary>Says that the page holds handles and no objects.</summary>
    public Run Run;

    /// <summary>The next segment of the table.</summary>
    // SAFETY: Handles', which follows it; segments are never given back.
    public unsafe HandleSegment* Next;

    /// <summary>How many of its handles are in use: where none is, a collection has nothing to do.</summary>
    public uint InUse;

    private const uint SlotsOffset = 128;

    /// <summary>Handles in a segment.</summary>
    // SAFETY: reads no memory.
    public static unsafe uint SlotsPerSegment => (RawPages.PageSize - SlotsOffset) / (uint)sizeof(HandleSlot);

    /// <summary>The segment's handles.</summary>
    // SAFETY: a segment is a page, which has room for so many behind the head, and which does not move.
    public unsafe Span<HandleSlot> Slots => new((byte*)Unsafe.AsPointer(ref this) + SlotsOffset, (int)SlotsPerSegment);

    /// <summary>The segment that a handle lies in.</summary>
    // SAFETY: a segment is a page, and its handles lie within.
    public static unsafe ref HandleSegment Of(HandleSlot* slot) =>
        ref *(HandleSegment*)((nuint)slot & ~((nuint)RawPages.PageSize - 1));

    /// <summary>True if <paramref name="offset"/>, bytes from the segment's start, is where a handle begins.</summary>
    // SAFETY: reads no memory.
    public static unsafe bool IsSlot(nuint offset) => offset >= SlotsOffset
        && (offset - SlotsOffset) % (nuint)sizeof(HandleSlot) == 0;
}
