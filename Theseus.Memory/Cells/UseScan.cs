using Theseus.Memory.Heap;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>What keeps a cell in use.</summary>
public enum CellUse
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A live object is of one of its types.</summary>
    Object,

    /// <summary>A live object, a delegate most likely, holds the address of its code.</summary>
    CodePointer,

    /// <summary>The stack of a task that waits holds an address of its code.</summary>
    Stack,
}

/// <summary>
/// Looks through the heap and the stacks for what still needs a cell. Its own statics do not count: what only they reach goes
/// with it.
/// </summary>
// SAFETY: objects are looked at while the collector's marks say that they are reachable; stacks from where they were left to their end.
public static unsafe class UseScan
{
    private struct Search
    {
        public ulong Start;
        public ulong TextEnd;
        public ulong End;
        public CellUse Use;
        public ulong Detail;
    }

    /// <summary>Finds a use.</summary>
    /// <param name="start">First address of the cell.</param>
    /// <param name="textEnd">One past its code.</param>
    /// <param name="end">One past its data.</param>
    /// <param name="detail">The MethodTable of the object, or the address on the stack.</param>
    public static CellUse Find(ulong start, ulong textEnd, ulong end, out ulong detail)
    {
        Search search = new() { Start = start, TextEnd = textEnd, End = end };
        CellRoots.Excluded = start;
        Reachability.ForEachReachable(&Look, &search);
        CellRoots.Excluded = 0;
        if (search.Use == CellUse.None)
        {
            LookAtStacks(&search);
        }

        detail = search.Detail;
        return search.Use;
    }

    private static void Look(void* instance, void* state)
    {
        Search* search = (Search*)state;
        ulong type = (ulong)ObjectLayout.TypeOf(instance);
        if (search->Use == CellUse.Object)
        {
            return;
        }

        if (type >= search->Start && type < search->End)
        {
            (search->Use, search->Detail) = (CellUse.Object, type);
            return;
        }

        if (search->Use != CellUse.None || !ObjectLayout.TypeOf(instance)->HasPointers)
        {
            return; // plain bytes hold no code pointer that anybody would follow
        }

        ulong* words = (ulong*)instance + 1;
        for (nuint i = 1; i < ObjectLayout.SizeOf(instance) / sizeof(ulong); i++, words++)
        {
            if (*words >= search->Start && *words < search->TextEnd)
            {
                (search->Use, search->Detail) = (CellUse.CodePointer, type);
                return;
            }
        }
    }

    private static void LookAtStacks(Search* search)
    {
        ThreadControlBlock* current = ThreadControlBlock.Current();
        for (ThreadControlBlock* thread = Threads.First; thread != null; thread = thread->Next)
        {
            for (ulong* word = (ulong*)thread->SavedStackPointer; thread != current && word < (ulong*)thread->StackHigh; word++)
            {
                if (*word >= search->Start && *word < search->TextEnd)
                {
                    (search->Use, search->Detail) = (CellUse.Stack, *word);
                    return;
                }
            }
        }
    }
}
