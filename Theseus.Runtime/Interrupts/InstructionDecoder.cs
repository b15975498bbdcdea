using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// Tells the two causes of a divide error apart: a zero divisor, and a quotient that does not fit (the smallest
/// integer divided by -1). Decodes the operand of DIV and IDIV (Intel SDM volume 2, chapter 2).
/// </summary>
// SAFETY: the CPU has just decoded the same instruction and read the same operand: both are mapped.
[Resident]
internal static unsafe class InstructionDecoder
{
    private const byte ByteDivide = 0xF6;
    private const byte Divide = 0xF7;

    private struct Prefixes
    {
        public bool NarrowOperand;
        public bool NarrowAddress;
        public bool OtherSegment;
        public uint Rex; // 0 where there is none
    }

    /// <summary>True if the dividing instruction at the frame's RIP has a divisor other than zero.</summary>
    public static bool DivisorIsNotZero(InterruptFrame* frame)
    {
        byte* p = (byte*)frame->Rip;
        Prefixes prefixes = ReadPrefixes(&p);
        byte opcode = *p++;
        if (opcode is not (ByteDivide or Divide))
        {
            return false;
        }

        // REX.W counts more than the prefix for 16 bits.
        uint bytes = opcode == ByteDivide ? 1u : (prefixes.Rex & 8) != 0 ? 8u : prefixes.NarrowOperand ? 2u : 4u;
        uint mode = (uint)*p >> 6;
        uint low = (uint)*p & 7u;
        p++;
        if (mode == 3)
        {
            // Without any REX prefix the byte registers 4 to 7 are the second bytes of the registers 0 to 3.
            bool second = bytes == 1 && prefixes.Rex == 0 && low >= 4;
            ulong value = second ? Register(frame, low - 4) >> 8 : Register(frame, low | ((prefixes.Rex & 1) << 3));
            return (value << (int)(64 - (bytes * 8))) != 0;
        }

        if (prefixes.OtherSegment)
        {
            return false; // FS and GS have bases; no compiled code divides by what is there
        }

        ulong address = Address(frame, p, mode, low, prefixes);
        return bytes switch
        {
            1 => *(byte*)address != 0,
            2 => *(ushort*)address != 0,
            4 => *(uint*)address != 0,
            _ => *(ulong*)address != 0,
        };
    }

    /// <summary>The legacy prefixes in any order, then one REX prefix right before the opcode: any before it counts for nothing.</summary>
    private static Prefixes ReadPrefixes(byte** p)
    {
        Prefixes found = default;
        while (true)
        {
            byte next = **p;
            switch (next)
            {
                case 0x66:
                    found.NarrowOperand = true;
                    break;
                case 0x67:
                    found.NarrowAddress = true;
                    break;
                case 0x64 or 0x65:
                    found.OtherSegment = true;
                    break;
                case 0x26 or 0x2E or 0x36 or 0x3E or 0xF0 or 0xF2 or 0xF3:
                    break;
                case >= 0x40 and <= 0x4F:
                    found.Rex = next;
                    (*p)++;
                    continue;
                default:
                    return found;
            }

            found.Rex = 0;
            (*p)++;
        }
    }

    /// <param name="frame">The registers.</param>
    /// <param name="p">Behind the ModRM byte.</param>
    /// <param name="mode">Its upper two bits, not 3.</param>
    /// <param name="low">Its lower three bits.</param>
    /// <param name="prefixes">What precedes the opcode.</param>
    private static ulong Address(InterruptFrame* frame, byte* p, uint mode, uint low, Prefixes prefixes)
    {
        ulong address;
        uint extendBase = (prefixes.Rex & 1) << 3;
        if (low == 4)
        {
            byte sib = *p++;
            uint index = (((uint)sib >> 3) & 7u) | ((prefixes.Rex & 2) << 2);
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

        address += mode switch
        {
            1 => (ulong)*(sbyte*)p,
            2 => (ulong)*(int*)p,
            _ => 0,
        };
        return prefixes.NarrowAddress ? (uint)address : address;
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
