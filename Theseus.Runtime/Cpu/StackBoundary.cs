using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime;

/// <summary>
/// The point on the stack where a program begins, and where it ends past all its handlers: everything above is abandoned, its
/// <c>finally</c> blocks too. So end <c>Environment.Exit</c>, a failure that nobody handles, and a stack that overflows while its
/// overflow is handled. No exception passes it: a handler is not looked for beyond.
/// </summary>
// SAFETY: the boundary's frame is alive until Run resets it; whoever abandons names only that frame and its own thread.
internal static unsafe class StackBoundary
{
    private const ulong DirectionFlag = 0x400;

    /// <summary>The flow of execution that the innermost boundary is on; null where there is none.</summary>
    private static ThreadControlBlock* s_thread;

    private static int s_step;

    /// <summary>True while there is a boundary to end at.</summary>
    public static bool IsSet => s_thread != null;

    /// <summary>Runs a step of the layer above, by its number there; true if it returned, false if it was abandoned.</summary>
    public static bool Run(int step)
    {
        s_step = step;
        return Run(&RunStep);
    }

    private static bool Run(delegate*<void> body)
    {
        ThreadControlBlock* thread = ThreadControlBlock.Current();
        ThreadControlBlock* outerThread = s_thread;
        void* outer = thread->Boundary;
        void* outerInfo = thread->BoundaryExceptionInfo;
        thread->BoundaryExceptionInfo = thread->NewestExceptionInfo;
        s_thread = thread;
        bool returned = Bounded(body, &thread->Boundary) == 0;
        thread->Boundary = outer;
        thread->BoundaryExceptionInfo = outerInfo;
        s_thread = outerThread;
        return returned;
    }

    /// <summary>
    /// Ends what <see cref="Run"/> called last, from whatever stack. The caller holds nothing of the kernel's, and has made sure that
    /// a boundary <see cref="IsSet"/>.
    /// </summary>
    [DoesNotReturn]
    public static void Abandon()
    {
        s_thread->NewestExceptionInfo = s_thread->BoundaryExceptionInfo;
        Leave(s_thread->Boundary, s_thread);
    }

    /// <summary>As <see cref="Abandon"/>, by the return from a fault or an interrupt; false where there is no boundary.</summary>
    public static bool TryAbandon(InterruptFrame* frame)
    {
        if (s_thread == null)
        {
            return false;
        }

        frame->Rsp = (ulong)s_thread->Boundary;
        frame->Rip = AbandonedAddress();
        frame->Rflags &= ~DirectionFlag;
        s_thread->NewestExceptionInfo = s_thread->BoundaryExceptionInfo;
        SetCurrent(s_thread);
        return true;
    }

    private static void RunStep() => Upcalls.RunBoundedStep(s_step);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_run_bounded")]
    private static extern int Bounded(delegate*<void> body, void** boundary);

    [DoesNotReturn, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_leave_for")]
    private static extern void Leave(void* stackPointer, ThreadControlBlock* thread);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_abandoned_address")]
    private static extern ulong AbandonedAddress();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_set_current_thread")]
    private static extern void SetCurrent(ThreadControlBlock* thread);
}
