using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime.Unwind;

// The problem: from the registers in one function, find those of its caller. The compiler says how in Call Frame
// Information (DWARF 5, section 6.4), a program that for each instruction of a function gives a row of rules: where
// the canonical frame address (CFA) is, and at which offset from it each register was saved. This file runs that
// program up to the wanted instruction and applies the row. CFI does not describe epilogs (ILC leaves them out): a
// walk that starts at a faulting instruction looks whether it is in one (Epilog).

/// <summary>Unwinds one frame by its CFI.</summary>
[Resident]
internal static class CallFrame
{
    private const int RegisterCount = 17;
    private const int ReturnAddress = 16;
    private const int StackPointer = 7;
    private const int FramePointer = 6;
    private const nuint PageBytes = 4096;
    private const int MostEpilogBytes = 64;
    private const int Unset = 0; // what is saved lies below the CFA
    private const int Undefined = 1;
    private const int SavedRows = 4;

    private struct Row
    {
        public int CfaRegister;
        public int CfaOffset;
        public Offsets Offsets;

        /// <summary>True if the row says where a register was saved.</summary>
        public readonly bool Saves(int register) => Offsets[register] < 0;

        /// <summary>Sets a register's rule; those of registers that are no general ones do not count.</summary>
        public void Put(uint register, int offset)
        {
            if (register < RegisterCount)
            {
                Offsets[(int)register] = offset;
            }
        }
    }

    [InlineArray(RegisterCount)]
    private struct Offsets
    {
        private int _first;
    }

    [InlineArray(SavedRows)]
    private struct RowStack
    {
        private Row _first;
    }

    /// <summary>
    /// Replaces <paramref name="registers"/> by the caller's. <paramref name="lookup"/> is the instruction whose row
    /// counts: the instruction pointer itself after a fault, one less for a return address. False at the end of the
    /// stack, or where the CFI holds an operation that neither ILC nor GNU as emits.
    /// </summary>
    public static bool Unwind(FunctionEntry function, nuint lookup, ref RegisterDisplay registers) =>
        TryFindRow(function, lookup, out Row row) && TryApply(in row, ref registers);

    /// <summary>As above, of a frame whose instruction at <paramref name="ip"/> faulted, in an epilog perhaps.</summary>
    public static bool UnwindFault(FunctionEntry function, nuint ip, ref RegisterDisplay registers)
    {
        if (!TryFindRow(function, ip, out Row row))
        {
            return false;
        }

        nuint start = FunctionTable.Start(function);
        nuint end = start + function.Function.Length;
        return Epilog.TryUnwind(start, end, ip, ReadableCode(ip, end), row.Saves(FramePointer), ref registers)
            || TryApply(in row, ref registers);
    }

    /// <summary>Unwinds a leaf that has pushed nothing: the return address is on top of the stack.</summary>
    public static void UnwindLeaf(ref RegisterDisplay registers)
    {
        registers.InstructionPointer = registers.Top.Value;
        registers.StackPointer += 8;
    }

    /// <summary>Code from an instruction on, as far as an epilog may reach and its pages can be loaded.</summary>
    private static ReadOnlySpan<byte> ReadableCode(nuint ip, nuint functionEnd)
    {
        nuint last = ip + MostEpilogBytes;
        nuint end = Upcalls.LoadCellPage(ip) == CellPageAnswer.Failed ? ip
            : Upcalls.LoadCellPage(last) == CellPageAnswer.Failed ? (ip & ~(PageBytes - 1)) + PageBytes
            : last;
        end = Math.Min(end, functionEnd);
        if (end <= ip)
        {
            return default;
        }

        // SAFETY: ip lies in the function, so up to its end there is code; the pages up to the end that was found above are loaded.
        unsafe
        {
            return new ReadOnlySpan<byte>((void*)ip, (int)(end - ip));
        }
    }

    /// <summary>False if the frame has no caller, or if the row can be none of a frame: its CFA is not above the stack pointer.</summary>
    private static bool TryApply(in Row row, ref RegisterDisplay registers)
    {
        ulong cfa = registers.StackPointer;
        if (row.CfaRegister != StackPointer)
        {
            StackSlot slot = registers.Get(row.CfaRegister);
            if (!slot.IsKnown)
            {
                return false;
            }

            cfa = slot.Value;
        }

        cfa += (ulong)row.CfaOffset;
        if (cfa <= registers.StackPointer || !row.Saves(ReturnAddress))
        {
            return false;
        }

        for (int register = 0; register < ReturnAddress; register++)
        {
            int offset = row.Offsets[register];
            if (offset < 0)
            {
                registers.Set(register, new StackSlot(cfa + (ulong)offset));
            }
        }

        registers.InstructionPointer = new StackSlot(cfa + (ulong)row.Offsets[ReturnAddress]).Value;
        registers.StackPointer = cfa;
        return true;
    }

    private static bool TryFindRow(FunctionEntry function, nuint lookup, out Row row)
    {
        ref readonly CodeRegion region = ref CodeRegions.Of(function);
        CfiProgram program = new(region.Cfi.Entries, function.Function.Cfi);
        nuint location = region.Base + function.Function.Start;

        row = default;
        row.CfaRegister = StackPointer;
        row.CfaOffset = 8;
        row.Offsets[ReturnAddress] = -8;
        Unsafe.SkipInit(out RowStack saved);
        int depth = 0;

        while (!program.IsAtEnd)
        {
            byte op = program.Byte();
            uint low = op & 0x3Fu;
            switch (op & 0xC0)
            {
                case 0x40: // advance_loc
                    location += low * program.CodeAlign;
                    if (location > lookup)
                    {
                        return true;
                    }

                    continue;
                case 0x80: // offset
                    row.Put(low, (int)program.Unsigned() * program.DataAlign);
                    continue;
                case 0xC0: // restore
                    row.Put(low, low == ReturnAddress ? -8 : Unset);
                    continue;
            }

            switch (op)
            {
                case 0x00: // nop
                    break;
                case 0x02:
                case 0x03:
                case 0x04: // advance_loc1, 2, 4
                    location += program.Fixed(1 << (op - 2)) * program.CodeAlign;
                    if (location > lookup)
                    {
                        return true;
                    }

                    break;
                case 0x05: // offset_extended
                    uint extended = program.Unsigned();
                    row.Put(extended, (int)program.Unsigned() * program.DataAlign);
                    break;
                case 0x06: // restore_extended
                case 0x08: // same_value
                    row.Put(program.Unsigned(), Unset);
                    break;
                case 0x07: // undefined
                    row.Put(program.Unsigned(), Undefined);
                    break;
                case 0x0A: // remember_state
                    if (depth == SavedRows)
                    {
                        return false;
                    }

                    saved[depth++] = row;
                    break;
                case 0x0B: // restore_state
                    if (depth == 0)
                    {
                        return false;
                    }

                    row = saved[--depth];
                    break;
                case 0x0C: // def_cfa
                    row.CfaRegister = (int)program.Unsigned();
                    row.CfaOffset = (int)program.Unsigned();
                    break;
                case 0x0D: // def_cfa_register
                    row.CfaRegister = (int)program.Unsigned();
                    break;
                case 0x0E: // def_cfa_offset
                    row.CfaOffset = (int)program.Unsigned();
                    break;
                case 0x11: // offset_extended_sf
                    uint signed = program.Unsigned();
                    row.Put(signed, program.Signed() * program.DataAlign);
                    break;
                case 0x12: // def_cfa_sf
                    row.CfaRegister = (int)program.Unsigned();
                    row.CfaOffset = program.Signed() * program.DataAlign;
                    break;
                case 0x13: // def_cfa_offset_sf
                    row.CfaOffset = program.Signed() * program.DataAlign;
                    break;
                case 0x2E: // GNU_args_size
                    program.Unsigned();
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
