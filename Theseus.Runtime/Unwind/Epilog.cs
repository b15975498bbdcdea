using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// Unwinds a frame whose function was stopped in its epilog, which CFI as ILC writes it does not describe: a page of code ended there and
/// the next could not be loaded, or a tail call's jump read such a page. A return address never lies in one.
/// <para>What is left of the epilog is read and done: an addition to RSP or its reload from RBP, pops, and a return or a jump out of
/// the function. Where it cannot be read, the stack tells how far it came: RBP was the last to be popped, so it equals the
/// word below RSP, and RSP points at an address of code.</para>
/// </summary>
// SAFETY: code is read up to the end that the caller has found loaded; slots lie on the stack that is walked.
[Resident]
internal static unsafe class Epilog
{
    private const int Rbp = 6; // DWARF numbers
    private const byte Rex = 0x40;
    private const byte RexW = 8;
    private const byte RexB = 1;

    /// <summary>True if it was one; <paramref name="registers"/> are the caller's then.</summary>
    /// <param name="function">The function's first byte.</param>
    /// <param name="functionEnd">One past its last.</param>
    /// <param name="ip">Where it was stopped.</param>
    /// <param name="readableEnd">One past the last byte of code that can be read; not above <paramref name="ip"/> if none can.</param>
    /// <param name="savesRbp">The function has saved RBP, as its caller's frame pointer.</param>
    /// <param name="registers">As they were then.</param>
    public static bool TryUnwind(
        byte* function, byte* functionEnd, byte* ip, byte* readableEnd, bool savesRbp, RegisterDisplay* registers)
    {
        RegisterDisplay left = *registers;
        byte* end = readableEnd < functionEnd ? readableEnd : functionEnd;
        bool any = false;
        for (byte* p = ip; p < end;)
        {
            switch (Step(&p, end, function, functionEnd, &left))
            {
                case Kind.Part:
                    any = true;
                    continue;
                case Kind.End when any || IsPopped(savesRbp, registers):
                    Return(&left, registers);
                    return true;
                default:
                    return false;
            }
        }

        // The rest cannot be read. What was popped has its value already; only with RBP gone would CFI look in the wrong place.
        if (any || !savesRbp || !IsPopped(savesRbp, registers))
        {
            return false;
        }

        Return(&left, registers);
        return true;
    }

    private enum Kind
    {
        Other,
        Part,
        End,
    }

    /// <summary>RSP points at a return address, right above the word that RBP was popped from.</summary>
    private static bool IsPopped(bool savesRbp, RegisterDisplay* registers) =>
        ReturnAddress.IsPossible(*(nuint*)registers->StackPointer)
        && (!savesRbp || *(ulong*)(registers->StackPointer - 8) == *registers->Rbp);

    private static void Return(RegisterDisplay* left, RegisterDisplay* registers)
    {
        *registers = *left;
        registers->InstructionPointer = *(ulong*)left->StackPointer;
        registers->StackPointer = left->StackPointer + 8;
    }

    /// <summary>Does one instruction of an epilog.</summary>
    private static Kind Step(byte** at, byte* end, byte* function, byte* functionEnd, RegisterDisplay* registers)
    {
        byte* p = *at;
        int rex = 0;
        if ((*p & 0xF0) == Rex)
        {
            rex = *p++ & 0xF;
        }

        long room = end - p;
        if (room <= 0)
        {
            return Kind.Other;
        }

        switch (*p)
        {
            case >= 0x58 and <= 0x5F: // pop
                registers->Set(DwarfOf((*p & 7) | ((rex & RexB) << 3)), (ulong*)registers->StackPointer);
                registers->StackPointer += 8;
                *at = p + 1;
                return Kind.Part;
            case 0x83 when (rex & RexW) != 0 && room >= 3 && p[1] == 0xC4: // add rsp, imm8
                registers->StackPointer += (ulong)(sbyte)p[2];
                *at = p + 3;
                return Kind.Part;
            case 0x81 when (rex & RexW) != 0 && room >= 6 && p[1] == 0xC4: // add rsp, imm32
                registers->StackPointer += (ulong)*(int*)(p + 2);
                *at = p + 6;
                return Kind.Part;
            case 0x8D when (rex & RexW) != 0 && room >= 3 && p[1] == 0x65: // lea rsp, [rbp + disp8]
                registers->StackPointer = *registers->Rbp + (ulong)(sbyte)p[2];
                *at = p + 3;
                return Kind.Part;
            case 0x8D when (rex & RexW) != 0 && room >= 6 && p[1] == 0xA5: // lea rsp, [rbp + disp32]
                registers->StackPointer = *registers->Rbp + (ulong)*(int*)(p + 2);
                *at = p + 6;
                return Kind.Part;
            case 0xC3:
                return Kind.End;
            case 0xE9 when room >= 5 && Leaves(p + 5 + *(int*)(p + 1), function, functionEnd):
            case 0xEB when room >= 2 && Leaves(p + 2 + (sbyte)p[1], function, functionEnd):
                return Kind.End;
            case 0xFF when room >= 2 && ((p[1] >> 3) & 7) == 4: // jmp to what a register or a word of memory says
                return Kind.End;
            default:
                return Kind.Other;
        }
    }

    private static bool Leaves(byte* target, byte* function, byte* functionEnd) => target < function || target >= functionEnd;

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
