using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Runtime.Interrupts;
using Theseus.Runtime.Unwind;

namespace Theseus.Runtime;

/// <summary>Which one runs, and how another comes to run. Switches are made with interrupts off.</summary>
internal partial struct ThreadControlBlock
{
    private const ulong ReservedFlag = 2; // always set; interrupts are off
    private const uint MaskedSse = 0x1F80;
    private const uint MaskedX87 = 0x37F;
    private const int MxcsrWord = 3; // in the upper half of which lies the mask

    /// <summary>The running one's.</summary>
    // SAFETY: GS:8 always holds the address of a block that runs, which is not freed while it does.
    public static unsafe ref ThreadControlBlock Running => ref *Current();

    /// <summary>As <see cref="Running"/>.</summary>
    // SAFETY: takes nothing; what it returns is not null.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_current_thread")]
    public static extern unsafe ThreadControlBlock* Current();

    /// <summary>
    /// Lays out a stack that nobody runs on so that the first switch to it calls <see cref="Upcalls.RunTask"/>.
    /// </summary>
    // SAFETY: nobody uses the stack, and below its end there is room for what a switch saves.
    public static unsafe void Prepare(ref ThreadControlBlock thread)
    {
        nuint top = (thread.StackHigh & ~(nuint)15) - (2 * sizeof(ulong));
        SavedRegisters* saved = (SavedRegisters*)top - 1;
        *saved = default;
        delegate*<void> body = &Begin;
        saved->R12 = (ulong)body; // theseus_thread_start calls R12
        saved->ReturnAddress = StartAddress();
        thread.SavedStackPointer = saved;
        thread.IsInterrupted = false;
        thread.NewestExceptionInfo = 0;
        thread.TransitionFrame = 0;
        thread.GcFrames = 0;
        thread.Task.Holds = 0;
    }

    /// <summary>
    /// The registers of one that does not run, as far as a walk of its stack wants them: where an interrupt has stopped
    /// it, or where the switch returns that it has left its stack by.
    /// </summary>
    // SAFETY: whoever does not run, and was not stopped, has left the saved registers at its stack pointer (Prepare,
    // Switch), and nobody runs on its stack while interrupts are off.
    public readonly unsafe LimitedContext WhereLeft
    {
        get
        {
            if (IsInterrupted)
            {
                return LimitedContext.Of(in Interrupted);
            }

            SavedRegisters* saved = (SavedRegisters*)SavedStackPointer;
            return LimitedContext.Of(in *saved, (nuint)(saved + 1));
        }
    }

    /// <summary>Leaves the current stack for <paramref name="next"/>'s; returns when somebody switches back.</summary>
    // SAFETY: next is a block that Prepare, an earlier switch or Exchange has left, so either words for all saved
    // registers lie at its stack pointer, or a whole frame in its block.
    public static unsafe void SwitchTo(TaskReference next)
    {
        ThreadControlBlock* block = next.Address;
        if (block->IsInterrupted)
        {
            block->IsInterrupted = false;
            SwitchToInterrupted(&Current()->SavedStackPointer, &block->Interrupted, block);
        }
        else
        {
            Switch(&Current()->SavedStackPointer, block->SavedStackPointer, block);
        }
    }

    /// <summary>
    /// Lets the return from an interrupt go on with <paramref name="next"/>, and keeps what was interrupted in the
    /// running one's block.
    /// </summary>
    // SAFETY: as SwitchTo; the frame is the interrupt's, and each block is a task's.
    public static unsafe void Exchange(ref InterruptFrame frame, TaskReference next)
    {
        ref ThreadControlBlock running = ref Running;
        running.Interrupted = frame;
        running.IsInterrupted = true;
        running.SavedStackPointer = (void*)(nuint)frame.Rsp;

        ThreadControlBlock* block = next.Address;
        if (block->IsInterrupted)
        {
            block->IsInterrupted = false;
            frame = block->Interrupted;
        }
        else
        {
            GoOnFrom(ref frame, in *(SavedRegisters*)block->SavedStackPointer);
            frame.Rsp = (ulong)((SavedRegisters*)block->SavedStackPointer + 1);
        }

        SetCurrent(block);
    }

    /// <summary>
    /// True if a stack pointer lies in the part of its stack that a task may use: while an overflow is handled, that is
    /// its reserve too.
    /// </summary>
    public readonly bool IsOnStack(ulong stackPointer) =>
        stackPointer >= (GuardOpen == 0 ? StackLow : StackLow - GuardReserveBytes) && stackPointer < StackHigh;

    /// <summary>As the return of <see cref="Switch"/> would, which runs on with interrupts off.</summary>
    private static void GoOnFrom(ref InterruptFrame frame, in SavedRegisters saved)
    {
        frame.R15 = saved.R15;
        frame.R14 = saved.R14;
        frame.R13 = saved.R13;
        frame.R12 = saved.R12;
        frame.Rbx = saved.Rbx;
        frame.Rbp = saved.Rbp;
        frame.Rip = saved.ReturnAddress;
        frame.Rflags = ReservedFlag;
        frame.Sse[0] = MaskedX87;
        frame.Sse[MxcsrWord] = (frame.Sse[MxcsrWord] & ~(ulong)uint.MaxValue) | MaskedSse;
    }

    private static void Begin() => Upcalls.RunTask();

    // SAFETY: SwitchTo says what the arguments are.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_switch_thread")]
    private static extern unsafe void Switch(void** saveStackPointer, void* loadStackPointer, ThreadControlBlock* next);

    // SAFETY: as above.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_switch_to_interrupted")]
    private static extern unsafe void SwitchToInterrupted(
        void** saveStackPointer, InterruptFrame* frame, ThreadControlBlock* next);

    // SAFETY: the caller's is the block of the task that is about to run.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_set_current_thread")]
    private static extern unsafe void SetCurrent(ThreadControlBlock* thread);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_thread_start_address")]
    private static extern ulong StartAddress();
}
