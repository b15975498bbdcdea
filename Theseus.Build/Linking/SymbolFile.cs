using System.Buffers.Binary;
using System.Text;
using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// Writes the file that debuggers take: the image, and with it sections, symbols, DWARF and frame descriptions of all
/// that runs, also of what is not in the image. Of that the file has addresses only (sections without contents): its
/// bytes are those that the debugger's target has in memory.
/// </summary>
public sealed class SymbolFile
{
    private readonly List<byte[]> _contents = [];
    private readonly MemoryStream _headers = new(), _names = new();
    private ulong _at = Layout.PageBytes;

    private SymbolFile()
    {
        _headers.Write(new byte[Elf.SectionHeaderBytes]);
        _names.WriteByte(0);
    }

    /// <param name="image">What the boot loader loads.</param>
    /// <param name="places">Where the graph's symbols are.</param>
    /// <param name="unwinding">How to unwind the code of each cell, the image's among them.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="LinkException"><see cref="LinkError.UnknownRelocation"/></exception>
    public static void Write(LinkedImage image, IPlaces places, IEnumerable<UnwindTable> unwinding, string path)
    {
        SymbolFile result = new();
        Segment[] segments = image.Layout.Segments.ToArray();
        foreach (Segment segment in segments)
        {
            result.AddSegment(segment);
        }

        foreach (PlacedRange range in places.Ranges)
        {
            result.AddHeader(range.Name, Elf.NoBits, range.Flags | Elf.Alloc, range.Address, range.Size,
                Layout.PageBytes);
        }

        SymbolTable table = SymbolTable.Make(image, places);
        result.AddSymbols(table, segments.Length + places.Ranges.Count + 2);
        foreach ((string name, byte[] bytes) in DebugSections.Collect(image, places))
        {
            result.Add(name, Elf.ProgBits, bytes);
        }

        result.Add(DebugFrames.Name, Elf.ProgBits, DebugFrames.Make(unwinding));
        result.WriteTo(image, path);
    }

    private void AddSegment(Segment segment)
    {
        uint flags = Elf.Alloc | (segment.IsExecutable ? Elf.ExecInstr : 0) | (segment.IsWritable ? Elf.Write : 0);
        AddHeader(segment.Name, segment.IsZero ? Elf.NoBits
            : Elf.ProgBits, flags, segment.Address, segment.Size, Layout.PageBytes);
    }

    private void AddSymbols(SymbolTable table, int stringSection)
    {
        AddHeader(".symtab", Elf.SymTab, 0, 0, (ulong)table.Symbols.Length, 8, stringSection, firstGlobal: 1,
            Elf.SymbolBytes);
        _contents.Add(table.Symbols);
        Add(".strtab", Elf.StrTab, table.Strings);
    }

    private void Add(string name, uint type, byte[] bytes)
    {
        AddHeader(name, type, 0, 0, (ulong)bytes.Length, 1);
        _contents.Add(bytes);
    }

    private void AddHeader(
        string name, uint type, uint flags, ulong address, ulong size, int align, int link = 0, int firstGlobal = 0,
        int entryBytes = 0)
    {
        byte[] header = new byte[Elf.SectionHeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)_names.Length);
        _names.Write(Encoding.UTF8.GetBytes(name));
        _names.WriteByte(0);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), type);
        ulong[] wide = [flags, address, _at, size];
        for (int i = 0; i < wide.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8 + i * 8), wide[i]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), link);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(44), firstGlobal);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(48), align);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(56), entryBytes);
        _headers.Write(header);
        _at += type == Elf.NoBits ? 0 : size;
    }

    private void WriteTo(LinkedImage image, string path)
    {
        const string names = ".shstrtab";
        AddHeader(names, Elf.StrTab, 0, 0, (ulong)(_names.Length + names.Length + 1), 1);
        _contents.Add(_names.ToArray());
        int count = (int)_headers.Length / Elf.SectionHeaderBytes;
        using FileStream file = File.Create(path);
        ImageWriter.WriteLoadable(image, file,
            new ImageWriter.SectionTable { Offset = _at, Count = count, Names = count - 1 });
        foreach (byte[] bytes in _contents)
        {
            file.Write(bytes);
        }

        file.Write(_headers.ToArray());
    }
}
