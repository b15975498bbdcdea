using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Contract;

namespace Theseus.Memory;

/// <summary>What keeps a cell in use.</summary>
internal enum CellUse
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
internal static unsafe class UseScan
{
    /// <summary>Different addresses in written data that are kept for the caller to judge.</summary>
    public const int MostReferences = 64;

    private struct Search
    {
        public SparsePages* Pages; // the caller's
        public ulong Start;
        public ulong TextEnd;
        public ulong End;
        public CellUse Use;
        public ulong Detail;
        public int ReferenceCount;
        public fixed ulong References[MostReferences];
    }

    /// <summary>Finds a use.</summary>
    /// <param name="pages">The cell.</param>
    /// <param name="textEnd">One past its code.</param>
    /// <param name="detail">The MethodTable of the object, or the address on the stack.</param>
    /// <param name="references">
    /// Receives addresses in pages of the cell that were written, which live objects hold: of objects of the cell that have changed,
    /// perhaps, or of types, which do not count. Has room for <see cref="MostReferences"/>.
    /// </param>
    /// <param name="referenceCount">How many these are.</param>
    public static CellUse Find(SparsePages pages, ulong textEnd, out ulong detail, Span<ulong> references, out int referenceCount)
    {
        CollectorHost.EnsureStack(); // an overflow comes here, or not before the end
        ulong start = pages.Start.Value;
        Search search = new() { Pages = &pages, Start = start, TextEnd = textEnd, End = start + (pages.Count * (ulong)Frame.Bytes) };
        CellRoots.Excluded = start;
        Reachability.ForEachReachable(&Look, &search);
        CellRoots.Excluded = 0;
        if (search.Use == CellUse.None)
        {
            LookAtStacks(&search);
        }

        detail = search.Detail;
        referenceCount = Math.Min(search.ReferenceCount, references.Length);
        new ReadOnlySpan<ulong>(search.References, referenceCount).CopyTo(references);
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

        if (search->Use != CellUse.None || !MayHoldAddresses(ObjectLayout.TypeOf(instance)))
        {
            return;
        }

        ulong* words = (ulong*)instance + 1;
        for (nuint i = 1; i < ObjectLayout.SizeOf(instance) / sizeof(ulong); i++, words++)
        {
            if (*words >= search->Start && *words < search->TextEnd)
            {
                (search->Use, search->Detail) = (CellUse.CodePointer, type);
                return;
            }

            if (*words >= search->TextEnd && *words < search->End)
            {
                Keep(search, *words);
            }
        }
    }

    /// <summary>
    /// Code pointers are no references, and an array of them holds none. Other objects without references are passed over: the class
    /// library's caches and the traces of exceptions hold addresses of code, which are never wrong, and which nobody keeps a cell for.
    /// </summary>
    private static bool MayHoldAddresses(MethodTable* type) =>
        type->HasPointers || (type->HasComponentSize && type->RelatedType != null && type->RelatedType->IsFunctionPointer);

    private static void Keep(Search* search, ulong address)
    {
        if (search->ReferenceCount == MostReferences || !search->Pages->IsDirty((uint)((address - search->Start) / Frame.Bytes)))
        {
            return;
        }

        for (int i = 0; i < search->ReferenceCount; i++)
        {
            if (search->References[i] == address)
            {
                return;
            }
        }

        search->References[search->ReferenceCount++] = address;
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
