using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;

namespace Theseus.Memory;

/// <summary>All flows of execution that have a stack.</summary>
[Resident]
internal static class Threads
{
    // SAFETY: null or the head of the list: control blocks are statics of the kernel or of tasks that are alive.
    private static unsafe ThreadControlBlock* s_first;

    /// <summary>Head of the list.</summary>
    // SAFETY: see s_first.
    public static unsafe ThreadControlBlock* First => s_first;

    /// <summary>Head of the list.</summary>
    // SAFETY: see s_first.
    public static unsafe TaskReference FirstTask => new(s_first);

    /// <summary>Adds one, whose stack is a root from now on.</summary>
    // SAFETY: what is alive is in no list before, and leaves this one before its memory is given back.
    public static unsafe void Add(TaskReference task)
    {
        task.Block.Next = s_first;
        s_first = task.Address;
    }

    /// <summary>Takes one out, whose stack nobody runs on any more.</summary>
    // SAFETY: the blocks in the list are alive, and the caller's is one of them.
    public static unsafe void Remove(TaskReference task)
    {
        ThreadControlBlock* thread = task.Address;
        if (s_first == thread)
        {
            s_first = thread->Next;
            return;
        }

        ThreadControlBlock* before = s_first;
        while (before->Next != thread)
        {
            before = before->Next;
        }

        before->Next = thread->Next;
    }

    /// <summary>The registers that an interrupt has kept of a thread that does not run; none of another.</summary>
    // SAFETY: the block is alive, and is not written to while it is looked at.
    public static unsafe ReadOnlySpan<nuint> RegistersOf(ThreadControlBlock* thread) => thread->IsInterrupted
        ? new ReadOnlySpan<nuint>(&thread->Interrupted, sizeof(InterruptFrame) / sizeof(nuint)) : default;

    /// <summary>
    /// The words of a thread's stack, from where it was left; of the running one's, from <paramref name="lowest"/>,
    /// which is in it.
    /// </summary>
    // SAFETY: a stack has memory from there to its high end, both aligned to words, and nothing runs on it while it
    // is looked at. Who was stopped between making room on its stack and using it has nothing where it has no memory.
    public static unsafe ReadOnlySpan<nuint> WordsOf(ThreadControlBlock* thread, nuint lowest)
    {
        nuint low = thread == ThreadControlBlock.Current() ? lowest
            : nuint.Max((nuint)thread->SavedStackPointer, thread->Committed);
        return new ReadOnlySpan<nuint>((void*)low, (int)((thread->StackHigh - low) / sizeof(ulong)));
    }

    // SAFETY: the running flow's control block is alive.
    [RuntimeExport("RhCurrentOSThreadId")]
    private static unsafe ulong CurrentId() => ThreadControlBlock.Current()->Id;

    // SAFETY: the running flow's control block is alive.
    [RuntimeExport("RhCurrentNativeThreadId")]
    private static unsafe nint CurrentNativeId() => (nint)ThreadControlBlock.Current();

    // SAFETY: as above; CoreLib passes the addresses of two locals of its own.
    [RuntimeExport("RhGetCurrentThreadStackBounds")]
    private static unsafe void StackBounds(nuint* low, nuint* high)
    {
        ThreadControlBlock* thread = ThreadControlBlock.Current();
        *low = thread->StackLow;
        *high = thread->StackHigh;
    }

    [RuntimeExport("RhGetDefaultStackSize")]
    private static nint DefaultStackSize() => 1 << 20;
}
