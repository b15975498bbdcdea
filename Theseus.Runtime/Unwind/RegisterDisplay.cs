using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// The registers of a frame during a stack walk: for each general register where its value is stored, so that a
/// funclet sees what its owner left there. CoreLib calls it REGDISPLAY; offsets are AsmOffsets' of 10.0.12.
/// </summary>
[Resident]
[StructLayout(LayoutKind.Sequential, Size = 136)]
internal struct RegisterDisplay
{
    public StackSlot Rax;
    public StackSlot Rcx;
    public StackSlot Rdx;
    public StackSlot Rbx;
    public StackSlot Rbp;
    public StackSlot Rsi;
    public StackSlot Rdi;
    public StackSlot R8;
    public StackSlot R9;
    public StackSlot R10;
    public StackSlot R11;
    public StackSlot R12;
    public StackSlot R13;
    public StackSlot R14;
    public StackSlot R15;

    /// <summary>Stack pointer after the frame's callee has returned.</summary>
    public ulong StackPointer;

    /// <summary>Where execution goes on in the frame.</summary>
    public ulong InstructionPointer;

    /// <summary>The word that the stack pointer points at.</summary>
    public readonly StackSlot Top => new(StackPointer);

    /// <summary>
    /// Takes everything from a context that a throw helper or a fault laid out. It stays where it is as long as the
    /// walk lasts.
    /// </summary>
    // SAFETY: only addresses are taken, of a context on a stack or in the image, neither of which moves.
    public unsafe void Load(ref readonly LimitedContext context)
    {
        fixed (LimitedContext* at = &context)
        {
            Rax = new StackSlot((ulong)&at->Rax);
            Rcx = default;
            Rdx = new StackSlot((ulong)&at->Rdx);
            Rbx = new StackSlot((ulong)&at->Rbx);
            Rbp = new StackSlot((ulong)&at->Rbp);
            Rsi = default;
            Rdi = default;
            R8 = default;
            R9 = default;
            R10 = default;
            R11 = default;
            R12 = new StackSlot((ulong)&at->R12);
            R13 = new StackSlot((ulong)&at->R13);
            R14 = new StackSlot((ulong)&at->R14);
            R15 = new StackSlot((ulong)&at->R15);
            StackPointer = at->Rsp;
            InstructionPointer = at->Rip;
        }
    }

    /// <summary>
    /// The slot of a register by its DWARF number (System V ABI, figure 3.36); not known where there is none.
    /// </summary>
    public readonly StackSlot Get(int register) => register switch
    {
        0 => Rax,
        1 => Rdx,
        2 => Rcx,
        3 => Rbx,
        4 => Rsi,
        5 => Rdi,
        6 => Rbp,
        8 => R8,
        9 => R9,
        10 => R10,
        11 => R11,
        12 => R12,
        13 => R13,
        14 => R14,
        15 => R15,
        _ => default,
    };

    /// <summary>Sets the slot of a register by its DWARF number.</summary>
    public void Set(int register, StackSlot slot)
    {
        switch (register)
        {
            case 0: Rax = slot; break;
            case 1: Rdx = slot; break;
            case 2: Rcx = slot; break;
            case 3: Rbx = slot; break;
            case 4: Rsi = slot; break;
            case 5: Rdi = slot; break;
            case 6: Rbp = slot; break;
            case 8: R8 = slot; break;
            case 9: R9 = slot; break;
            case 10: R10 = slot; break;
            case 11: R11 = slot; break;
            case 12: R12 = slot; break;
            case 13: R13 = slot; break;
            case 14: R14 = slot; break;
            case 15: R15 = slot; break;
        }
    }
}
