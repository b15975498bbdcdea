using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// What is marked but whose references are still to be followed, in segments of pages that are taken as it grows and
/// given back after the collection. If there is no memory to grow, an object is dropped and its address noted; the
/// marker then scans the marked objects between the lowest and the highest such address again. The first segment is
/// always held, so each such scan gets on.
/// <para>An entry is an object (one word), a range of references (its end, then its start with bit 0 set), or the
/// rest of an array of structs (the index of its next element, then the array with bit 1 set).</para>
/// </summary>
// SAFETY: words are stored only below Limit and read only above the segment's first word; a segment's links are set
// before it is used.
[Resident]
internal static unsafe class MarkStack
{
    private const nuint SegmentPages = 16;
    private const nuint EntryTag = 3;
    private const nuint RangeTag = 1;
    private const nuint ArrayTag = 2;

    private static Segment* s_segment;
    private static nuint* s_top;
    private static nuint* s_base;
    private static nuint* s_limit;
    private static nuint s_overflowLow;
    private static nuint s_overflowHigh;

    /// <summary>True if entries were dropped.</summary>
    public static bool HasOverflowed => s_overflowHigh != 0;

    /// <summary>Takes the first segment.</summary>
    public static bool Initialize()
    {
        s_overflowLow = nuint.MaxValue;
        s_overflowHigh = 0;
        s_segment = (Segment*)HeapPages.Take(SegmentPages);
        if (s_segment == null)
            return false;
        Use(s_segment);
        return true;
    }

    /// <summary>Where entries were dropped since the last call.</summary>
    public static void TakeOverflow(out nuint low, out nuint high)
    {
        low = s_overflowLow;
        high = s_overflowHigh;
        s_overflowLow = nuint.MaxValue;
        s_overflowHigh = 0;
    }

    /// <summary>Pushes a marked object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PushObject(void* instance)
    {
        nuint* top = s_top;
        if (top == s_limit)
        {
            PushObjectSlowly(instance);
            return;
        }

        *top = (nuint)instance;
        s_top = top + 1;
    }

    /// <summary>Pushes a range of references in a marked object; false if there is no room.</summary>
    public static bool PushRange(void** start, void** end) => PushPair((nuint)end, (nuint)start | RangeTag);

    /// <summary>Pushes the elements of an array of structs from one on; false if there is no room.</summary>
    public static bool PushElements(void* array, uint element) => PushPair(element, (nuint)array | ArrayTag);

    /// <summary>Takes the newest entry if it is an object in the current segment; null if not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* PopObject()
    {
        nuint* top = s_top;
        if (top == s_base)
            return null;
        nuint word = top[-1];
        if ((word & EntryTag) != 0)
            return null;
        s_top = top - 1;
        return (void*)word;
    }

    /// <summary>Takes the newest entry.</summary>
    /// <returns>What it is; <see cref="MarkEntry.None"/> if the stack is empty.</returns>
    public static MarkEntry Pop(out void* address, out nuint detail)
    {
        if (s_top == s_base && !Shrink())
        {
            address = null;
            detail = 0;
            return MarkEntry.None;
        }

        nuint word = *--s_top;
        address = (void*)(word & ~EntryTag);
        if ((word & EntryTag) == 0)
        {
            detail = 0;
            return MarkEntry.Object;
        }

        detail = *--s_top;
        return (word & RangeTag) != 0 ? MarkEntry.Range : MarkEntry.Elements;
    }

    /// <summary>Gives all segments but the first back.</summary>
    public static void Release()
    {
        Segment* spare = s_segment->Next;
        s_segment->Next = null;
        while (spare != null)
        {
            Segment* next = spare->Next;
            HeapPages.Give(spare, SegmentPages);
            spare = next;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PushObjectSlowly(void* instance)
    {
        nuint* top = Grow();
        if (top == null)
        {
            Overflow((nuint)instance);
            return;
        }

        *top = (nuint)instance;
        s_top = top + 1;
    }

    private static bool PushPair(nuint first, nuint second)
    {
        nuint* top = s_top;
        if (s_limit - top < 2 && (top = Grow()) == null)
            return false;
        top[0] = first;
        top[1] = second;
        s_top = top + 2;
        return true;
    }

    private static nuint* Grow()
    {
        Segment* next = s_segment->Next;
        if (next == null)
        {
            next = (Segment*)HeapPages.Take(SegmentPages);
            if (next == null)
                return null;
            s_segment->Next = next;
            next->Previous = s_segment;
            next->Next = null;
        }

        s_segment->SavedTop = s_top;
        Use(next);
        return s_top;
    }

    private static bool Shrink()
    {
        Segment* previous = s_segment->Previous;
        if (previous == null)
            return false;
        nuint* top = previous->SavedTop;
        Use(previous);
        s_top = top;
        return true;
    }

    private static void Use(Segment* segment)
    {
        s_segment = segment;
        s_top = s_base = (nuint*)(segment + 1);
        s_limit = (nuint*)((byte*)segment + SegmentPages * RawPages.PageSize);
    }

    private static void Overflow(nuint address)
    {
        if (address < s_overflowLow)
            s_overflowLow = address;
        if (address > s_overflowHigh)
            s_overflowHigh = address;
    }

    /// <summary>The head of a segment.</summary>
    private struct Segment
    {
        public Segment* Previous;
        public Segment* Next;
        public nuint* SavedTop;
    }
}
