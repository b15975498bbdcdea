using System.Runtime.CompilerServices;
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
/// Looks through the heap and the stacks for what still needs a cell. Its own statics do not count: what only they
/// reach goes with it.
/// </summary>
internal static class UseScan
{
    /// <summary>Different addresses in written data that are kept for the caller to judge.</summary>
    public const int MostReferences = 64;

    private struct Search
    {
        // SAFETY: the address of Find's parameter, which outlives the search.
        public unsafe SparsePages* Pages;

        public bool IsStrict;
        public ulong Start;
        public ulong TextEnd;
        public ulong End;
        public CellUse Use;
        public ulong Detail;
        public int ReferenceCount;
        public References References;

        // SAFETY: see Pages.
        public readonly unsafe bool IsDirty(ulong address) => Pages->IsDirty((uint)((address - Start) / Frame.Bytes));
    }

    [InlineArray(MostReferences)]
    private struct References
    {
        private ulong _first;
    }

    /// <summary>Finds a use.</summary>
    /// <param name="pages">The cell.</param>
    /// <param name="textEnd">One past its code.</param>
    /// <param name="detail">The MethodTable of the object, or the address on the stack.</param>
    /// <param name="references">
    /// Receives addresses in pages of the cell that were written, which live objects hold: of objects of the cell that
    /// have changed, perhaps, or of types, which do not count. Has room for <see cref="MostReferences"/>.
    /// </param>
    /// <param name="referenceCount">How many these are.</param>
    public static CellUse Find(SparsePages pages, ulong textEnd, out ulong detail, Span<ulong> references,
        out int referenceCount) => Find(pages, textEnd, isStrict: false, out detail, references, out referenceCount);

    private static CellUse Find(SparsePages pages, ulong textEnd, bool isStrict, out ulong detail,
        Span<ulong> references, out int referenceCount)
    {
        CollectorHost.EnsureStack(); // an overflow comes here, or not before the end
        ulong start = pages.Start.Value;
        Search search = new()
        {
            Start = start, TextEnd = textEnd, End = start + (pages.Count * (ulong)Frame.Bytes), IsStrict = isStrict,
        };
        CellRoots.Excluded = start;

        // SAFETY: Look takes the address of a search, which is this one, as its cell is; both are locals here. It
        // allocates nothing.
        unsafe
        {
            search.Pages = &pages;
            Reachability.ForEachReachable(&Look, &search);
        }

        CellRoots.Excluded = 0;
        if (search.Use == CellUse.None)
        {
            LookAtStacks(ref search);
        }

        detail = search.Detail;
        referenceCount = Math.Min(search.ReferenceCount, references.Length);
        search.References[..referenceCount].CopyTo(references);
        return search.Use;
    }

    /// <summary>
    /// True if an object that can be reached, or the stack of a task that does not run, refers to any place in a cell:
    /// to be asked of one whose bytes would not come back.
    /// </summary>
    public static bool IsReferred(SparsePages pages) =>
        Find(pages, pages.Start.Value + (pages.Count * (ulong)Frame.Bytes), isStrict: true, out _, [], out _)
            != CellUse.None;

    /// <summary>
    /// True if the stack of a task that does not run, or a register that was saved for it, holds an address of a range.
    /// Interrupts are off.
    /// </summary>
    // SAFETY: the task is in the list of all, so its block is alive.
    public static unsafe bool HoldsAddress(TaskReference task, ulong start, ulong end) =>
        AddressIn(Threads.WordsOf(task.Address, 0), start, end) != 0
        || AddressIn(Threads.RegistersOf(task.Address), start, end) != 0;

    // SAFETY: instance is a reachable object; state is Find's search.
    private static unsafe void Look(void* instance, void* state)
    {
        MethodTable* type = ObjectLayout.TypeOf(instance);
        ref Search search = ref *(Search*)state;
        Look((ulong)type, search.IsStrict || MayHoldAddresses(type) ? ObjectLayout.FieldsOf(instance) : default,
            ref search);
    }

    private static void Look(ulong type, ReadOnlySpan<nuint> words, ref Search search)
    {
        if (search.Use == CellUse.Object)
        {
            return;
        }

        if (type >= search.Start && type < search.End)
        {
            (search.Use, search.Detail) = (CellUse.Object, type);
            return;
        }

        if (search.Use != CellUse.None)
        {
            return;
        }

        foreach (ulong word in words)
        {
            if (word >= search.Start && word < search.TextEnd)
            {
                (search.Use, search.Detail) = (CellUse.CodePointer, type);
                return;
            }

            if (word >= search.TextEnd && word < search.End)
            {
                Keep(ref search, word);
            }
        }
    }

    /// <summary>
    /// Code pointers are no references, and an array of them holds none. Other objects without references are passed
    /// over: the class library's caches and the traces of exceptions hold addresses of code, which are never wrong, and
    /// which nobody keeps a cell for.
    /// </summary>
    // SAFETY: the caller's is an object's type; the type of its elements is in the same world.
    private static unsafe bool MayHoldAddresses(MethodTable* type) =>
        type->HasPointers
        || (type->HasComponentSize && type->RelatedType != null && type->RelatedType->IsFunctionPointer);

    private static void Keep(ref Search search, ulong address)
    {
        if (search.ReferenceCount == MostReferences || !search.IsDirty(address))
        {
            return;
        }

        for (int i = 0; i < search.ReferenceCount; i++)
        {
            if (search.References[i] == address)
            {
                return;
            }
        }

        search.References[search.ReferenceCount++] = address;
    }

    // SAFETY: control blocks in the list are alive.
    private static unsafe void LookAtStacks(ref Search search)
    {
        for (ThreadControlBlock* thread = Threads.First; thread != null; thread = thread->Next)
        {
            if (thread != ThreadControlBlock.Current() && search.Use == CellUse.None)
            {
                LookAtStack(Threads.WordsOf(thread, 0), ref search);
                LookAtStack(Threads.RegistersOf(thread), ref search);
            }
        }
    }

    private static void LookAtStack(ReadOnlySpan<nuint> words, ref Search search)
    {
        if (AddressIn(words, search.Start, search.TextEnd) is var found and not 0)
        {
            (search.Use, search.Detail) = (CellUse.Stack, found);
        }
    }

    /// <summary>The first word that is an address of a range; 0 for none.</summary>
    private static ulong AddressIn(ReadOnlySpan<nuint> words, ulong start, ulong end)
    {
        foreach (nuint word in words)
        {
            if (word >= start && word < end)
            {
                return word;
            }
        }

        return 0;
    }
}
