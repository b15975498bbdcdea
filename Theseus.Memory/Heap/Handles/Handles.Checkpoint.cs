namespace Theseus.Memory.Heap;

/// <summary>How many handles there were, and where the free ones begin.</summary>
// SAFETY: a link, which only the table that it came from follows.
internal unsafe struct HandleCounts
{
    public HandleSlot* Free;
    public ulong InUse;
    public ulong Dependents;
}

// A checkpoint of the handles: the slots of all segments.
internal static unsafe partial class Handles
{
    /// <summary>Saves all slots. False if memory is out.</summary>
    internal static bool TrySave(ref SavedRanges ranges, out HandleCounts counts)
    {
        counts = new HandleCounts { Free = s_free, InUse = s_inUse, Dependents = s_dependents };
        for (HandleSegment* segment = s_segments; segment != null; segment = segment->Next)
        {
            if (!ranges.TryAdd(HandleSegment.SlotAt(segment, 0), HandleSegment.SlotsPerSegment * (nuint)sizeof(HandleSlot)))
                return false;
        }

        return true;
    }

    /// <summary>Puts them back; all slots of segments that came since are free.</summary>
    internal static void PutBack(in SavedRanges ranges, in HandleCounts counts)
    {
        ranges.PutBack();
        s_free = counts.Free;
        s_inUse = counts.InUse;
        s_dependents = counts.Dependents;
        for (HandleSegment* segment = s_segments; segment != null; segment = segment->Next)
        {
            if (IsSaved(ranges, HandleSegment.SlotAt(segment, 0)))
                continue;
            for (uint index = HandleSegment.SlotsPerSegment; index-- > 0;)
                Release(HandleSegment.SlotAt(segment, index));
        }
    }

    /// <summary>Frees the strong and pinned handles that are not among the saved ones.</summary>
    internal static void FreeStrongSince(in SavedRanges ranges)
    {
        for (HandleSegment* segment = s_segments; segment != null; segment = segment->Next)
        {
            HandleSlot* saved = SavedCopy(ranges, HandleSegment.SlotAt(segment, 0));
            for (uint index = 0; index < HandleSegment.SlotsPerSegment; index++)
            {
                HandleSlot* slot = HandleSegment.SlotAt(segment, index);
                if (slot->Kind is HandleKind.Strong or HandleKind.Pinned && (saved == null || saved[index].Kind == HandleKind.Free))
                    Free(slot);
            }
        }
    }

    private static bool IsSaved(in SavedRanges ranges, HandleSlot* first) => SavedCopy(ranges, first) != null;

    /// <summary>The copy of a segment's slots, or null.</summary>
    private static HandleSlot* SavedCopy(in SavedRanges ranges, HandleSlot* first)
    {
        SavedRanges.Cursor cursor = default;
        while (ranges.Next(ref cursor, out void* address, out void* copy, out _))
        {
            if (address == first)
                return (HandleSlot*)copy;
        }

        return null;
    }
}
