using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// What the heap was at a moment, to be put back later: every object with its contents, the handles, and the objects
/// that wait for their finalizers. Checkpoints nest.
/// <para>Between taking one and putting it back all objects that it holds stay alive, so that their places are theirs.
/// Afterwards whatever was allocated since is gone, whoever refers to it but for the kernel's own statics.</para>
/// <para>Nothing here allocates, casts, throws or runs a class constructor.</para>
/// </summary>
[Resident]
internal static class HeapCheckpoint
{
    private struct State
    {
        // SAFETY: null or the checkpoint that was the newest before, which stays until this one has gone.
        public unsafe State* Outer;

        public SavedRanges Objects;
        public SavedRanges Handles;
        public HandleCounts HandleCounts;
        public SavedRanges Finalizers;
    }

    // SAFETY: null or a page that TryTake has taken and Drop not given back.
    private static unsafe State* s_newest;

    private static bool s_isPuttingBack;

    /// <summary>
    /// True while a checkpoint is put back: what stacks hold are no roots then, for nobody goes on there.
    /// </summary>
    public static bool IsPuttingBack => s_isPuttingBack;

    /// <summary>True from the first checkpoint that is taken to the last that is put back.</summary>
    // SAFETY: looks at a pointer, and follows it not.
    public static unsafe bool IsTaken => s_newest != null;

    /// <summary>
    /// Takes a checkpoint. Garbage is kept as well, so a collection should come first. False, with nothing changed, if
    /// memory is out.
    /// </summary>
    public static bool TryTake()
    {
        if (!TryBegin())
        {
            return false;
        }

        GcHeap.RetireCursors();
        ref State state = ref Newest;
        if (TryAddObjects(ref state) && Heap.Handles.TrySave(ref state.Handles, out state.HandleCounts)
            && Finalization.TrySave(ref state.Finalizers))
        {
            return true;
        }

        Drop();
        return false;
    }

    /// <summary>
    /// Puts the newest checkpoint back, and forgets it. Nobody may go on who held anything allocated since.
    /// </summary>
    public static void PutBack()
    {
        ref State state = ref Newest;
        GcHeap.RetireCursors();
        state.Objects.PutBack();
        Heap.Handles.PutBack(state.Handles, state.HandleCounts);
        Finalization.PutBack(state.Finalizers);
        NoCollectionRegion.Initialize();
        LatencySettings.Initialize();
        Collector.ForgetFollowUp();
        s_isPuttingBack = true;
        Collector.Collect(CollectionReason.Requested);
        s_isPuttingBack = false;
        Drop();
    }

    /// <summary>Frees the strong and pinned handles that were made since the newest checkpoint.</summary>
    public static void FreeStrongHandles() => Heap.Handles.FreeStrongSince(Newest.Handles);

    /// <summary>Starts without any.</summary>
    // SAFETY: forgets an address.
    internal static unsafe void Initialize()
    {
        s_newest = null;
        s_isPuttingBack = false;
        SavedRanges.Initialize();
    }

    /// <summary>Marks all objects that checkpoints hold.</summary>
    // SAFETY: see s_newest and Outer.
    internal static unsafe void Mark()
    {
        for (State* state = s_newest; state != null; state = state->Outer)
        {
            MarkObjects(state->Objects);
        }
    }

    private static void MarkObjects(in SavedRanges objects)
    {
        SavedRanges.Cursor cursor = default;
        while (objects.Next(ref cursor))
        {
            MarkSlots(cursor.Address, cursor.Address + cursor.Bytes);
        }
    }

    // SAFETY: whole slots of one run, as TryAddObjects saved them. Each holds an object or has no type yet: what is
    // held is marked in every collection, so that no slot was given out again and the run not given back.
    private static unsafe void MarkSlots(nuint start, nuint end)
    {
        Run* run = PageMap.Find(start);
        for (nuint instance = start + ObjectLayout.HeaderBytes; instance < end; instance += run->SlotBytes)
        {
            if (ObjectLayout.TypeOf((void*)instance) != null)
            {
                Marker.MarkObject((void*)instance);
            }
        }
    }

    // SAFETY: callers have begun a checkpoint, or been told so by theirs.
    private static unsafe ref State Newest => ref *s_newest;

    // SAFETY: the page is zeroed, which is a state that has saved nothing, and larger than one.
    private static unsafe bool TryBegin()
    {
        State* state = (State*)HeapPages.Take(1);
        if (state == null)
        {
            return false;
        }

        state->Outer = s_newest;
        s_newest = state;
        return true;
    }

    // SAFETY: there is a newest one; its page goes when nothing leads there any more.
    private static unsafe void Drop()
    {
        State* state = s_newest;
        s_newest = state->Outer;
        state->Objects.Release();
        state->Handles.Release();
        state->Finalizers.Release();
        HeapPages.Give((nuint)state, 1);
    }

    /// <summary>Neighbours that are alive are one range.</summary>
    private static bool TryAddObjects(ref State state)
    {
        foreach (ref Run run in RunList.All)
        {
            uint first = Bitmap.NextSet(run.Live, 0, run.SlotCount);
            while (first < run.SlotCount)
            {
                uint end = Bitmap.NextClear(run.Live, first, run.SlotCount);
                if (!TryAddSlots(ref state, ref run, first, end))
                {
                    return false;
                }

                first = Bitmap.NextSet(run.Live, end, run.SlotCount);
            }
        }

        return true;
    }

    // SAFETY: slots whose live bits are set lie in the run's pages.
    private static unsafe bool TryAddSlots(ref State state, ref Run run, uint first, uint end) =>
        state.Objects.TryAdd((void*)(run.Objects + (first * run.SlotBytes)), (end - first) * run.SlotBytes);
}
