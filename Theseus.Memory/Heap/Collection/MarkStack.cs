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
[Resident]
[OfInstance]
internal static class MarkStack
{
    private const nuint SegmentPages = 16;
    private const nuint WordBytes = sizeof(ulong);
    private const nuint EntryTag = 3;
    private const nuint RangeTag = 1;
    private const nuint ArrayTag = 2;

    // SAFETY: null before Initialize; then a segment, whose pages are the stack's alone.
    private static unsafe Segment* s_segment;

    // Addresses of words in that segment: s_base <= s_top <= s_limit, all of them aligned to words.
    private static nuint s_top;
    private static nuint s_base;
    private static nuint s_limit;
    private static nuint s_overflowLow;
    private static nuint s_overflowHigh;

    /// <summary>True if entries were dropped.</summary>
    public static bool HasOverflowed => s_overflowHigh != 0;

    /// <summary>Takes the first segment.</summary>
    // SAFETY: the pages are zeroed: a segment without neighbours.
    public static unsafe bool Initialize()
    {
        s_overflowLow = nuint.MaxValue;
        s_overflowHigh = 0;
        Segment* first = (Segment*)HeapPages.Take(SegmentPages);
        if (first == null)
        {
            return false;
        }

        Use(first);
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
    // SAFETY: the address is stored as a word, below the limit that s_top was compared with.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void PushObject(void* instance)
    {
        nuint top = s_top;
        if (top == s_limit)
        {
            PushObjectSlowly((nuint)instance);
            return;
        }

        *(nuint*)top = (nuint)instance;
        s_top = top + WordBytes;
    }

    /// <summary>Pushes a range of references in a marked object; false if there is no room.</summary>
    // SAFETY: addresses are stored as words.
    public static unsafe bool PushRange(void** start, void** end) => PushPair((nuint)end, (nuint)start | RangeTag);

    /// <summary>Pushes the elements of an array of structs from one on; false if there is no room.</summary>
    // SAFETY: the address is stored as a word.
    public static unsafe bool PushElements(void* array, uint element) => PushPair(element, (nuint)array | ArrayTag);

    /// <summary>Takes the newest entry if it is an object in the current segment; null if not.</summary>
    // SAFETY: above s_base lie entries; one without a tag is an object that PushObject was given.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void* PopObject()
    {
        nuint top = s_top;
        if (top == s_base)
        {
            return null;
        }

        nuint word = ((nuint*)top)[-1];
        if ((word & EntryTag) != 0)
        {
            return null;
        }

        s_top = top - WordBytes;
        return (void*)word;
    }

    /// <summary>Takes the newest entry.</summary>
    /// <returns>What it is; <see cref="MarkEntry.None"/> if the stack is empty.</returns>
    // SAFETY: a word less its tag is the address that was pushed with it.
    public static unsafe MarkEntry Pop(out void* address, out nuint detail)
    {
        MarkEntry entry = Pop(out nuint word, out detail);
        address = (void*)word;
        return entry;
    }

    /// <summary>Gives all segments but the first back.</summary>
    // SAFETY: a segment behind the first is the stack's alone; its link is read before it goes. The stack is empty, so
    // s_segment is the first.
    public static unsafe void Release()
    {
        Segment* spare = s_segment->Next;
        s_segment->Next = null;
        while (spare != null)
        {
            Segment* next = spare->Next;
            HeapPages.Give((nuint)spare, SegmentPages);
            spare = next;
        }
    }

    private static MarkEntry Pop(out nuint address, out nuint detail)
    {
        address = detail = 0;
        if (s_top == s_base && !Shrink())
        {
            return MarkEntry.None;
        }

        nuint word = PopWord();
        address = word & ~EntryTag;
        if ((word & EntryTag) == 0)
        {
            return MarkEntry.Object;
        }

        detail = PopWord();
        return (word & RangeTag) != 0 ? MarkEntry.Range : MarkEntry.Elements;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PushObjectSlowly(nuint instance)
    {
        if (Grow())
        {
            PushWord(instance);
        }
        else
        {
            Overflow(instance);
        }
    }

    private static bool PushPair(nuint first, nuint second)
    {
        if (s_limit - s_top < 2 * WordBytes && !Grow())
        {
            return false;
        }

        PushWord(first);
        PushWord(second);
        return true;
    }

    // SAFETY: callers have seen that there is room below s_limit.
    private static unsafe void PushWord(nuint word)
    {
        *(nuint*)s_top = word;
        s_top += WordBytes;
    }

    // SAFETY: callers have seen an entry above s_base; the two words of a pair lie in one segment.
    private static unsafe nuint PopWord() => *(nuint*)(s_top -= WordBytes);

    // SAFETY: segments are linked in the order in which they came, each in pages of its own; a new one's are zeroed.
    private static unsafe bool Grow()
    {
        Segment* next = s_segment->Next;
        if (next == null)
        {
            next = (Segment*)HeapPages.Take(SegmentPages);
            if (next == null)
            {
                return false;
            }

            s_segment->Next = next;
            next->Previous = s_segment;
        }

        s_segment->SavedTop = s_top;
        Use(next);
        return true;
    }

    // SAFETY: as Grow; SavedTop was set when the segment was left.
    private static unsafe bool Shrink()
    {
        Segment* previous = s_segment->Previous;
        if (previous == null)
        {
            return false;
        }

        Use(previous);
        s_top = previous->SavedTop;
        return true;
    }

    // SAFETY: the words behind a segment's head, up to the end of its pages, are its entries'.
    private static unsafe void Use(Segment* segment)
    {
        s_segment = segment;
        s_top = s_base = (nuint)(segment + 1);
        s_limit = (nuint)segment + SegmentPages * RawPages.PageSize;
    }

    private static void Overflow(nuint address)
    {
        if (address < s_overflowLow)
        {
            s_overflowLow = address;
        }

        if (address > s_overflowHigh)
        {
            s_overflowHigh = address;
        }
    }

    /// <summary>The head of a segment.</summary>
    private struct Segment
    {
        // SAFETY: null or segments of the stack; followed by Grow, Shrink and Release only.
        public unsafe Segment* Previous, Next;

        public nuint SavedTop;
    }
}
