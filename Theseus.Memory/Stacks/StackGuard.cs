using System.Runtime;
using Theseus.Format;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;

namespace Theseus.Memory;

/// <summary>
/// The end of a stack. The page below it is never mapped; its lowest ones
/// (<see cref="ThreadControlBlock.GuardReserveBytes"/>) get memory only once a task has run into them, so that the
/// exception for the overflow has room to unwind. It is taken away again once the stack is short.
/// </summary>
[Resident]
internal static class StackGuard
{
    private const nuint Headroom = 16 * 4096;
    private const nuint ProbeBytes = 16 * 1024;
    private const nuint LeastBytes = 8 * 1024; // twice what a collection was measured to take

    // States of ThreadControlBlock.GuardOpen; 0 is closed.
    private const int HalfOpen = 1;
    private const int FullyOpen = 2;

    /// <summary>
    /// Called by the page-fault handler. No guard's is an address outside of the thread's reserve, or in one that is
    /// open already, or for which memory is out. Code that cannot be unwound (C without CFI) goes on in the upper half
    /// of the reserve; the managed code that it returns to throws when it needs the lower one. Where C gets there
    /// first, it has all of the reserve, and the program is abandoned at its end (<see cref="StackBoundary"/>): it
    /// cannot be unwound safely.
    /// </summary>
    [RuntimeExport("theseus_open_stack_guard")]
    // SAFETY: the page-fault handler passes the control block of the flow that faulted, which is alive.
    private static unsafe StackGuardAnswer Open(ThreadControlBlock* thread, nuint address, bool canUnwind) =>
        Open(ref *thread, address, canUnwind);

    private static StackGuardAnswer Open(ref ThreadControlBlock thread, nuint address, bool canUnwind)
    {
        nuint reserve = thread.StackLow - ThreadControlBlock.GuardReserveBytes;
        if (thread.StackLow == 0 || thread.GuardOpen == FullyOpen || address < reserve || address >= thread.StackLow)
        {
            return StackGuardAnswer.NotAGuard;
        }

        nuint half = thread.StackLow - (ThreadControlBlock.GuardReserveBytes / 2);
        bool onlyHalf = !canUnwind && address >= half;
        if (!StackGrowth.TryCommit(ref thread.Committed, onlyHalf ? half : reserve, emergency: true))
        {
            return StackGuardAnswer.NotAGuard;
        }

        thread.GuardOpen = onlyHalf ? HalfOpen : FullyOpen;
        return canUnwind ? StackGuardAnswer.Throw : StackGuardAnswer.GoOn;
    }

    /// <summary>Closes an opened guard again, once the stack is short. The end of a catch calls it.</summary>
    [RuntimeExport("theseus_close_stack_guard")]
    public static void Close()
    {
        ref ThreadControlBlock thread = ref Current;
        if (Cpu.StackPointer() >= thread.StackLow + Headroom)
        {
            Close(ref thread);
        }
    }

    /// <summary>As above, of a stack that is not in use.</summary>
    public static void Close(ref ThreadControlBlock thread)
    {
        if (thread.GuardOpen == 0)
        {
            return;
        }

        StackGrowth.Decommit(ref thread.Committed, thread.StackLow);
        thread.GuardOpen = 0;
    }

    /// <summary>
    /// Touches the stack well below its top, so that an overflow that a caller is about to cause happens here, where
    /// nothing is half done yet. The allocator's slow paths begin with it. Of a reserve that is open they may have
    /// almost all; where that is too little, the page that is never mapped is touched, and the program ends here and
    /// not in the allocator.
    /// </summary>
    public static void Probe()
    {
        nuint top = Cpu.StackPointer();
        nuint reserve = Current.StackLow - ThreadControlBlock.GuardReserveBytes;
        if (Current.GuardOpen == 0)
        {
            // SAFETY: so far below its top lies the stack, its reserve or its guard page: the read finds memory or is
            // the overflow.
            unsafe { Volatile.Read(ref *(byte*)(top - ProbeBytes)); }
        }
        else if (top < reserve + LeastBytes)
        {
            // SAFETY: the page below the reserve is never mapped: the read is the second overflow.
            unsafe { Volatile.Read(ref *(byte*)(reserve - 1)); }
        }
    }

    // SAFETY: a flow's control block lives as long as the flow runs.
    private static unsafe ref ThreadControlBlock Current => ref *ThreadControlBlock.Current();
}
