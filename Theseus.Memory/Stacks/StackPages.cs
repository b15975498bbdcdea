using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// The addresses of one stack, with an unmapped page below and above, and the memory that it has by now
/// (<see cref="StackGrowth"/>). The default value owns nothing.
/// </summary>
[Owned]
internal readonly struct StackPages : IDisposable
{
    private const uint PagesPerTable = 512;

    private readonly PageRange _range;

    private StackPages(PageRange range) => _range = range;

    /// <summary>Bytes of it, with memory or without; 0 if the value owns nothing.</summary>
    public nuint Bytes => (nuint)_range.Count << Frame.ByteShift;

    private nuint Low => (nuint)_range.First.Start.Value;

    private nuint High => Low + Bytes;

    /// <summary>
    /// Addresses for a stack of so many pages, of which the lowest (<see cref="ThreadControlBlock.GuardReserveBytes"/>)
    /// can only be used while an overflow is handled, and memory for its first bytes.
    /// </summary>
    /// <param name="pages">More than the reserve and the first bytes need.</param>
    /// <param name="stack">The stack.</param>
    /// <param name="committed">The lowest address that has memory.</param>
    public static MemoryError TryAllocate(ulong pages, out StackPages stack, out nuint committed)
    {
        stack = default;
        committed = 0;
        MemoryError error = Mappings.TakePages(ref AddressWindows.General, pages, 1, guarded: true, StackFrames.Owner,
            out PageRange range);
        if (error != MemoryError.None)
        {
            return error;
        }

        if (!HasTables(range))
        {
            Mappings.GivePages(range);
            return MemoryError.OutOfMemory;
        }

        error = Mappings.BeginSparse(range, out PageRange sparse);
        stack = new StackPages(sparse);
        committed = stack.High;
        if (!StackGrowth.TryCommit(ref committed, stack.High - StackGrowth.FirstBytes, emergency: false))
        {
            stack.Dispose();
            stack = default;
            return MemoryError.OutOfMemory;
        }

        return error;
    }

    /// <summary>Makes it a thread's stack: sets its bounds, of which the lower one is above the guard.</summary>
    public void Attach(ref ThreadControlBlock thread, nuint committed) => Attach(ref thread, High, committed);

    /// <summary>
    /// Makes it a task's: the control block, zeroed, lies at its high end, and the stack is what is below.
    /// </summary>
    // SAFETY: there is memory from committed up to the high end, which is more than a block by far and aligned to a
    // page.
    public unsafe TaskReference AttachTask(nuint committed)
    {
        ThreadControlBlock* block = (ThreadControlBlock*)(High - ThreadControlBlock.Room);
        *block = default;
        Attach(ref *block, (nuint)block, committed);
        return new TaskReference(block);
    }

    /// <summary>Gives addresses and memory back. Nobody may run on it any more.</summary>
    public void Dispose()
    {
        if (!Mappings.IsHeld(_range, PageState.Sparse))
        {
            return;
        }

        for (uint i = 0; i < _range.Count; i++)
        {
            StackGrowth.Drop(_range.First + i);
        }

        Mappings.EndSparse(_range);
    }

    private void Attach(ref ThreadControlBlock thread, nuint high, nuint committed)
    {
        thread.StackLow = Low + ThreadControlBlock.GuardReserveBytes;
        thread.StackHigh = high;
        thread.Committed = committed;
    }

    /// <summary>Makes the page tables that its entries will be in. False if there is no frame for one.</summary>
    private static bool HasTables(PageRange range)
    {
        bool isThere = true;
        for (ulong i = 0; i < range.Count && isThere;)
        {
            PageTable.Slot(range.First + i, PageSize.Small, out isThere);
            i += PagesPerTable - ((range.First + i).Number & (PagesPerTable - 1));
        }

        return isThere;
    }
}
