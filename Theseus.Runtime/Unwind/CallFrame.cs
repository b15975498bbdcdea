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
    private const int SavedRows = 4;

    private struct Row
    {
        public int CfaRegister;
        public int CfaOffset;

        /// <summary>
        /// A bit for each register that was saved: where is in <see cref="Offsets"/>, which says nothing of others.
        /// </summary>
        public uint Saved;

        /// <summary>How far from the CFA.</summary>
        public Offsets Offsets;

        /// <summary>True if the row says where a register was saved.</summary>
        public readonly bool Saves(int register) => (Saved & (1u << register)) != 0;

        /// <summary>
        /// A register was saved. What is not below the CFA is not the frame's; only general registers count.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Save(uint register, int offset)
        {
            if (register < RegisterCount)
            {
                uint bit = 1u << (int)register;
                Saved = offset < 0 ? Saved | bit : Saved & ~bit;
                Offsets[(int)register] = offset;
            }
        }

        /// <summary>A register has its caller's value, or one that nobody can ask for.</summary>
        public void Forget(uint register) => Save(register, 0);
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
    [SkipLocalsInit] // the row is written before it is read
    public static bool Unwind(FunctionEntry function, nuint lookup, ref RegisterDisplay registers) =>
        TryFindRow(function, lookup, out Row row) && TryApply(in row, ref registers);

    /// <summary>
    /// As above, of a frame whose instruction at <paramref name="ip"/> faulted, in an epilog perhaps.
    /// </summary>
    [SkipLocalsInit] // the row is written before it is read
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

        // SAFETY: ip lies in the function, so up to its end there is code; the pages up to the end that was found
        // above are loaded.
        unsafe
        {
            return new ReadOnlySpan<byte>((void*)ip, (int)(end - ip));
        }
    }

    /// <summary>
    /// False if the frame has no caller, or if the row can be none of a frame: its CFA is not above the stack pointer.
    /// </summary>
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

        ReadOnlySpan<int> offsets = row.Offsets;
        uint saved = row.Saved & ((1u << ReturnAddress) - 1);
        for (int register = 0; saved != 0; register++, saved >>= 1)
        {
            if ((saved & 1) != 0)
            {
                registers.Set(register, new StackSlot(cfa + (ulong)offsets[register]));
            }
        }

        registers.InstructionPointer = new StackSlot(cfa + (ulong)offsets[ReturnAddress]).Value;
        registers.StackPointer = cfa;
        return true;
    }

    [SkipLocalsInit] // a row is remembered before it is restored
    private static bool TryFindRow(FunctionEntry function, nuint lookup, out Row row)
    {
        ref readonly CodeRegion region = ref CodeRegions.Of(function);
        ReadOnlySpan<byte> program = CfiProgram.Open(
            region.Cfi.Entries, function.Function.Cfi, out uint codeAlign, out int dataAlign);
        int at = 0;
        nuint location = region.Base + function.Function.Start;

        row = default;
        row.CfaRegister = StackPointer;
        row.CfaOffset = 8;
        row.Saved = 1u << ReturnAddress;
        row.Offsets[ReturnAddress] = -8;
        Unsafe.SkipInit(out RowStack saved);
        int depth = 0;

        while ((uint)at < (uint)program.Length)
        {
            byte op = program[at++];
            uint low = op & 0x3Fu;
            switch (op & 0xC0)
            {
                case 0x40: // advance_loc
                    location += low * codeAlign;
                    if (location > lookup)
                    {
                        return true;
                    }

                    continue;
                case 0x80: // offset
                    row.Save(low, (int)CfiProgram.Unsigned(program, ref at) * dataAlign);
                    continue;
                case 0xC0: // restore
                    row.Save(low, low == ReturnAddress ? -8 : 0);
                    continue;
            }

            switch (op)
            {
                case 0x00: // nop
                    break;
                case 0x02:
                case 0x03:
                case 0x04: // advance_loc1, 2, 4
                    location += Advance(program, ref at, op) * codeAlign;
                    if (location > lookup)
                    {
                        return true;
                    }

                    break;
                case 0x05: // offset_extended
                    uint extended = CfiProgram.Unsigned(program, ref at);
                    row.Save(extended, (int)CfiProgram.Unsigned(program, ref at) * dataAlign);
                    break;
                case 0x06: // restore_extended
                case 0x07: // undefined
                case 0x08: // same_value
                    row.Forget(CfiProgram.Unsigned(program, ref at));
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
                    row.CfaRegister = (int)CfiProgram.Unsigned(program, ref at);
                    row.CfaOffset = (int)CfiProgram.Unsigned(program, ref at);
                    break;
                case 0x0D: // def_cfa_register
                    row.CfaRegister = (int)CfiProgram.Unsigned(program, ref at);
                    break;
                case 0x0E: // def_cfa_offset
                    row.CfaOffset = (int)CfiProgram.Unsigned(program, ref at);
                    break;
                case 0x11: // offset_extended_sf
                    uint signed = CfiProgram.Unsigned(program, ref at);
                    row.Save(signed, Signed(program, ref at) * dataAlign);
                    break;
                case 0x12: // def_cfa_sf
                    row.CfaRegister = (int)CfiProgram.Unsigned(program, ref at);
                    row.CfaOffset = Signed(program, ref at) * dataAlign;
                    break;
                case 0x13: // def_cfa_offset_sf
                    row.CfaOffset = Signed(program, ref at) * dataAlign;
                    break;
                case 0x2E: // GNU_args_size
                    CfiProgram.Unsigned(program, ref at);
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>How far an instruction advances the location, in units of its record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Advance(ReadOnlySpan<byte> program, ref int at, byte op)
    {
        if (op == 2)
        {
            return CfiProgram.Byte(program, ref at);
        }

        int next = at;
        uint value = CfiProgram.Fixed(program, ref next, 1 << (op - 2));
        at = next;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Signed(ReadOnlySpan<byte> program, ref int at)
    {
        int next = at;
        int value = CfiProgram.Signed(program, ref next);
        at = next;
        return value;
    }
}
