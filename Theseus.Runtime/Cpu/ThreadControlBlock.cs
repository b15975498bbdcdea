using System.Runtime.InteropServices;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime;

/// <summary>
/// What the runtime keeps for a flow of execution with a stack of its own. The first one lives in the image
/// (Asm/boot.S), those of tasks at the end of their stacks (<c>TaskStacks</c>); the assembly knows some offsets. GS:8
/// holds the current one.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal partial struct ThreadControlBlock
{
    /// <summary>Bytes below <see cref="StackLow"/> that can be used only while a stack overflow is handled.</summary>
    public const nuint GuardReserveBytes = 16 * 4096;

    /// <summary>Bytes that are kept for one, and to which it is aligned at least to 64.</summary>
    public const nuint Room = 1152;

    /// <summary>Address of the newest <c>EH.ExInfo</c> on this stack, 0 where no exception is in flight.</summary>
    public nuint NewestExceptionInfo;

    /// <summary>The object of CoreLib's thread statics (<c>object[][]</c>), a root of the collector.</summary>
    // SAFETY: only the collector reads it, and CoreLib where it is.
    public unsafe void* ThreadStatics;

    /// <summary>Lowest usable address of the stack; the guard lies below.</summary>
    public nuint StackLow;

    /// <summary>One past the highest address of the stack.</summary>
    public nuint StackHigh;

    /// <summary>Stack pointer while it does not run.</summary>
    // SAFETY: Prepare and the switch write it; the words from there to StackHigh are those of the stack that was left.
    public unsafe void* SavedStackPointer;

    /// <summary>Number that CoreLib sees as the OS thread's.</summary>
    public ulong Id;

    /// <summary>The hardware fault being turned into an exception; see <c>FaultKind</c>.</summary>
    public ulong FaultKind;

    /// <summary>Address that the fault touched.</summary>
    public nuint FaultAddress;

    /// <summary>Head of CoreLib's list of GC frame registrations.</summary>
    public nuint GcFrames;

    /// <summary>Next in the list of all threads.</summary>
    // SAFETY: null or a block that is in the list, which it leaves before its memory is given back.
    public unsafe ThreadControlBlock* Next;

    /// <summary>errno as the BCL's native calls see it.</summary>
    public int ErrorNumber;

    /// <summary>Not 0 while the guard is open, wholly or half, because a stack overflow is being handled.</summary>
    public int GuardOpen;

    /// <summary>
    /// Stack pointer to abandon a second overflow to (<see cref="StackBoundary"/>); 0 where there is none.
    /// </summary>
    public nuint Boundary;

    /// <summary>What <see cref="NewestExceptionInfo"/> was at the boundary.</summary>
    public nuint BoundaryExceptionInfo;

    /// <summary>
    /// A <see cref="RefusedWait"/>: not 0 from the refusal of a wait until the exception that CoreLib ends it with is
    /// thrown (Asm/exceptions.S).
    /// </summary>
    public int WaitRefused;

    /// <summary>
    /// Innermost call into a native function of the system's (Asm/helpers.S, RhpPInvoke); 0 where there is none. While
    /// there is one, the kernel may be in the middle of something, and no other task may run.
    /// </summary>
    public nuint TransitionFrame;

    /// <summary>
    /// Lowest address of the stack that has memory; what is below gets some when it is touched (<c>StackGrowth</c>).
    /// FXRSTOR reads what follows this field, and wants 16 bytes.
    /// </summary>
    public nuint Committed;

    /// <summary>The registers, where an interrupt has stopped it: see <see cref="IsInterrupted"/>.</summary>
    public InterruptFrame Interrupted;

    /// <summary>True while its registers are in <see cref="Interrupted"/>, and not on its stack.</summary>
    public bool IsInterrupted;

    /// <summary>Which of the stacks it is on that <c>TaskStacks</c> has.</summary>
    public ushort StackPlace;

    /// <summary>What the scheduler keeps.</summary>
    public TaskState Task;

    /// <summary>Makes it know the thread statics of another, of which the heap that it runs in has a copy.</summary>
    // SAFETY: the address is that of the copy too.
    public unsafe void InheritThreadStatics(in ThreadControlBlock other) => ThreadStatics = other.ThreadStatics;

    /// <summary>True while a second overflow has somewhere to be abandoned to.</summary>
    public readonly bool HasBoundary => Boundary != 0;
}
