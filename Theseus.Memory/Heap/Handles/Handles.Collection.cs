namespace Theseus.Memory.Heap;

// What a collection does with handles. It does it in this order: mark strong ones; dependents to a fixed point;
// clear short weak ones; (finalization;) dependents again; clear long weak ones and dead dependents.
internal static unsafe partial class Handles
{
    /// <summary>Marks what strong and pinned handles hold.</summary>
    internal static void MarkStrong()
    {
        for (HandleSegment* segment = s_segments; segment != null; segment = segment->Next)
        {
            for (uint index = 0; index < HandleSegment.SlotsPerSegment; index++)
            {
                HandleSlot* slot = HandleSegment.SlotAt(segment, index);
                if (slot->Kind is HandleKind.Strong or HandleKind.Pinned && slot->Object != null)
                    Marker.MarkObject(slot->Object);
            }
        }
    }

    /// <summary>
    /// Marks the secondary object of each dependent handle whose primary one is marked, and all that follows from
    /// it, until that marks nothing more: a secondary object may keep other handles' primary ones alive. What a handle leads
    /// to is followed at once, and the passes go backwards and forwards in turn: so one pass or two follow a chain of
    /// handles that were made one after another, however long it is.
    /// </summary>
    internal static void MarkDependents()
    {
        if (s_dependents == 0)
            return;
        bool newestFirst = true;
        while (MarkDependentsOnce(newestFirst))
        {
            newestFirst = !newestFirst;
            ReverseSegments();
        }

        if (!newestFirst)
            ReverseSegments();
    }

    /// <summary>Clears the handles of a weak kind whose object is not marked.</summary>
    internal static void ClearWeak(HandleKind kind)
    {
        for (HandleSegment* segment = s_segments; segment != null; segment = segment->Next)
        {
            for (uint index = 0; index < HandleSegment.SlotsPerSegment; index++)
            {
                HandleSlot* slot = HandleSegment.SlotAt(segment, index);
                if (slot->Kind == kind && !Marker.IsMarked(slot->Object))
                    slot->Object = null;
            }
        }
    }

    /// <summary>Clears both objects of the dependent handles whose primary one is not marked.</summary>
    internal static void ClearDeadDependents()
    {
        for (HandleSegment* segment = s_segments; segment != null && s_dependents != 0; segment = segment->Next)
        {
            for (uint index = 0; index < HandleSegment.SlotsPerSegment; index++)
            {
                HandleSlot* slot = HandleSegment.SlotAt(segment, index);
                if (slot->Kind != HandleKind.Dependent || Marker.IsMarked(slot->Object))
                    continue;
                slot->Object = null;
                slot->SetState(HandleKind.Dependent, null);
            }
        }
    }

    private static void ReverseSegments()
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
        bool found = false;
        uint last = HandleSegment.SlotsPerSegment - 1;
        for (HandleSegment* segment = s_segments; segment != null; segment = segment->Next)
        {
            for (uint index = 0; index <= last; index++)
            {
                HandleSlot* slot = HandleSegment.SlotAt(segment, newestFirst ? last - index : index);
                if (slot->Kind != HandleKind.Dependent || slot->Link == null || Marker.IsMarked(slot->Link)
                    || !Marker.IsMarked(slot->Object))
                    continue;
                Marker.MarkObject(slot->Link);
                Marker.Drain();
                found = true;
            }
        }

        return found;
    }
}
