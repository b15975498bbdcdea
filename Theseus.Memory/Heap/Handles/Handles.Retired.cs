using System.Numerics;
using System.Runtime.Intrinsics;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

// Slots that were freed by their value, and may be used again once no copy of the value is left.
//
// The problem: a program that allocates and frees handles for ever would use memory up with slots that are nobody's.
// The idea: a copy can only be where a variable of a handle's type can be, for no code of a program's makes a handle of
// a number (docs/guard.md): in objects that a collection keeps, in the statics of cells, on stacks. When as many
// slots are retired as pay for it, all of that is searched, right after a collection has found what finalizers will
// still see. Fields of a type may be packed, so each byte may begin a copy; sixteen are asked at once.
internal static partial class Handles
{
    /// <summary>Retired slots that a search is made for, at least: 512 KiB of them.</summary>
    public const ulong LeastRetired = 32 * 1024;

    private const nuint TagMask = 7; // CoreLib keeps what kind of handle it is in the low bits of some
    private const nuint SeenMark = TagMask + 1;

    /// <summary>As many bytes as words begin in a vector, and the rest of the last of these.</summary>
    private const int BlockBytes = 16 + sizeof(ulong) - 1;

    private static ulong s_retired;
    private static ulong s_searchAt = LeastRetired;
    private static nuint s_lowestSegment;
    private static nuint s_segmentsSpan;
    private static int s_sharedByte;
    private static byte s_sharedValue;

    /// <summary>Slots that are nobody's because a copy of their value may be left.</summary>
    internal static ulong RetiredCount => s_retired;

    /// <summary>Searches if enough slots are retired; true if one is free now.</summary>
    // SAFETY: looks at a pointer.
    private static unsafe bool TryReuseRetired()
    {
        if (s_retired < s_searchAt || Collector.IsRunning || NoCollectionRegion.IsActive)
        {
            return false;
        }

        CollectorHost.EnsureStack();
        Collector.Request(CollectionReason.Requested);
        FindSegments();
        SeeEverything();
        ReleaseUnseen();
        s_searchAt = Math.Max(LeastRetired, 2 * s_retired);
        return s_free != null;
    }

    /// <summary>Takes down which slots words of a program's memory, or parts of them, are the values of.</summary>
    // SAFETY: the callers' words; what is read of them ends where they do. A slot is what the page map says is one.
    internal static unsafe void See(ReadOnlySpan<nuint> words)
    {
        fixed (nuint* first = words)
        {
            byte* at = (byte*)first;
            byte* end = at + (words.Length * sizeof(nuint));
            if (end - at < BlockBytes)
            {
                for (; end - at >= sizeof(nuint); at++)
                {
                    SeeWord(at);
                }

                return;
            }

            for (; end - at > BlockBytes; at += Vector128<byte>.Count)
            {
                SeeBlock(at);
            }

            SeeBlock(end - BlockBytes); // what of it has been seen already is no other for that
        }
    }

    /// <summary>
    /// The sixteen words that begin here, a byte apart. All addresses of slots have a byte in common: where it is not,
    /// none is.
    /// </summary>
    // SAFETY: the caller's memory, of which a block follows.
    private static unsafe void SeeBlock(byte* at)
    {
        Vector128<byte> shared = Vector128.Equals(Vector128.Load(at + s_sharedByte), Vector128.Create(s_sharedValue));
        for (uint found = shared.ExtractMostSignificantBits(); found != 0; found &= found - 1)
        {
            SeeWord(at + BitOperations.TrailingZeroCount(found));
        }
    }

    // SAFETY: the caller's memory, in which a whole word follows.
    private static unsafe void SeeWord(byte* at)
    {
        nuint address = *(nuint*)at & ~TagMask;
        if (address - s_lowestSegment < s_segmentsSpan)
        {
            SeeAddress(address);
        }
    }

    /// <summary>As above, of whole pages that are mapped one behind the other.</summary>
    // SAFETY: callers have found them to be mapped.
    internal static unsafe void See(Page first, uint count) =>
        See(new ReadOnlySpan<nuint>((void*)first.Start.Value, (int)(count * Frame.Bytes) / sizeof(nuint)));

    // SAFETY: as Check, of which this is the same for slots that are not in use.
    private static unsafe void SeeAddress(nuint address)
    {
        Run* run = PageMap.Find(address);
        if (run != null && run->Kind == RunKind.Handles && HandleSegment.IsSlot(address - (nuint)run)
            && ((HandleSlot*)address)->Kind == HandleKind.Retired)
        {
            ((HandleSlot*)address)->SetState(HandleKind.Retired, (void*)SeenMark);
        }
    }

    // SAFETY: LookAt is what ForEachObject calls, and See what ViewSearch does; neither allocates nor throws.
    private static unsafe void SeeEverything()
    {
        GcHeap.ForEachObject(&LookAt, null); // all that the collection has kept, for whatever reason it did
        ViewSearch.Run(&See);
        Upcalls.SeeWrittenPagesOfCells();
    }

    /// <summary>Elements that are smaller than a handle, and hold no reference, hold none.</summary>
    // SAFETY: an object of the heap.
    private static unsafe void LookAt(void* instance, void* unused)
    {
        MethodTable* type = ObjectLayout.TypeOf(instance);
        if (type->HasPointers || !type->HasComponentSize || type->ComponentSize >= sizeof(nuint))
        {
            See(ObjectLayout.FieldsOf(instance));
        }
    }

    private static void ReleaseUnseen()
    {
        foreach (Span<HandleSlot> slots in AllSegments)
        {
            foreach (ref HandleSlot slot in slots)
            {
                if (slot.Kind != HandleKind.Retired)
                {
                    continue;
                }

                if (slot.HasSecondary)
                {
                    Retire(ref slot); // without the mark, for the next search
                }
                else
                {
                    Release(ref slot);
                    s_retired--;
                }
            }
        }
    }

    // SAFETY: segments of the list.
    private static unsafe void FindSegments()
    {
        nuint lowest = nuint.MaxValue;
        nuint end = 0;
        for (HandleSegment* segment = s_segments; segment != null; segment = segment->Next)
        {
            lowest = Math.Min(lowest, (nuint)segment);
            end = Math.Max(end, (nuint)segment + RawPages.PageSize);
        }

        (s_lowestSegment, s_segmentsSpan) = (lowest, end - lowest);
        s_sharedByte = 0;
        while ((lowest ^ (end - 1)) >> (8 * s_sharedByte) != 0)
        {
            s_sharedByte++; // 7 at most: addresses of one half
        }

        s_sharedValue = (byte)(lowest >> (8 * s_sharedByte));
    }
}
