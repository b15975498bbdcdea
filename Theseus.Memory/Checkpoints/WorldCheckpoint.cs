using Theseus.Format;
using Theseus.Memory.Heap;

namespace Theseus.Memory;

/// <summary>
/// The state of all managed code at a moment, to be put back later: the pages of cells that were written to, the
/// collected heap, the native heap, thread statics. Checkpoints nest; each is put back once.
/// <para>The problem: what a program leaves in the class library (handlers, caches, replaced writers, locks that it
/// held when it ended) and in its own statics would be found by the next. No list of such places can be
/// complete.</para>
/// <para>The idea: all of it is memory whose bounds are known. The state that a program finds is copied when it begins,
/// and comes back when it has ended, whatever it did. The kernel's own statics are not part of it.</para>
/// <para>Nothing may be allocated from the first call of <see cref="PutBackPage"/> on: the class library is in two
/// states until the end.</para>
/// </summary>
[Resident]
internal static class WorldCheckpoint
{
    private struct State
    {
        // SAFETY: null or the checkpoint that was the newest before, which stays until this one has gone.
        public unsafe State* Outer;

        public SavedRanges Pages;
        public SavedRanges.Cursor NextPage;
        public SavedRanges Threads;
        public SavedRanges Native;
    }

    // SAFETY: null or a page that TryBegin has taken and Cancel not given back.
    private static unsafe State* s_newest;

    // SAFETY: callers have begun a checkpoint.
    private static unsafe ref State Newest => ref *s_newest;

    /// <summary>
    /// Begins one: then come ranges, pages of cells, and <see cref="TryTake"/>. False if memory is out.
    /// </summary>
    // SAFETY: the page is zeroed, which is a state that has saved nothing, and larger than one.
    public static unsafe bool TryBegin()
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
    // SAFETY: the caller has seen that the page is mapped and written to.
    public static unsafe bool TrySavePage(VirtualAddress page) => Newest.Pages.TryAdd((void*)page.Value, Frame.Bytes);

    /// <summary>Saves a range that stays mapped. False if memory is out.</summary>
    // SAFETY: the caller's own range, which stays mapped.
    public static unsafe bool TrySave(void* address, nuint bytes) => Newest.Native.TryAdd(address, bytes);

    /// <summary>Saves the rest. False if memory is out; then <see cref="Cancel"/> must follow.</summary>
    public static bool TryTake()
    {
        ref State state = ref Newest;
        if (!Threads.TrySave(ref state.Threads) || !FrozenSegments.TrySave(ref state.Threads)
            || !NativeHeap.TrySave(ref state.Native) || !HeapCheckpoint.TryTake())
        {
            return false;
        }

        NativeHeap.BeginCheckpoint();
        return true;
    }

    /// <summary>Forgets what was begun.</summary>
    // SAFETY: there is a newest one; its page goes when nothing leads there any more.
    public static unsafe void Cancel()
    {
        State* state = s_newest;
        s_newest = state->Outer;
        state->Pages.Release();
        state->Threads.Release();
        state->Native.Release();
        RawPages.Give((nuint)state, 1, MemoryOwner.Of(MemoryKind.Books));
    }

    /// <summary>Begins with the first page again.</summary>
    public static void BeginPages() => Newest.NextPage = default;

    /// <summary>Frees the strong and pinned handles that were made since, whatever is left to do.</summary>
    public static void FreeStrongHandles() => HeapCheckpoint.FreeStrongHandles();

    /// <summary>
    /// Puts a page of a cell back, in ascending order. False if it was not saved: then it was as in the cell's file.
    /// </summary>
    public static bool PutBackPage(VirtualAddress page)
    {
        ref State state = ref Newest;
        while (true)
        {
            SavedRanges.Cursor next = state.NextPage;
            if (!state.Pages.Next(ref next) || next.Address > page.Value)
            {
                return false;
            }

            state.NextPage = next;
            if (next.Address == page.Value)
            {
                SavedRanges.PutBack(next);
                return true;
            }
        }
    }

    /// <summary>
    /// Puts the rest back: the heap, with a collection while the native heap still holds types made since; then that.
    /// </summary>
    public static void PutBack()
    {
        ref State state = ref Newest;
        state.Threads.PutBack();
        HeapCheckpoint.PutBack();
        NativeHeap.EndCheckpoint();
        state.Native.PutBack();
        Cancel();
    }
}
