using System.Buffers.Binary;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// Unwinds a frame whose function was stopped in its epilog, which CFI as ILC writes it does not describe: a page of
/// code ended there and the next could not be loaded, or a tail call's jump read such a page. A return address never
/// lies in one.
/// <para>What is left of the epilog is read and done: an addition to RSP or its reload from RBP, pops, and a return or
/// a jump out of the function. Where it cannot be read, the stack tells how far it came: RBP was the last to be popped,
/// so it equals the word below RSP, and RSP points at an address of code.</para>
/// </summary>
[Resident]
internal static class Epilog
{
    private const int Rbp = 6; // DWARF numbers
    private const byte Rex = 0x40;
    private const byte RexW = 8;
    private const byte RexB = 1;

    /// <summary>True if it was one; <paramref name="registers"/> are the caller's then.</summary>
    /// <param name="function">The function's first byte.</param>
    /// <param name="functionEnd">One past its last.</param>
    /// <param name="ip">Where it was stopped.</param>
    /// <param name="code">The function's code from there on, as far as it can be read.</param>
    /// <param name="savesRbp">The function has saved RBP, as its caller's frame pointer.</param>
    /// <param name="registers">As they were then.</param>
    public static bool TryUnwind(
        nuint function, nuint functionEnd, nuint ip, ReadOnlySpan<byte> code, bool savesRbp,
        ref RegisterDisplay registers)
    {
        RegisterDisplay left = registers;
        bool any = false;
        while (!code.IsEmpty)
        {
            Kind kind = Step(code, ref left, out int bytes, out long jump);
            code = code[bytes..];
            ip += (nuint)bytes;
            if (kind == Kind.Jump)
            {
                nuint target = ip + (nuint)jump;
                kind = target < function || target >= functionEnd ? Kind.End : Kind.Other;
            }

            switch (kind)
            {
                case Kind.Part:
                    any = true;
                    continue;
                case Kind.End when any || IsPopped(savesRbp, in registers):
                    registers = left;
                    CallFrame.UnwindLeaf(ref registers);
                    return true;
                default:
                    return false;
            }
        }

        // The rest cannot be read. What was popped has its value already; only with RBP gone would CFI look in the
        // wrong place.
        if (any || !savesRbp || !IsPopped(savesRbp, in registers))
        {
            return false;
        }

        CallFrame.UnwindLeaf(ref registers);
        return true;
    }

    private enum Kind
    {
        /// <summary>No instruction of an epilog, or none that can be read whole.</summary>
        Other,

        /// <summary>Others follow.</summary>
        Part,

        /// <summary>The last.</summary>
        End,

        /// <summary>The last, if it leads out of the function.</summary>
        Jump,
    }

    /// <summary>RSP points at a return address, right above the word that RBP was popped from.</summary>
    private static bool IsPopped(bool savesRbp, in RegisterDisplay registers) =>
        ReturnAddress.IsPossible((nuint)registers.Top.Value)
        && (!savesRbp || new StackSlot(registers.StackPointer - 8).Value == registers.Rbp.Value);

    /// <summary>Does one instruction of an epilog.</summary>
    /// <param name="code">From it on; not empty.</param>
    /// <param name="registers">What it changes.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="jump">How far behind it a jump leads.</param>
    private static Kind Step(ReadOnlySpan<byte> code, ref RegisterDisplay registers, out int bytes, out long jump)
    {
        int rex = (code[0] & 0xF0) == Rex ? code[0] & 0xF : 0;
        int prefix = (code[0] & 0xF0) == Rex ? 1 : 0;
        ReadOnlySpan<byte> rest = code[prefix..];
        bytes = prefix;
        jump = 0;
        bool isWide = (rex & RexW) != 0;
        switch (rest)
        {
            case [>= 0x58 and <= 0x5F, ..]: // pop
                registers.Set(DwarfOf((rest[0] & 7) | ((rex & RexB) << 3)), registers.Top);
                registers.StackPointer += 8;
                bytes += 1;
                return Kind.Part;
            case [0x83, 0xC4, _, ..] when isWide: // add rsp, imm8
                registers.StackPointer += (ulong)(sbyte)rest[2];
                bytes += 3;
                return Kind.Part;
            case [0x81, 0xC4, _, _, _, _, ..] when isWide: // add rsp, imm32
                registers.StackPointer += (ulong)Int32(rest[2..]);
                bytes += 6;
                return Kind.Part;
            case [0x8D, 0x65, _, ..] when isWide: // lea rsp, [rbp + disp8]
                registers.StackPointer = registers.Rbp.Value + (ulong)(sbyte)rest[2];
                bytes += 3;
                return Kind.Part;
            case [0x8D, 0xA5, _, _, _, _, ..] when isWide: // lea rsp, [rbp + disp32]
                registers.StackPointer = registers.Rbp.Value + (ulong)Int32(rest[2..]);
                bytes += 6;
                return Kind.Part;
            case [0xC3, ..]:
                return Kind.End;
            case [0xE9, _, _, _, _, ..]:
                jump = Int32(rest[1..]);
                bytes += 5;
                return Kind.Jump;
            case [0xEB, _, ..]:
                jump = (sbyte)rest[1];
                bytes += 2;
                return Kind.Jump;
            case [0xFF, var operand, ..] when ((operand >> 3) & 7) == 4: // jmp to what a register or a word says
                return Kind.End;
            default:
                return Kind.Other;
        }
    }

    private static int Int32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes);

    /// <summary>The DWARF number of a register by the number that instructions have for it.</summary>
    private static int DwarfOf(int register) => register switch
    {
        1 => 2,
        2 => 1,
        4 => 7,
        5 => Rbp,
        6 => 4,
        7 => 5,
        _ => register,
    };
}
