namespace Theseus.Runtime.Interrupts;

/// <summary>
/// Tells the two causes of a divide error apart: a zero divisor, and a quotient that does not fit (the smallest
/// integer divided by -1). Decodes the operand of DIV and IDIV (Intel SDM volume 2, chapter 2).
/// </summary>
// SAFETY: the CPU has just decoded the same instruction and read the same operand: both are mapped.
public static unsafe class InstructionDecoder
{
    /// <summary>True if the dividing instruction at the frame's RIP has a divisor other than zero.</summary>
    public static bool DivisorIsNotZero(InterruptFrame* frame)
    {
        byte* p = (byte*)frame->Rip;
        bool wide = false;
        bool narrow = false;
        uint extendBase = 0;
        uint extendIndex = 0;
        while (*p is 0x66 or 0x2E or 0x3E)
        {
            narrow |= *p == 0x66;
            p++;
        }

        if ((*p & 0xF0) == 0x40)
        {
            wide = (*p & 8) != 0;
            extendIndex = ((uint)*p & 2u) << 2;
            extendBase = ((uint)*p & 1u) << 3;
            p++;
        }

        byte opcode = *p++;
        if (opcode is not (0xF6 or 0xF7))
        {
            return false;
        }

        ulong mask = opcode == 0xF6 ? 0xFFUL : wide ? ulong.MaxValue : narrow ? 0xFFFFUL : 0xFFFF_FFFFUL;
        uint mode = (uint)*p >> 6;
        uint low = (uint)*p & 7u;
        p++;
        if (mode == 3)
        {
            return (Register(frame, low | extendBase) & mask) != 0;
        }

        ulong address;
        if (low == 4)
        {
            byte sib = *p++;
            uint index = (((uint)sib >> 3) & 7u) | extendIndex;
            uint root = (uint)sib & 7u;
            address = index == 4 ? 0 : Register(frame, index) << (sib >> 6);
            if (root == 5 && mode == 0)
            {
                address += (ulong)*(int*)p;
            }
            else
            {
                address += Register(frame, root | extendBase);
            }
        }
        else if (low == 5 && mode == 0)
        {
            address = (ulong)(p + 4) + (ulong)*(int*)p; // relative to the next instruction, which follows the displacement
        }
        else
        {
            address = Register(frame, low | extendBase);
        }

        if (mode == 1)
        {
            address += (ulong)*(sbyte*)p;
        }
        else if (mode == 2)
        {
            address += (ulong)*(int*)p;
        }

        return mask switch
        {
            0xFF => *(byte*)address != 0,
            0xFFFF => *(ushort*)address != 0,
            0xFFFF_FFFF => *(uint*)address != 0,
            _ => *(ulong*)address != 0,
        };
    }

    private static ulong Register(InterruptFrame* frame, uint number) => number switch
    {
        0 => frame->Rax,
        1 => frame->Rcx,
        2 => frame->Rdx,
        3 => frame->Rbx,
        4 => frame->Rsp,
        5 => frame->Rbp,
        6 => frame->Rsi,
        7 => frame->Rdi,
        8 => frame->R8,
        9 => frame->R9,
        10 => frame->R10,
        11 => frame->R11,
        12 => frame->R12,
        13 => frame->R13,
        14 => frame->R14,
        _ => frame->R15,
    };
}
