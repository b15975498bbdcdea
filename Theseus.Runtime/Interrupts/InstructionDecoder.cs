using System.Buffers.Binary;
using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// Tells the two causes of a divide error apart: a zero divisor, and a quotient that does not fit (the smallest
/// integer divided by -1). Decodes the operand of DIV and IDIV (Intel SDM volume 2, chapter 2).
/// </summary>
[Resident]
internal static class InstructionDecoder
{
    private const byte ByteDivide = 0xF6;
    private const byte Divide = 0xF7;
    private const int LongestInstruction = 15;

    private struct Prefixes
    {
        public int Count;
        public bool NarrowOperand;
        public bool NarrowAddress;
        public bool OtherSegment;
        public uint Rex; // 0 where there is none
    }

    /// <summary>True if the dividing instruction at the frame's RIP has a divisor other than zero.</summary>
    public static bool DivisorIsNotZero(in InterruptFrame frame)
    {
        ReadOnlySpan<byte> code = Instruction(in frame);
        Prefixes prefixes = ReadPrefixes(code);
        code = code[prefixes.Count..];
        if (code.Length < 2 || code[0] is not (ByteDivide or Divide))
        {
            return false;
        }

        // REX.W counts more than the prefix for 16 bits.
        uint bytes = code[0] == ByteDivide ? 1u : (prefixes.Rex & 8) != 0 ? 8u : prefixes.NarrowOperand ? 2u : 4u;
        uint mode = (uint)code[1] >> 6;
        uint low = (uint)code[1] & 7u;
        if (mode == 3)
        {
            // Without any REX prefix the byte registers 4 to 7 are the second bytes of the registers 0 to 3.
            bool second = bytes == 1 && prefixes.Rex == 0 && low >= 4;
            return IsNotZero(
                second ? Register(in frame, low - 4) >> 8 : Register(in frame, low | ((prefixes.Rex & 1) << 3)), bytes);
        }

        if (prefixes.OtherSegment)
        {
            return false; // FS and GS have bases; no compiled code divides by what is there
        }

        return IsNotZero(Operand(Address(in frame, code[2..], mode, low, prefixes), bytes), bytes);
    }

    /// <summary>True if a bit is set in the lowest bytes of a value.</summary>
    private static bool IsNotZero(ulong value, uint bytes) => (value << (int)(64 - (bytes * 8))) != 0;

    /// <summary>Code from the instruction on that divided.</summary>
    // SAFETY: the CPU has just decoded an instruction there, and none is longer. What lies behind a shorter one need
    // not be mapped, and is not read: the decoder takes byte after byte as the CPU did.
    private static unsafe ReadOnlySpan<byte> Instruction(in InterruptFrame frame) =>
        new((void*)frame.Rip, LongestInstruction);

    /// <summary>The divisor, in the lowest bytes of what is returned.</summary>
    // SAFETY: the CPU has just read so many bytes from that address as the operand of the same instruction.
    private static unsafe ulong Operand(ulong address, uint bytes) => bytes switch
    {
        1 => *(byte*)address,
        2 => *(ushort*)address,
        4 => *(uint*)address,
        _ => *(ulong*)address,
    };

    /// <summary>
    /// The legacy prefixes in any order, then one REX prefix right before the opcode: any before it counts for nothing.
    /// </summary>
    private static Prefixes ReadPrefixes(ReadOnlySpan<byte> code)
    {
        Prefixes found = default;
        for (; found.Count < code.Length; found.Count++)
        {
            byte next = code[found.Count];
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
                    continue;
                default:
                    return found;
            }

            found.Rex = 0;
        }

        return found;
    }

    /// <param name="frame">The registers.</param>
    /// <param name="code">From behind the ModRM byte on.</param>
    /// <param name="mode">Its upper two bits, not 3.</param>
    /// <param name="low">Its lower three bits.</param>
    /// <param name="prefixes">What precedes the opcode.</param>
    private static ulong Address(
        in InterruptFrame frame, ReadOnlySpan<byte> code, uint mode, uint low, Prefixes prefixes)
    {
        ulong address;
        uint extendBase = (prefixes.Rex & 1) << 3;
        if (low == 4)
        {
            byte sib = code[0];
            code = code[1..];
            uint index = (((uint)sib >> 3) & 7u) | ((prefixes.Rex & 2) << 2);
            uint root = (uint)sib & 7u;
            address = index == 4 ? 0 : Register(in frame, index) << (sib >> 6);
            address += root == 5 && mode == 0 ? Displacement(code) : Register(in frame, root | extendBase);
        }
        else if (low == 5 && mode == 0)
        {
            // Relative to the next instruction, which follows the displacement: as many bytes from RIP as are gone of
            // the longest.
            address = frame.Rip + (ulong)(LongestInstruction - code.Length + sizeof(int)) + Displacement(code);
        }
        else
        {
            address = Register(in frame, low | extendBase);
        }

        address += mode switch
        {
            1 => (ulong)(sbyte)code[0],
            2 => Displacement(code),
            _ => 0,
        };
        return prefixes.NarrowAddress ? (uint)address : address;
    }

    private static ulong Displacement(ReadOnlySpan<byte> code) => (ulong)BinaryPrimitives.ReadInt32LittleEndian(code);

    private static ulong Register(in InterruptFrame frame, uint number) => number switch
    {
        0 => frame.Rax,
        1 => frame.Rcx,
        2 => frame.Rdx,
        3 => frame.Rbx,
        4 => frame.Rsp,
        5 => frame.Rbp,
        6 => frame.Rsi,
        7 => frame.Rdi,
        8 => frame.R8,
        9 => frame.R9,
        10 => frame.R10,
        11 => frame.R11,
        12 => frame.R12,
        13 => frame.R13,
        14 => frame.R14,
        _ => frame.R15,
    };
}
