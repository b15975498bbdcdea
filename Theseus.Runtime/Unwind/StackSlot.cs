using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// Where on a stack that is walked a word lies: a register that was saved, a return address. Not known where nobody
/// has said where a register was saved.
/// </summary>
[Resident]
internal readonly struct StackSlot(ulong address)
{
    /// <summary>The slot's address; 0 where it is not known.</summary>
    public readonly ulong Address = address;

    /// <summary>True if there is a slot.</summary>
    public bool IsKnown => Address != 0;

    /// <summary>The word in it. Only of a slot that is known.</summary>
    // SAFETY: a slot is a field of a context that assembler has pushed (Of), a word that CallFrame found between
    // stack pointer and CFA of a frame, or the word at the stack pointer of a walk: all at or above the stack pointer
    // at which the walk began, of a stack that nobody leaves or unwinds meanwhile. Where a stack is broken, the read
    // faults, and a fault of the unwinder is a panic.
    public unsafe ulong Value => *(ulong*)Address;

    /// <summary>The slot that a word is: part of a context on a stack or in the image.</summary>
    // SAFETY: only the address is taken, of what does not move.
    public static unsafe StackSlot Of(ref readonly ulong word)
    {
        fixed (ulong* address = &word)
        {
            return new StackSlot((ulong)address);
        }
    }
}
