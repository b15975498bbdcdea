using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Theseus.Runtime;

/// <summary>
/// What the runtime keeps for a flow of execution with a stack of its own. The first one lives in the image
/// (Asm/boot.S); the assembly knows the offsets of <see cref="NewestExceptionInfo"/> and <see cref="ThreadStatics"/>. GS:8 holds the current one.
/// </summary>
// SAFETY: GS:8 always points at a live block; SwitchTo is given blocks that Prepare or an earlier switch has laid out.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadControlBlock
{
    /// <summary>Bytes below <see cref="StackLow"/> that can be used only while a stack overflow is handled.</summary>
    public const nuint GuardReserveBytes = 16 * 4096;

    /// <summary>The newest <c>EH.ExInfo</c> on this stack, null where no exception is in flight.</summary>
    public void* NewestExceptionInfo;

    /// <summary>The object of CoreLib's thread statics (<c>object[][]</c>), a root of the collector.</summary>
    public void* ThreadStatics;

    /// <summary>Lowest usable address of the stack; the guard lies below.</summary>
    public nuint StackLow;

    /// <summary>One past the highest address of the stack.</summary>
    public nuint StackHigh;

    /// <summary>Stack pointer while it does not run.</summary>
    public void* SavedStackPointer;

    /// <summary>Number that CoreLib sees as the OS thread's.</summary>
    public ulong Id;

    /// <summary>The hardware fault being turned into an exception; see <c>FaultKind</c>.</summary>
    public ulong FaultKind;

    /// <summary>Address that the fault touched.</summary>
    public nuint FaultAddress;

    /// <summary>Head of CoreLib's list of GC frame registrations.</summary>
    public void* GcFrames;

    /// <summary>Next in the list of all threads.</summary>
    public ThreadControlBlock* Next;

    /// <summary>errno as the BCL's native calls see it.</summary>
    public int ErrorNumber;

    /// <summary>Not 0 while the guard is open, wholly or half, because a stack overflow is being handled.</summary>
    public int GuardOpen;

    /// <summary>Stack pointer to abandon a second overflow to (<see cref="StackBoundary"/>); null where there is none.</summary>
    public void* Boundary;

    /// <summary>What <see cref="NewestExceptionInfo"/> was at the boundary.</summary>
    public void* BoundaryExceptionInfo;

    /// <summary>Not 0 from the refusal of a wait until the exception that CoreLib ends it with is thrown (Asm/exceptions.S).</summary>
    public int WaitRefused;

    /// <summary>The running one.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_current_thread")]
    public static extern ThreadControlBlock* Current();

    /// <summary>Lays out a new stack so that the first switch to it calls <paramref name="body"/>(argument).</summary>
    public static void Prepare(ThreadControlBlock* thread, delegate*<void*, void> body, void* argument)
    {
        ulong* top = (ulong*)(thread->StackHigh & ~(nuint)15);
        top -= 2;
        *--top = (ulong)StartAddress();  // where the switch returns to
        *--top = 0;                      // rbp
        *--top = 0;                      // rbx
        *--top = (ulong)body;            // r12
        *--top = (ulong)argument;        // r13
        *--top = 0;                      // r14
        *--top = 0;                      // r15
        thread->SavedStackPointer = top;
    }

    /// <summary>Leaves the current stack for <paramref name="next"/>'s; returns when somebody switches back.</summary>
    public static void SwitchTo(ThreadControlBlock* next)
    {
        ThreadControlBlock* self = Current();
        Switch(&self->SavedStackPointer, next->SavedStackPointer, next);
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_switch_thread")]
    private static extern void Switch(void** saveStackPointer, void* loadStackPointer, ThreadControlBlock* next);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_thread_start_address")]
    private static extern void* StartAddress();
}
