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
// SAFETY: record and entry come from the linker's tables, which Theseus.Build checked; register slots point into the stack that is walked.
[Resident]
internal static unsafe class CallFrame
{
    private const int RegisterCount = 17;
    private const int ReturnAddress = 16;
    private const int StackPointer = 7;
    private const int FramePointer = 6;
    private const nuint PageBytes = 4096;
    private const nuint MostInstructionBytes = 64; // of a whole epilog
    private const int Unset = int.MinValue;
    private const int Undefined = int.MinValue + 1;
    private const int SavedRows = 4;

    private struct Row
    {
        public int CfaRegister;
        public int CfaOffset;
        public Offsets Offsets;
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
    public static bool Unwind(CellFunction* function, nuint lookup, RegisterDisplay* registers)
    {
        Unsafe.SkipInit(out Row row);
        if (!Run(function, lookup, &row))
        {
            return false;
        }

        ulong cfa;
        if (row.CfaRegister == StackPointer)
        {
            cfa = registers->StackPointer;
        }
        else
        {
            ulong* slot = registers->Get(row.CfaRegister);
            if (slot == null)
            {
                return false;
            }

            cfa = *slot;
        }

        cfa = (ulong)((long)cfa + row.CfaOffset);
        int returnOffset = At(&row, ReturnAddress);
        if (returnOffset == Undefined || returnOffset == Unset)
        {
            return false;
        }

        for (int register = 0; register < ReturnAddress; register++)
        {
            int offset = At(&row, register);
            if (offset != Unset && offset != Undefined)
            {
                registers->Set(register, (ulong*)((long)cfa + offset));
            }
        }

        registers->InstructionPointer = *(ulong*)((long)cfa + returnOffset);
        registers->StackPointer = cfa;
        return true;
    }

    /// <summary>As above, of a frame whose instruction at <paramref name="ip"/> faulted, in an epilog perhaps.</summary>
    public static bool UnwindFault(CellFunction* function, nuint ip, RegisterDisplay* registers)
    {
        byte* start = FunctionTable.Start(function);
        byte* end = start + function->Length;
        byte* readableEnd = Upcalls.LoadCellPage(ip) == CellPageAnswer.Failed ? (byte*)ip
            : Upcalls.LoadCellPage(ip + MostInstructionBytes) == CellPageAnswer.Failed ? (byte*)((ip & ~(PageBytes - 1)) + PageBytes)
            : (byte*)ip + MostInstructionBytes;
        Unsafe.SkipInit(out Row row);
        if (!Run(function, ip, &row))
        {
            return false;
        }

        int rbp = At(&row, FramePointer);
        return Epilog.TryUnwind(start, end, (byte*)ip, readableEnd, rbp is not (Unset or Undefined), registers)
            || Unwind(function, ip, registers);
    }

    /// <summary>Unwinds a leaf that has pushed nothing: the return address is on top of the stack.</summary>
    public static void UnwindLeaf(RegisterDisplay* registers)
    {
        registers->InstructionPointer = *(ulong*)registers->StackPointer;
        registers->StackPointer += 8;
    }

    private static int At(Row* row, int register) => ((int*)&row->Offsets)[register];

    private static void Put(Row* row, uint register, int offset)
    {
        if (register < RegisterCount)
        {
            ((int*)&row->Offsets)[register] = offset;
        }
    }

    private static bool Run(CellFunction* function, nuint lookup, Row* row)
    {
        CodeRegion* region = CodeRegions.Of(function);
        byte* record = region->Cfi + function->Cfi;
        int codeAlign = record[0];
        int dataAlign = (sbyte)record[1];
        byte* p = record + 4;
        byte* end = p + *(ushort*)(record + 2);
        nuint location = (nuint)region->Base + function->Start;

        row->CfaRegister = StackPointer;
        row->CfaOffset = 8;
        for (int i = 0; i < RegisterCount; i++)
        {
            ((int*)&row->Offsets)[i] = Unset;
        }

        ((int*)&row->Offsets)[ReturnAddress] = -8;
        Unsafe.SkipInit(out RowStack stack);
        Row* saved = (Row*)&stack;
        int depth = 0;

        while (p < end)
        {
            byte op = *p++;
            uint low = op & 0x3Fu;
            switch (op & 0xC0)
            {
                case 0x40:
                    location += low * (uint)codeAlign;
                    if (location > lookup)
                    {
                        return true;
                    }

                    continue;
                case 0x80:
                    Put(row, low, (int)Unsigned(&p) * dataAlign);
                    continue;
                case 0xC0:
                    Put(row, low, low == ReturnAddress ? -8 : Unset);
                    continue;
            }

            switch (op)
            {
                case 0x00: // nop
                    break;
                case 0x02:
                case 0x03:
                case 0x04: // advance_loc1, 2, 4
                    uint delta = op == 2 ? *p : op == 3 ? *(ushort*)p : *(uint*)p;
                    p += op == 2 ? 1 : op == 3 ? 2 : 4;
                    location += delta * (uint)codeAlign;
                    if (location > lookup)
                    {
                        return true;
                    }

                    break;
                case 0x05: // offset_extended
                    uint extended = Unsigned(&p);
                    Put(row, extended, (int)Unsigned(&p) * dataAlign);
                    break;
                case 0x06: // restore_extended
                case 0x08: // same_value
                    Put(row, Unsigned(&p), Unset);
                    break;
                case 0x07: // undefined
                    Put(row, Unsigned(&p), Undefined);
                    break;
                case 0x0A: // remember_state
                    if (depth == SavedRows)
                    {
                        return false;
                    }

                    saved[depth++] = *row;
                    break;
                case 0x0B: // restore_state
                    if (depth == 0)
                    {
                        return false;
                    }

                    *row = saved[--depth];
                    break;
                case 0x0C: // def_cfa
                    row->CfaRegister = (int)Unsigned(&p);
                    row->CfaOffset = (int)Unsigned(&p);
                    break;
                case 0x0D: // def_cfa_register
                    row->CfaRegister = (int)Unsigned(&p);
                    break;
                case 0x0E: // def_cfa_offset
                    row->CfaOffset = (int)Unsigned(&p);
                    break;
                case 0x11: // offset_extended_sf
                    uint signed = Unsigned(&p);
                    Put(row, signed, Signed(&p) * dataAlign);
                    break;
                case 0x12: // def_cfa_sf
                    row->CfaRegister = (int)Unsigned(&p);
                    row->CfaOffset = Signed(&p) * dataAlign;
                    break;
                case 0x13: // def_cfa_offset_sf
                    row->CfaOffset = Signed(&p) * dataAlign;
                    break;
                case 0x2E: // GNU_args_size
                    Unsigned(&p);
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static uint Unsigned(byte** p)
    {
        uint value = 0;
        int shift = 0;
        byte b;
        do
        {
            b = *(*p)++;
            value |= (b & 0x7Fu) << shift;
            shift += 7;
        }
        while ((b & 0x80) != 0 && shift < 35);
        return value;
    }

    private static int Signed(byte** p)
    {
        int value = 0;
        int shift = 0;
        byte b;
        do
        {
            b = *(*p)++;
            value |= (b & 0x7F) << shift;
            shift += 7;
        }
        while ((b & 0x80) != 0 && shift < 35);
        return shift < 32 && (b & 0x40) != 0 ? value | (-1 << shift) : value;
    }
}
