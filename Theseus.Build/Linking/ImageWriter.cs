using System.Buffers.Binary;
using System.Text;
using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// Writes a linked image as an ELF executable, twice: bare for the boot loader (GRUB would load a symbol table
/// into the guest's memory), and with sections, symbols and the inputs' DWARF for debuggers.
/// </summary>
public static class ImageWriter
{
    /// <summary>Program headers and segments only.</summary>
    public static void WriteBare(LinkedImage image, string path)
    {
        using var file = File.Create(path);
        WriteLoadable(image, file, new SectionTable());
    }

    /// <summary>With section headers, a symbol for every symbol of the image, and DWARF where the inputs have it.</summary>
    public static void WriteWithSymbols(LinkedImage image, string path)
    {
        using var file = File.Create(path);
        var segments = image.Layout.Segments.ToArray();
        var (symbols, strings) = Symbols(image, segments);
        List<(string Name, byte[] Bytes)> debug = [.. DebugSections.Collect(image), (DebugFrames.Name, DebugFrames.Make(image))];
        var names = new MemoryStream();
        names.WriteByte(0);
        var headers = new MemoryStream();
        headers.Write(new byte[Elf.SectionHeaderBytes]);
        var at = (ulong)Layout.PageBytes;
        foreach (var segment in segments)
        {
            var flags = Elf.Alloc | (segment.IsExecutable ? Elf.ExecInstr : 0) | (segment.IsWritable ? Elf.Write : 0);
            var type = segment.IsZero ? Elf.NoBits : Elf.ProgBits;
            AddHeader(segment.Name, type, flags, segment.Address, at, segment.Size, 0, 0, Layout.PageBytes, 0);
            at += segment.IsZero ? 0 : segment.Size;
        }
        AddHeader(".symtab", Elf.SymTab, 0, 0, at, (ulong)symbols.Length, segments.Length + 2, 1, 8, Elf.SymbolBytes);
        at += (ulong)symbols.Length;
        AddHeader(".strtab", Elf.StrTab, 0, 0, at, (ulong)strings.Length, 0, 0, 1, 0);
        at += (ulong)strings.Length;
        foreach (var (name, bytes) in debug)
        {
            AddHeader(name, Elf.ProgBits, 0, 0, at, (ulong)bytes.Length, 0, 0, 1, 0);
            at += (ulong)bytes.Length;
        }
        var nameBytes = names.Length + ".shstrtab".Length + 1;
        AddHeader(".shstrtab", Elf.StrTab, 0, 0, at, (ulong)nameBytes, 0, 0, 1, 0);
        at += (ulong)nameBytes;

        var count = segments.Length + debug.Count + 4;
        WriteLoadable(image, file, new SectionTable { Offset = at, Count = count, Names = count - 1 });
        file.Write(symbols);
        file.Write(strings);
        foreach (var (_, bytes) in debug)
            file.Write(bytes);
        file.Write(names.ToArray());
        file.Write(headers.ToArray());

        void AddHeader(
            string name, uint type, uint flags, ulong address, ulong offset, ulong size, int link, int info, int align, int entry)
        {
            var header = new byte[Elf.SectionHeaderBytes];
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)names.Length);
            names.Write(Encoding.UTF8.GetBytes(name));
            names.WriteByte(0);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), type);
            ulong[] wide = [flags, address, offset, size];
            for (var i = 0; i < wide.Length; i++)
                BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8 + i * 8), wide[i]);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), link);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(44), info);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(48), align);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(56), entry);
            headers.Write(header);
        }
    }

    private readonly record struct SectionTable(ulong Offset, int Count, int Names);

    private static void WriteLoadable(LinkedImage image, Stream file, SectionTable sections)
    {
        var segments = image.Layout.Segments.ToArray();
        var loaded = segments.Where(s => s.Size > 0).ToArray();
        var page = new byte[Layout.PageBytes];
        var header = page.AsSpan();
        ReadOnlySpan<byte> identity = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], Elf.TypeExecutable);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], Elf.MachineX8664);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], image.Entry);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], Elf.HeaderBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], sections.Offset);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], Elf.HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], Elf.ProgramHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], (ushort)loaded.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[58..], Elf.SectionHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[60..], (ushort)sections.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(header[62..], (ushort)sections.Names);

        var offset = (ulong)Layout.PageBytes;
        for (var i = 0; i < loaded.Length; i++)
        {
            var segment = loaded[i];
            var entry = header[(Elf.HeaderBytes + i * Elf.ProgramHeaderBytes)..];
            var inFile = segment.IsZero ? 0 : segment.Size;
            BinaryPrimitives.WriteUInt32LittleEndian(entry, Elf.SegmentLoad);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..],
                Elf.Readable | (segment.IsExecutable ? Elf.Execute : 0) | (segment.IsWritable ? Elf.Writable : 0));
            ulong[] wide = [offset, segment.Address, segment.PhysicalAddress, inFile, segment.Size, Layout.PageBytes];
            for (var j = 0; j < wide.Length; j++)
                BinaryPrimitives.WriteUInt64LittleEndian(entry[(8 + j * 8)..], wide[j]);
            offset += inFile;
        }
        file.Write(page);
        foreach (var segment in loaded.Where(s => !s.IsZero))
            file.Write(segment.Bytes);
    }

    private static (byte[] Symbols, byte[] Strings) Symbols(LinkedImage image, Segment[] segments)
    {
        var (symbols, strings) = (new MemoryStream(), new MemoryStream());
        symbols.Write(new byte[Elf.SymbolBytes]);
        strings.WriteByte(0);
        var entry = new byte[Elf.SymbolBytes];
        for (var number = 0; number < image.Graph.Inputs.Count; number++)
        {
            var input = image.Graph.Inputs[number];
            var elf = input.Object;
            for (var i = 1; i < elf.SymbolCount; i++)
            {
                var section = elf.SymbolSection[i];
                if (section <= 0 || !input.Live[section] || input.Segment[section] == SegmentKind.None
                    || elf.SymbolName[i] == "" || elf.Kind(i) is Elf.KindSection or Elf.KindFile)
                {
                    continue;
                }
                var isData = input.Segment[section] >= SegmentKind.ReadOnly;
                var kind = elf.Kind(i) == Elf.KindNoType && isData ? Elf.KindObject : elf.Kind(i);
                var size = elf.SymbolSize[i] != 0 ? elf.SymbolSize[i] : elf.SectionSize[section] - elf.SymbolValue[i];
                Add(elf.SymbolName[i], Elf.BindGlobal << 4 | kind, (int)input.Segment[section],
                    image.Layout.AddressOf(new SymbolRef(number, i)), (ulong)size);
            }
        }
        foreach (var table in image.Layout.Tables)
        {
            Add(table.Symbol, Elf.BindGlobal << 4 | Elf.KindObject, (int)SegmentKind.ReadOnly,
                table.Address, (ulong)table.Bytes.Length);
        }
        return (symbols.ToArray(), strings.ToArray());

        void Add(string name, int info, int section, ulong address, ulong size)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)strings.Length);
            entry[4] = (byte)info;
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(6), (ushort)section);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), address);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(16), size);
            symbols.Write(entry);
            strings.Write(Encoding.UTF8.GetBytes(name));
            strings.WriteByte(0);
        }
    }
}
