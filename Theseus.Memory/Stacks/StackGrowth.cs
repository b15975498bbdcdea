using System.Runtime;
using Theseus.Format;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;

namespace Theseus.Memory;

/// <summary>
/// A stack has addresses for all that it may become, and memory for what it has been: its high end. The part that has
/// memory has no holes and grows downwards (<see cref="ThreadControlBlock.Committed"/>), when an address below it is
/// touched: by the page-fault handler, in the middle of anything. Page tables and ledger are there from the beginning,
/// so all that is wanted is a frame.
/// </summary>
[Resident]
internal static class StackGrowth
{
    /// <summary>Bytes that a new stack has memory for.</summary>
    public const nuint FirstBytes = 4 * PageBytes;

    /// <summary>Bytes that a stack keeps its memory for while no task is on it.</summary>
    public const nuint KeptBytes = 16 * PageBytes;

    private const nuint PageBytes = Frame.Bytes;
    private const nuint AheadBytes = 3 * PageBytes; // each growth costs a fault

    // SAFETY: the page-fault handler passes the control block of the flow that faulted, which is alive.
    [RuntimeExport("theseus_grow_stack")]
    private static unsafe StackGrowthAnswer Grow(ThreadControlBlock* thread, nuint address, bool isOfProgram) =>
        Grow(ref *thread, address, isOfProgram);

    /// <summary>Gives a stack memory down to an address that was touched.</summary>
    /// <param name="thread">Whose stack it is.</param>
    /// <param name="address">What was touched.</param>
    /// <param name="isOfProgram">
    /// True if a program's code did: that can be told that memory is out. The kernel's goes on by the reserve, and so
    /// does the handling of an exception.
    /// </param>
    internal static StackGrowthAnswer Grow(ref ThreadControlBlock thread, nuint address, bool isOfProgram)
    {
        if (address < thread.StackLow || address >= thread.Committed)
        {
            return StackGrowthAnswer.NotItsStack;
        }

        nuint page = address & ~(PageBytes - 1);
        if (TryCommit(ref thread.Committed, page, emergency: false))
        {
            if (!FrameAllocator.IsBusy)
            {
                // what comes next, if there is memory for it
                TryCommit(ref thread.Committed, nuint.Max(page - AheadBytes, thread.StackLow), emergency: false);
            }

            StackFrames.TryRefill();
            return StackGrowthAnswer.Grown;
        }

        if (!TryCommit(ref thread.Committed, page, emergency: true))
        {
            return StackGrowthAnswer.NothingLeft;
        }

        return isOfProgram && thread.NewestExceptionInfo == 0 ? StackGrowthAnswer.NoMemory : StackGrowthAnswer.Grown;
    }

    /// <summary>
    /// Gives memory to all pages from an address up to what has some. False if there is not enough; what there was it
    /// keeps.
    /// </summary>
    /// <param name="committed">The lowest address that has memory; moved down.</param>
    /// <param name="from">Begins a page, of the same stack.</param>
    /// <param name="emergency">Whether the allocator's reserve may be used.</param>
    public static bool TryCommit(ref nuint committed, nuint from, bool emergency)
    {
        while (committed > from)
        {
            if (!StackFrames.TryTake(emergency, out Frame frame))
            {
                return false;
            }

            nuint next = committed - PageBytes;
            Page page = new VirtualAddress(next).Page;
            ref PageEntry entry = ref AddressWindows.General.Entry(page);
            entry.State |= PageState.Present;
            entry.AccessAndSize = (byte)PageAccess.ReadWrite;
            PageTable.Small(page) = frame.Start.Value | PageTable.Flags(PageAccess.ReadWrite);
            committed = next;
        }

        return true;
    }

    /// <summary>Takes the memory of all pages below an address away again.</summary>
    /// <param name="committed">The lowest address that has memory; moved up.</param>
    /// <param name="to">Begins a page, of the same stack, below which nobody uses it.</param>
    public static void Decommit(ref nuint committed, nuint to)
    {
        while (committed < to)
        {
            Page page = new VirtualAddress(committed).Page;
            committed += PageBytes;
            Drop(page);
        }
    }

    /// <summary>Takes the memory of a page away, if it has some.</summary>
    public static void Drop(Page page)
    {
        ref PageEntry known = ref AddressWindows.General.Entry(page);
        if ((known.State & PageState.Present) == 0)
        {
            return;
        }

        ref ulong entry = ref PageTable.Small(page);
        Frame frame = PageTable.FrameOf(entry);
        entry = 0;
        known.State &= ~PageState.Present;
        Tlb.Invalidate(page, 1);
        FrameAllocator.Give(frame, 1, FrameState.Mapped);
    }
}
