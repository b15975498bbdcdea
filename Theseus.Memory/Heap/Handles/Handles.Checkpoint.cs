namespace Theseus.Memory.Heap;

/// <summary>How many handles there were, and where the free ones begin.</summary>
internal struct HandleCounts
{
    // SAFETY: a link, which only the table that it came from follows.
    public unsafe HandleSlot* Free;

    public ulong InUse;
    public ulong Dependents;
}

// A checkpoint of the handles: the slots of all segments.
internal static partial class Handles
{
    /// <summary>Saves all slots. False if memory is out.</summary>
    internal static bool TrySave(ref SavedRanges ranges, out HandleCounts counts)
    {
        // SAFETY: keeps an address, and follows none.
        unsafe { counts = new HandleCounts { Free = s_free, InUse = s_inUse, Dependents = s_dependents }; }

        foreach (Span<HandleSlot> slots in Segments)
        {
            if (!ranges.TryAdd(slots))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts them back; all slots of segments that came since are free.</summary>
    internal static void PutBack(in SavedRanges ranges, in HandleCounts counts)
    {
        ranges.PutBack();

        // SAFETY: the saved slots are back, and with them the list that begins there.
        unsafe { s_free = counts.Free; }

        s_inUse = counts.InUse;
        s_dependents = counts.Dependents;
        foreach (Span<HandleSlot> slots in Segments)
        {
            if (ranges.TryFind(slots, out _))
            {
                continue;
            }

            for (int index = slots.Length; index-- > 0;)
            {
                Release(ref slots[index]);
            }
        }
    }

    /// <summary>Frees the strong and pinned handles that are not among the saved ones.</summary>
    internal static void FreeStrongSince(in SavedRanges ranges)
    {
        foreach (Span<HandleSlot> slots in Segments)
        {
            ranges.TryFind(slots, out ReadOnlySpan<HandleSlot> saved);
            for (int index = 0; index < slots.Length; index++)
            {
                if (slots[index].IsStrong && (saved.IsEmpty || !saved[index].IsInUse))
                {
                    Free(ref slots[index]);
                }
            }
        }
    }
}
