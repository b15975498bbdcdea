using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// What the heap was at a moment, to be put back later: every object with its contents, the handles, and the objects that
/// wait for their finalizers. Checkpoints nest.
/// <para>Between taking one and putting it back all objects that it holds stay alive, so that their places are theirs. Afterwards
/// whatever was allocated since is gone, whoever refers to it but for the kernel's own statics.</para>
/// <para>Nothing here allocates, casts, throws or runs a class constructor.</para>
/// </summary>
// SAFETY: an object that is held is marked in every collection, so its slot is neither given out again nor its run given back.
[Resident]
internal static unsafe class HeapCheckpoint
{
    private struct State
    {
        public State* Outer;
        public SavedRanges Objects;
        public SavedRanges Handles;
        public HandleCounts HandleCounts;
        public SavedRanges Finalizers;
    }

    private static State* s_newest;
    private static bool s_isPuttingBack;

    /// <summary>True while a checkpoint is put back: what stacks hold are no roots then, for nobody goes on there.</summary>
    public static bool IsPuttingBack => s_isPuttingBack;

    /// <summary>
    /// Takes a checkpoint. Garbage is kept as well, so a collection should come first. False, with nothing changed, if memory is out.
    /// </summary>
    public static bool TryTake()
    {
        State* state = (State*)HeapPages.Take(1);
        if (state == null)
            return false;
        GcHeap.RetireCursors();
        state->Outer = s_newest;
        s_newest = state;
        if (TryAddObjects(state) && Heap.Handles.TrySave(ref state->Handles, out state->HandleCounts) && Finalization.TrySave(ref state->Finalizers))
            return true;
        Drop();
        return false;
    }

    /// <summary>Puts the newest checkpoint back, and forgets it. Nobody may go on who held anything allocated since.</summary>
    public static void PutBack()
    {
        State* state = s_newest;
        GcHeap.RetireCursors();
        state->Objects.PutBack();
        Heap.Handles.PutBack(state->Handles, state->HandleCounts);
        Finalization.PutBack(state->Finalizers);
        NoCollectionRegion.Initialize();
        LatencySettings.Initialize();
        Collector.ForgetFollowUp();
        s_isPuttingBack = true;
        Collector.Collect(CollectionReason.Requested);
        s_isPuttingBack = false;
        Drop();
    }

    /// <summary>Frees the strong and pinned handles that were made since the newest checkpoint.</summary>
    public static void FreeStrongHandles() => Heap.Handles.FreeStrongSince(s_newest->Handles);

    /// <summary>Starts without any.</summary>
    internal static void Initialize()
    {
        s_newest = null;
        s_isPuttingBack = false;
        SavedRanges.Initialize();
    }

    /// <summary>Marks all objects that checkpoints hold.</summary>
    internal static void Mark()
    {
        for (State* state = s_newest; state != null; state = state->Outer)
        {
            SavedRanges.Cursor cursor = default;
            while (state->Objects.Next(ref cursor, out void* address, out _, out nuint bytes))
            {
                Run* run = PageMap.Find((nuint)address);
                for (byte* slot = (byte*)address; slot < (byte*)address + bytes; slot += run->SlotBytes)
                {
                    if (ObjectLayout.TypeOf(slot + ObjectLayout.HeaderBytes) != null)
                        Marker.MarkObject(slot + ObjectLayout.HeaderBytes);
                }
            }
        }
    }

    private static void Drop()
    {
        State* state = s_newest;
        s_newest = state->Outer;
        state->Objects.Release();
        state->Handles.Release();
        state->Finalizers.Release();
        HeapPages.Give(state, 1);
    }

    /// <summary>Neighbours that are alive are one range.</summary>
    private static bool TryAddObjects(State* state)
    {
        for (Run* run = RunList.First; run != null; run = run->Next)
        {
            uint first = Bitmap.NextSet(run->Live, 0, run->SlotCount);
            while (first < run->SlotCount)
            {
                uint end = Bitmap.NextClear(run->Live, first, run->SlotCount);
                if (!state->Objects.TryAdd(run->Objects + (first * run->SlotBytes), (end - first) * run->SlotBytes))
                    return false;
                first = Bitmap.NextSet(run->Live, end, run->SlotCount);
            }
        }

        return true;
    }
}
