using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime;

/// <summary>
/// The point on the stack where a program begins, and where it ends past all its handlers: everything above is
/// abandoned, its <c>finally</c> blocks too. So end <c>Environment.Exit</c>, a failure that nobody handles, and a stack
/// that overflows while its overflow is handled. No exception passes it: a handler is not looked for beyond.
/// </summary>
[OfInstance]
internal static class StackBoundary
{
    /// <summary>The flow of execution that the innermost boundary is on; null where there is none.</summary>
    // SAFETY: null or what ThreadControlBlock.Current returned, which is never freed.
    private static unsafe ThreadControlBlock* s_thread;

    private static int s_step;

    /// <summary>The task that ran when the innermost boundary was led to.</summary>
    private static TaskReference s_left;

    /// <summary>
    /// The program that runs is left because its stack, its heap or what it calls is not what it was. Whoever says so
    /// to people sets it back.
    /// </summary>
    public static bool IsStateBroken { get; set; }

    /// <summary>True while there is a boundary to end at.</summary>
    // SAFETY: the pointer is compared only.
    public static unsafe bool IsSet => s_thread != null;

    /// <summary>The block that the innermost boundary is of. Only while one <see cref="IsSet"/>.</summary>
    // SAFETY: not null while a boundary is set, and then a block of a flow of execution, none of which is ever freed.
    private static unsafe ref ThreadControlBlock Thread => ref *s_thread;

    /// <summary>
    /// Runs a step of the layer above, by its number there; true if it returned, false if it was abandoned.
    /// </summary>
    // SAFETY: what is called is a method of this class; the boundary's stack pointer is that of this call's frame, and
    // is put back before it returns.
    public static unsafe bool Run(int step)
    {
        s_step = step;
        ThreadControlBlock* outerThread = s_thread;
        ThreadControlBlock* current = ThreadControlBlock.Current();
        ref ThreadControlBlock thread = ref *current;
        nuint outer = thread.Boundary;
        nuint outerInfo = thread.BoundaryExceptionInfo;
        nuint transition = thread.TransitionFrame;
        int holds = thread.Task.Holds;
        thread.BoundaryExceptionInfo = thread.NewestExceptionInfo;
        s_thread = current;
        s_left = TaskReference.Current;
        bool returned = Bounded(&RunStep, ref thread.Boundary) == 0;
        thread.TransitionFrame = transition;
        thread.Task.Holds = holds;
        if (!returned)
        {
            Upcalls.BoundaryReached(s_left);
        }

        thread.Boundary = outer;
        thread.BoundaryExceptionInfo = outerInfo;
        s_thread = outerThread;
        return returned;
    }

    /// <summary>
    /// Ends what <see cref="Run"/> called last, from whatever stack. The caller holds nothing of the kernel's, and has
    /// made sure that a boundary <see cref="IsSet"/>.
    /// </summary>
    [DoesNotReturn]
    public static void Abandon()
    {
        Cpu.DisableInterrupts(); // nobody may switch until the scheduler knows who runs
        s_left = TaskReference.Current;
        ref ThreadControlBlock thread = ref Thread;
        thread.NewestExceptionInfo = thread.BoundaryExceptionInfo;
        Leave(thread.Boundary, ref thread);
    }

    /// <summary>
    /// As <see cref="Abandon"/>, by the return from a fault or an interrupt; false where there is no boundary.
    /// </summary>
    public static bool TryAbandon(ref InterruptFrame frame)
    {
        if (!IsSet)
        {
            return false;
        }

        ref ThreadControlBlock thread = ref Thread;
        frame.Rsp = thread.Boundary;
        frame.Rip = AbandonedAddress();
        frame.Rflags &= ~(InterruptFrame.DirectionFlag | InterruptFrame.InterruptFlag);
        s_left = TaskReference.Current;
        thread.NewestExceptionInfo = thread.BoundaryExceptionInfo;
        SetCurrent(ref thread);
        return true;
    }

    /// <summary>There is none in a program that begins, whatever there was where it was begun.</summary>
    // SAFETY: forgets an address.
    public static unsafe void Reset() => s_thread = null;

    /// <summary>
    /// Makes a task that does not run go on at the boundary on its stack, when it is switched to. False where it has
    /// none. Interrupts are off.
    /// </summary>
    // SAFETY: below the boundary lies the frame of what Run has called, which is abandoned: there is room for what a
    // switch loads.
    [Resident]
    public static unsafe bool Lead(TaskReference task)
    {
        ref ThreadControlBlock block = ref task.Block;
        if (!block.HasBoundary)
        {
            return false;
        }

        SavedRegisters* saved = (SavedRegisters*)block.Boundary - 1;
        *saved = default;
        saved->ReturnAddress = AbandonedAddress();
        block.SavedStackPointer = saved;
        block.IsInterrupted = false;
        block.NewestExceptionInfo = block.BoundaryExceptionInfo;
        block.Task.IsLed = true;
        return true;
    }

    /// <summary>The running task is about to be led to its own boundary by another way.</summary>
    [NoAllocation]
    public static void NoteLeft() => s_left = TaskReference.Current;

    private static void RunStep() => Upcalls.RunBoundedStep(s_step);

    // SAFETY: Run says what the arguments are.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_run_bounded")]
    private static extern unsafe int Bounded(delegate*<void> body, ref nuint boundary);

    [DoesNotReturn, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_leave_for")]
    private static extern void Leave(nuint stackPointer, ref ThreadControlBlock thread);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_abandoned_address")]
    private static extern ulong AbandonedAddress();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_set_current_thread")]
    private static extern void SetCurrent(ref ThreadControlBlock thread);
}
