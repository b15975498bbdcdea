using System.Buffers.Binary;
using System.Text;
using Theseus.Build;
using Theseus.Build.Cells;
using Theseus.Build.Objects;
using Theseus.Format;

namespace Theseus.Tests.CellFiles;

/// <summary>
/// A cell as GNU ld links it: a relocatable object of its sections with the compiler's own relocations, and one of
/// absolute symbols for everything else, linked at given addresses.
/// </summary>
internal static class ReferenceLink
{
    private static readonly string[] s_names = [".text", ".rodata", ".data", ".bss"];

    /// <summary>Contents of a segment.</summary>
    public static byte[][] Run(PieceGraph pieces, Cell cell, CellAddresses addresses, string folder)
    {
        byte[][] sections = new byte[4][];
        for (int i = 0; i < 4; i++)
        {
            sections[i] = new byte[cell.Segments[i].MemoryBytes];
        }

        sections[0].AsSpan().Fill(0xCC);
        Symbols symbols = new();
        MemoryStream[] relocations = new MemoryStream[] { new(), new(), new(), new() };
        foreach (Piece piece in cell.Pieces)
        {
            (int segment, uint start) = ((int)piece.Kind, piece.Offset - cell.Segments[(int)piece.Kind].Offset);
            pieces.Contents(piece).CopyTo(sections[segment].AsSpan((int)start));
            foreach (Reference reference in pieces.References(piece))
            {
                Piece target = reference.Target!;
                int symbol = target.Cell == cell
                    ? symbols.Local((int)target.Kind + 1,
                    target.Offset + reference.TargetOffset - cell.Segments[(int)target.Kind].Offset)
                    : symbols.Absolute(addresses.BaseOf(target.Cell!) + target.Offset + (ulong)reference.TargetOffset);
                byte[] entry = new byte[Elf.RelaBytes];
                BinaryPrimitives.WriteInt64LittleEndian(entry, start + reference.Offset);
                BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), (uint)reference.Type);
                BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(12), symbol);
                BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(16), reference.Addend);
                relocations[segment].Write(entry);
            }
        }

        string path = Path.Combine(folder, "cell");
        File.WriteAllBytes(path + ".o", Object(sections, relocations, symbols));
        IEnumerable<string> places = s_names.Select(
            (n, i) => $"--section-start={n}=0x{addresses.BaseOf(cell) + cell.Segments[i].Offset:x}");
        Tool.Run(path + ".log", "ld", ["--no-relax", "-n", "-e", "0", "-o", path, .. places, path + ".o"]);
        return [.. s_names[..3].Select(n => Bytes(path, n))];
    }

    private static byte[] Bytes(string path, string section)
    {
        File.Delete(path + ".bin");
        Tool.Run(path + ".log", "objcopy", "-O", "binary", "-j", section, path, path + ".bin");
        return File.Exists(path + ".bin") ? File.ReadAllBytes(path + ".bin") : [];
    }

    /// <summary>
    /// Symbol table of an object: section symbols do not do for targets in the middle, so each place has its own.
    /// </summary>
    private sealed class Symbols
    {
        private readonly Dictionary<(int, ulong), int> _known = [];
        public MemoryStream Table { get; } = new();
        public StringBuilder Strings { get; } = new("\0");
        public int Count => _known.Count + 1;

        public Symbols() => Table.Write(new byte[Elf.SymbolBytes]);

        public int Local(int section, long value) => Add(section, (ulong)value);

        public int Absolute(ulong value) => Add(Elf.SectionAbsolute, value);

        private int Add(int section, ulong value)
        {
            if (_known.TryGetValue((section, value), out int index))
            {
                return index;
            }

            _known.Add((section, value), index = Count);
            byte[] entry = new byte[Elf.SymbolBytes];
            BinaryPrimitives.WriteInt32LittleEndian(entry, Strings.Length);
            Strings.Append('s').Append(index).Append('\0');
            entry[4] = Elf.BindGlobal << 4;
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(6), (ushort)section);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), value);
            Table.Write(entry);
            return index;
        }
    }

    private static byte[] Object(byte[][] sections, MemoryStream[] relocations, Symbols symbols)
    {
        (MemoryStream file, MemoryStream headers, StringBuilder names) =
            (new MemoryStream(), new MemoryStream(), new StringBuilder("\0"));
        file.Write(new byte[Elf.HeaderBytes]);
        headers.Write(new byte[Elf.SectionHeaderBytes]);
        for (int i = 0; i < 4; i++)
        {
            uint flags = Elf.Alloc | (i == 0 ? Elf.ExecInstr : 0) | (i >= 2 ? Elf.Write : 0);
            Add(s_names[i], i == 3 ? Elf.NoBits : Elf.ProgBits, flags, i == 3 ? []
                : sections[i], 0, 0, CellHeader.PageBytes, 0, sections[i].Length);
        }

        for (int i = 0; i < 3; i++)
        {
            Add(".rela" + s_names[i], Elf.Rela, 0, relocations[i].ToArray(), 8, i + 1, 8, Elf.RelaBytes);
        }

        Add(".symtab", Elf.SymTab, 0, symbols.Table.ToArray(), 9, 1, 8, Elf.SymbolBytes);
        Add(".strtab", Elf.StrTab, 0, Encoding.ASCII.GetBytes(symbols.Strings.ToString()), 0, 0, 1, 0);
        Add(".shstrtab", Elf.StrTab, 0, Encoding.ASCII.GetBytes(names + ".shstrtab\0"), 0, 0, 1, 0);
        long table = file.Length;
        file.Write(headers.ToArray());
        byte[] bytes = file.ToArray();
        ReadOnlySpan<byte> identity = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), Elf.TypeRelocatable);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), Elf.MachineX8664);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), table);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(52), Elf.HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(58), Elf.SectionHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(60), 11);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(62), 10);
        return bytes;

        void Add(string name, uint type, uint flags, byte[] content, int link, int info, int align, int entry,
            int size = -1)
        {
            file.Write(new byte[-file.Length & 15]);
            byte[] header = new byte[Elf.SectionHeaderBytes];
            BinaryPrimitives.WriteInt32LittleEndian(header, names.Length);
            names.Append(name).Append('\0');
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), type);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), flags);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), file.Length);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), size >= 0 ? size : content.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), link);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(44), info);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(48), align);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(56), entry);
            headers.Write(header);
            file.Write(content);
        }
    }
}
