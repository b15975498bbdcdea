using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// The registers of a frame during a stack walk: for each general register where its value is stored, so that a
/// funclet sees what its owner left there. CoreLib calls it REGDISPLAY; offsets are AsmOffsets' of 10.0.12.
/// </summary>
// SAFETY: holds addresses of saved registers; who walks a stack keeps it from moving, and dereferences only slots of its frames.
[Resident]
[StructLayout(LayoutKind.Sequential, Size = 136)]
internal unsafe struct RegisterDisplay
{
    public ulong* Rax;
    public ulong* Rcx;
    public ulong* Rdx;
    public ulong* Rbx;
    public ulong* Rbp;
    public ulong* Rsi;
    public ulong* Rdi;
    public ulong* R8;
    public ulong* R9;
    public ulong* R10;
    public ulong* R11;
    public ulong* R12;
    public ulong* R13;
    public ulong* R14;
    public ulong* R15;

    /// <summary>Stack pointer after the frame's callee has returned.</summary>
    public ulong StackPointer;

    /// <summary>Where execution goes on in the frame.</summary>
    public ulong InstructionPointer;

    /// <summary>Takes everything from a context that a throw helper or a fault laid out.</summary>
    public void Load(LimitedContext* context)
    {
        Rax = &context->Rax;
        Rcx = null;
        Rdx = &context->Rdx;
        Rbx = &context->Rbx;
        Rbp = &context->Rbp;
        Rsi = null;
        Rdi = null;
        R8 = null;
        R9 = null;
        R10 = null;
        R11 = null;
        R12 = &context->R12;
        R13 = &context->R13;
        R14 = &context->R14;
        R15 = &context->R15;
        StackPointer = context->Rsp;
        InstructionPointer = context->Rip;
    }

    /// <summary>The slot of a register by its DWARF number (System V ABI, figure 3.36); null where there is none.</summary>
    public ulong* Get(int register) => register switch
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
        _ => null,
    };

    /// <summary>Sets the slot of a register by its DWARF number.</summary>
    public void Set(int register, ulong* slot)
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

/// <summary>The registers at a throw site, as the throw helpers push them (CoreLib's PAL_LIMITED_CONTEXT).</summary>
[Resident]
[StructLayout(LayoutKind.Sequential, Size = 80)]
internal struct LimitedContext
{
    public ulong Rip;
    public ulong Rsp;
    public ulong Rbp;
    public ulong Rax;
    public ulong Rbx;
    public ulong Rdx;
    public ulong R12;
    public ulong R13;
    public ulong R14;
    public ulong R15;

    /// <summary>Those of interrupted code.</summary>
    public static LimitedContext Of(in InterruptFrame frame)
    {
        LimitedContext context = default;
        context.Rip = frame.Rip;
        context.Rsp = frame.Rsp;
        context.Rbp = frame.Rbp;
        context.Rbx = frame.Rbx;
        context.R12 = frame.R12;
        context.R13 = frame.R13;
        context.R14 = frame.R14;
        context.R15 = frame.R15;
        return context;
    }
}
