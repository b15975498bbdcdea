using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// What entries of function tables are made of. The tables are rebuilt from frame entries and their labels, because the
/// data behind the labels cannot be used (see <see cref="FrameLabel"/>).
/// </summary>
public static class FunctionTable
{
    /// <summary>Bytes of an entry: start, length, cfi, ehInfo, root and kind, 32 bits each.</summary>
    public const int EntryBytes = 20;

    /// <summary>codeAlign u8, dataAlign s8, length u16, instructions of the common and of this entry.</summary>
    /// <exception cref="LinkException"><see cref="LinkError.BadUnwind"/></exception>
    public static byte[] UnwindRecord(ElfObject elf, FrameEntry frame)
    {
        CommonFrame common = frame.Common;
        int length = common.InstructionBytes + frame.InstructionBytes;
        if (common.CodeAlign is < 1 or > 255 || common.DataAlign is < -128 or > 127 || length > ushort.MaxValue)
        {
            throw new LinkException(LinkError.BadUnwind,
                $"{elf.SymbolName[frame.CodeSymbol]}: code align {common.CodeAlign}, "
                + $"data align {common.DataAlign}, {length} bytes of instructions");
        }

        byte[] record = new byte[4 + length];
        record[0] = (byte)common.CodeAlign;
        record[1] = (byte)common.DataAlign;
        record[2] = (byte)length;
        record[3] = (byte)(length >> 8);
        elf.Bytes.AsSpan(common.Instructions, common.InstructionBytes).CopyTo(record.AsSpan(4));
        elf.Bytes.AsSpan(frame.Instructions, frame.InstructionBytes).CopyTo(record.AsSpan(4 + common.InstructionBytes));
        return record;
    }

    /// <summary>Assembler gives frames by section and offset: look for the symbol at that place.</summary>
    public static string NativeName(LinkInput input, FrameEntry frame)
    {
        ElfObject elf = input.Object;
        int symbol = frame.CodeSymbol;
        long offset = frame.CodeAddend + elf.SymbolValue[symbol];
        string best = "";
        for (int i = 1; i < elf.SymbolCount; i++)
        {
            if (elf.SymbolSection[i] == elf.SymbolSection[symbol] && elf.SymbolValue[i] == offset
                && elf.SymbolName[i] != ""
                && (best == "" || elf.Binding(i) != Elf.BindLocal))
            {
                best = elf.SymbolName[i];
            }
        }

        return best != "" ? best : input.NameOf(elf.SymbolSection[symbol]);
    }
}
