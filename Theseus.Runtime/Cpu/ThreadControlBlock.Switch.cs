using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime;

/// <summary>Which one runs, and how another comes to run.</summary>
internal partial struct ThreadControlBlock
{
    /// <summary>The running one's.</summary>
    // SAFETY: GS:8 always holds the address of a block, the image's first or one that SwitchTo was given, and no
    // block is ever freed.
    public static unsafe ref ThreadControlBlock Running => ref *Current();

    /// <summary>As <see cref="Running"/>.</summary>
    // SAFETY: takes nothing; what it returns is not null.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_current_thread")]
    public static extern unsafe ThreadControlBlock* Current();

    /// <summary>Lays out a new stack so that the first switch to it calls <paramref name="body"/>(argument).</summary>
    // SAFETY: the stack is new: nobody uses it, and below its end there is room for what a switch saves.
    public static unsafe void Prepare(ThreadControlBlock* thread, delegate*<void*, void> body, void* argument)
    {
        nuint top = (thread->StackHigh & ~(nuint)15) - (2 * sizeof(ulong));
        SavedRegisters* saved = (SavedRegisters*)top - 1;
        *saved = default;
        saved->R12 = (ulong)body; // theseus_thread_start calls R12 with R13
        saved->R13 = (ulong)argument;
        saved->ReturnAddress = StartAddress();
        thread->SavedStackPointer = saved;
    }

    /// <summary>Leaves the current stack for <paramref name="next"/>'s; returns when somebody switches back.</summary>
    // SAFETY: next is a block that Prepare or an earlier switch has left, so words for all saved registers lie at its
    // stack pointer.
    public static unsafe void SwitchTo(ThreadControlBlock* next) =>
        Switch(&Current()->SavedStackPointer, next->SavedStackPointer, next);

    // SAFETY: SwitchTo says what the arguments are.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_switch_thread")]
    private static extern unsafe void Switch(void** saveStackPointer, void* loadStackPointer, ThreadControlBlock* next);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_thread_start_address")]
    private static extern ulong StartAddress();
}
