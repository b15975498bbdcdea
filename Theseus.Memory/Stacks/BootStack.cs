using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// The first flow of execution. The stack in the image that the assembly entry starts on is small; once pages can be
/// had, the boot goes on on one with a guard.
/// </summary>
[Resident]
internal static class BootStack
{
    /// <summary>
    /// CoreLib remembers which thread was the first to crash and keeps every other one silent; with the number 0, its
    /// mark for nobody, each program that fails fast may say why.
    /// </summary>
    private const ulong FirstThreadId = 0;
    private const ulong Pages = 256;

    private static StackPages s_stack;

    /// <summary>
    /// Leaves the stack in the image for good: calls <c>theseus_go_on</c> (the kernel's second half of the boot
    /// sequence) on a stack of 1 MiB, which is a root of the collector.
    /// </summary>
    [DoesNotReturn]
    public static void Leave()
    {
        nuint committed = 0;
        if (!StackFrames.Initialize() || StackPages.TryAllocate(Pages, out s_stack, out committed) != MemoryError.None)
        {
            Panic.Stop("too little memory for a stack"u8);
        }

        // SAFETY: the boot's control block is a static of the image; the stack that it gets is kept in another and
        // never given back.
        unsafe
        {
            ThreadControlBlock* thread = ThreadControlBlock.Current();
            thread->Id = FirstThreadId;
            s_stack.Attach(ref *thread, committed);
            Threads.Add(new TaskReference(thread));
            GoOn(thread->StackHigh);
        }
    }

    /// <summary>Says in which instance the boot's task runs, and that its time counts from here on.</summary>
    public static void EnterInstance()
    {
        ref TaskState state = ref TaskReference.Current.State;
        state.Instance = Instances.Current;
        state.RunningSince = Cpu.ReadTimestamp();
    }

    [DoesNotReturn, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_go_on_on_stack"),
        ProofBoundary]
    private static extern void GoOn(nuint stackHigh);
}
