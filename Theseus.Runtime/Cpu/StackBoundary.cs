using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime;

/// <summary>
/// A point on the stack to return to when a stack overflows while its overflow is already being handled: there is no
/// room left to unwind, so everything above is abandoned, its <c>finally</c> blocks too.
/// </summary>
// SAFETY: the control block of the running thread is alive; the boundary is reset before its frame goes.
public static unsafe class StackBoundary
{
    /// <summary>Calls <paramref name="body"/>; true if it returned, false if it was abandoned. Exceptions pass.</summary>
    public static bool Run(delegate*<void> body)
    {
        ThreadControlBlock* thread = ThreadControlBlock.Current();
        void* outer = thread->Boundary;
        void* outerInfo = thread->BoundaryExceptionInfo;
        thread->BoundaryExceptionInfo = thread->NewestExceptionInfo;
        try
        {
            // SAFETY: the frame of Bounded, which Boundary points at, is alive until Boundary is reset below.
            return Bounded(body, &thread->Boundary) == 0;
        }
        finally
        {
            thread->Boundary = outer;
            thread->BoundaryExceptionInfo = outerInfo;
        }
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_run_bounded")]
    private static extern int Bounded(delegate*<void> body, void** boundary);
}
