using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Heap;

namespace Theseus.Memory;

/// <summary>
/// Ranges of objects that are not in the heap: the world's preinitialised objects and literals, and those that
/// CoreLib adds (FrozenObjectHeapManager).
/// </summary>
[OfInstance]
internal static class FrozenSegments
{
    private const int Maximum = 256;

    private struct Segment
    {
        // SAFETY: CoreLib's memory, which it keeps as long as the segment is registered.
        public unsafe byte* Start, End;
    }

    [InlineArray(Maximum)]
    private struct Table
    {
        private Segment _first;
    }

    [FixedAddressValueType] // CoreLib's handles are addresses of segments
    private static Table s_segments;
    private static int s_count;

    /// <summary>Marks what the frozen objects refer to.</summary>
    // SAFETY: see Segment; the objects up to the end that CoreLib names are laid out.
    public static unsafe void Mark()
    {
        for (int i = 0; i < s_count; i++)
        {
            Marker.MarkFrozenRange(s_segments[i].Start, s_segments[i].End);
        }
    }

    /// <summary>Returns a handle, or 0 if there are too many segments.</summary>
    // SAFETY: CoreLib's memory, of which the first part is allocated; the handle is the address of an entry, which does
    // not move.
    [RuntimeExport("RhRegisterFrozenSegment")]
    private static unsafe nint Register(byte* start, nuint allocated, nuint committed, nuint reserved)
    {
        if (s_count == Maximum)
        {
            return 0;
        }

        ref Segment segment = ref s_segments[s_count++];
        segment.Start = start;
        segment.End = start + allocated;
        return (nint)Unsafe.AsPointer(ref segment);
    }

    /// <summary>Forgets a segment, whose memory its owner gives back.</summary>
    // SAFETY: CoreLib passes a handle that Register gave.
    [RuntimeExport("RhUnregisterFrozenSegment")]
    private static unsafe void Unregister(Segment* segment) => segment->End = segment->Start;

    // SAFETY: as Unregister; what lies before allocated is laid out.
    [RuntimeExport("RhUpdateFrozenSegment")]
    private static unsafe void Update(Segment* segment, byte* allocated, byte* committed) => segment->End = allocated;
}
