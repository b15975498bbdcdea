namespace Theseus.Memory.Heap;

// What a collection does with handles. It does it in this order: mark strong ones; dependents to a fixed point;
// clear short weak ones; (finalization;) dependents again; clear long weak ones and dead dependents.
internal static partial class Handles
{
    /// <summary>Passes over all handles for the dependent ones, since the boot.</summary>
    internal static ulong DependentPasses { get; private set; }

    /// <summary>Marks what strong and pinned handles hold.</summary>
    internal static void MarkStrong()
    {
        foreach (Span<HandleSlot> slots in Segments)
        {
            foreach (ref HandleSlot slot in slots)
            {
                if (slot.IsStrong)
                {
                    slot.MarkObject();
                }
            }
        }
    }

    /// <summary>
    /// Marks the secondary object of each dependent handle whose primary one is marked, and all that follows from
    /// it, until that marks nothing more: a secondary object may keep other handles' primary ones alive. What a handle
    /// leads to is followed at once, and the passes go backwards and forwards in turn: so one pass or two follow a
    /// chain of handles that were made one after another, however long it is.
    /// </summary>
    internal static void MarkDependents()
    {
        if (s_dependents == 0)
        {
            return;
        }

        bool newestFirst = true;
        while (MarkDependentsOnce(newestFirst))
        {
            newestFirst = !newestFirst;
            ReverseSegments();
        }

        if (!newestFirst)
        {
            ReverseSegments();
        }
    }

    /// <summary>Clears the handles of a weak kind whose object is not marked.</summary>
    internal static void ClearWeak(HandleKind kind)
    {
        foreach (Span<HandleSlot> slots in Segments)
        {
            foreach (ref HandleSlot slot in slots)
            {
                if (slot.Kind == kind && !slot.IsObjectMarked)
                {
                    slot.Clear();
                }
            }
        }
    }

    /// <summary>Clears both objects of the dependent handles whose primary one is not marked.</summary>
    internal static void ClearDeadDependents()
    {
        if (s_dependents != 0)
        {
            ClearWeak(HandleKind.Dependent);
        }
    }

    // SAFETY: the list's links are turned round one by one; segments stay where they are.
    private static unsafe void ReverseSegments()
    {
        HandleSegment* reversed = null;
        HandleSegment* segment = s_segments;
        while (segment != null)
        {
            HandleSegment* next = segment->Next;
            segment->Next = reversed;
            reversed = segment;
            segment = next;
        }

        s_segments = reversed;
    }

    private static bool MarkDependentsOnce(bool newestFirst)
    {
        DependentPasses++;
        bool found = false;
        foreach (Span<HandleSlot> slots in Segments)
        {
            for (int index = 0; index < slots.Length; index++)
            {
                ref HandleSlot slot = ref slots[newestFirst ? slots.Length - 1 - index : index];
                if (slot.Kind != HandleKind.Dependent || !slot.HasSecondary || slot.IsSecondaryMarked
                    || !slot.IsObjectMarked)
                {
                    continue;
                }

                slot.MarkSecondary();
                Marker.Drain();
                found = true;
            }
        }

        return found;
    }
}
