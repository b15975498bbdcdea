using Theseus.Format;
using Theseus.Memory.Heap;

namespace Theseus.Memory;

/// <summary>
/// The state of all managed code at a moment, to be put back later: the pages of cells that were written to, the collected heap, the
/// native heap, thread statics. Checkpoints nest; each is put back once.
/// <para>The problem: what a program leaves in the class library (handlers, caches, replaced writers, locks that it held when it
/// ended) and in its own statics would be found by the next. No list of such places can be complete.</para>
/// <para>The idea: all of it is memory whose bounds are known. The state that a program finds is copied when it begins, and comes back when
/// it has ended, whatever it did. The kernel's own statics are not part of it.</para>
/// <para>Nothing may be allocated from the first call of <see cref="PutBackPage"/> on: the class library is in two states until the end.</para>
/// </summary>
// SAFETY: saved ranges are those of the heaps, of threads and of pages that are mapped; Platform names only its own statics.
[Resident]
internal static unsafe class WorldCheckpoint
{
    private struct State
    {
        public State* Outer;
        public SavedRanges Pages;
        public SavedRanges.Cursor NextPage;
        public SavedRanges Threads;
        public SavedRanges Native;
    }

    private static State* s_newest;

    /// <summary>Begins one: then come ranges, pages of cells, and <see cref="TryTake"/>. False if memory is out.</summary>
    public static bool TryBegin()
    {
        State* state = (State*)RawPages.Take(1, MemoryOwner.Of(MemoryKind.Books));
        if (state == null)
        {
            return false;
        }

        state->Outer = s_newest;
        s_newest = state;
        return true;
    }

    /// <summary>Saves a page of a cell, in ascending order of addresses. False if memory is out.</summary>
    public static bool TrySavePage(VirtualAddress page) => s_newest->Pages.TryAdd((void*)page.Value, Frame.Bytes);

    /// <summary>Saves a range that stays mapped. False if memory is out.</summary>
    public static bool TrySave(void* address, nuint bytes) => s_newest->Native.TryAdd(address, bytes);

    /// <summary>Saves the rest. False if memory is out; then <see cref="Cancel"/> must follow.</summary>
    public static bool TryTake()
    {
        State* state = s_newest;
        if (!Threads.TrySave(ref state->Threads) || !FrozenSegments.TrySave(ref state->Threads)
            || !NativeHeap.TrySave(ref state->Native) || !HeapCheckpoint.TryTake())
        {
            return false;
        }

        NativeHeap.BeginCheckpoint();
        return true;
    }

    /// <summary>Forgets what was begun.</summary>
    public static void Cancel()
    {
        State* state = s_newest;
        s_newest = state->Outer;
        state->Pages.Release();
        state->Threads.Release();
        state->Native.Release();
        RawPages.Give(state, 1, MemoryOwner.Of(MemoryKind.Books));
    }

    /// <summary>Begins with the first page again.</summary>
    public static void BeginPages() => s_newest->NextPage = default;

    /// <summary>Frees the strong and pinned handles that were made since, whatever is left to do.</summary>
    public static void FreeStrongHandles() => HeapCheckpoint.FreeStrongHandles();

    /// <summary>Puts a page of a cell back, in ascending order. False if it was not saved: then it was as in the cell's file.</summary>
    public static bool PutBackPage(VirtualAddress page)
    {
        State* state = s_newest;
        while (true)
        {
            SavedRanges.Cursor next = state->NextPage;
            if (!state->Pages.Next(ref next, out void* address, out void* copy, out nuint bytes) || (ulong)address > page.Value)
            {
                return false;
            }

            state->NextPage = next;
            if ((ulong)address == page.Value)
            {
                Imports.Move(address, copy, bytes);
                return true;
            }
        }
    }

    /// <summary>Puts the rest back: the heap, with a collection while the native heap still holds types made since; then that.</summary>
    public static void PutBack()
    {
        State* state = s_newest;
        state->Threads.PutBack();
        HeapCheckpoint.PutBack();
        NativeHeap.EndCheckpoint();
        state->Native.PutBack();
        Cancel();
    }
}
