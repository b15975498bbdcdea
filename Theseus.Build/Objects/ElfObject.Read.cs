using System.Buffers.Binary;
using System.Text;

namespace Theseus.Build.Objects;

public sealed partial class ElfObject
{
    /// <exception cref="ObjectException">The file is not a sound relocatable object.</exception>
    public static ElfObject Read(string path) => Read(path, System.IO.File.ReadAllBytes(path));

    /// <exception cref="ObjectException">The bytes are not a sound relocatable object.</exception>
    public static ElfObject Read(string file, byte[] bytes)
    {
        ElfObject result = new() { File = file, Bytes = bytes };
        result.ReadSections();
        result.ReadSymbols();
        result.ReadRelocationTables();
        result.ReadGroups();
        return result;
    }

    private uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(offset));

    private ulong U64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(offset));

    private ushort U16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(offset));

    private ObjectException Fail(ObjectError error, string detail) => new(error, File, detail);

    private int _sectionTable;

    private int Header(int section) => _sectionTable + section * Elf.SectionHeaderBytes;

    private int Link(int section) => (int)U32(Header(section) + 40);

    private int Info(int section) => (int)U32(Header(section) + 44);

    private void ReadSections()
    {
        if (Bytes.Length < Elf.HeaderBytes)
        {
            throw Fail(ObjectError.HeaderTruncated, $"{Bytes.Length} bytes, the header alone has {Elf.HeaderBytes}");
        }

        if (U32(0) != 0x464C457F || Bytes[4] != 2 || Bytes[5] != 1)
        {
            throw Fail(ObjectError.NotElf64, "no ELF-64 little-endian header");
        }

        if (U16(16) != Elf.TypeRelocatable || U16(18) != Elf.MachineX8664)
        {
            throw Fail(ObjectError.NotRelocatable, $"type {U16(16)}, machine {U16(18)}");
        }

        // More than 65,279 sections do not fit the header: count and name table are then in section 0.
        ulong table = U64(40);
        ulong room = (ulong)Bytes.Length;
        if (table > room || room - table < Elf.SectionHeaderBytes || U16(58) != Elf.SectionHeaderBytes)
        {
            throw Fail(ObjectError.SectionTableOutOfFile, $"table at {table}, file of {Bytes.Length} bytes");
        }

        _sectionTable = (int)table;
        ulong count = U16(60) != 0 ? U16(60) : U64(_sectionTable + 32);
        if (count > (ulong)(Bytes.Length - _sectionTable) / Elf.SectionHeaderBytes)
        {
            throw Fail(ObjectError.SectionTableOutOfFile,
                $"{count} sections from {table}, file of {Bytes.Length} bytes");
        }

        SectionCount = (int)count;
        int names = U16(62) != Elf.SectionExtended ? U16(62) : Link(0);

        SectionName = new string[SectionCount];
        SectionType = new uint[SectionCount];
        SectionFlags = new uint[SectionCount];
        SectionOffset = new int[SectionCount];
        SectionSize = new int[SectionCount];
        SectionAlign = new int[SectionCount];
        for (int i = 0; i < SectionCount; i++)
        {
            ReadSection(i);
        }

        CheckLink(0, names, Elf.StrTab);
        Dictionary<uint, string> known = new();
        for (int i = 0; i < SectionCount; i++)
        {
            uint offset = U32(Header(i));
            if (!known.TryGetValue(offset, out string? name))
            {
                known.Add(offset, name = ReadName(names, offset));
            }

            SectionName[i] = name;
        }
    }

    private void ReadSection(int section)
    {
        int header = Header(section);
        SectionType[section] = section == 0 ? Elf.Null : U32(header + 4);
        SectionFlags[section] = (uint)U64(header + 8);
        SectionAlign[section] = 1;
        if (section == 0 || SectionType[section] == Elf.Null)
        {
            return;
        }

        (ulong offset, ulong size, ulong align) = (U64(header + 24), U64(header + 32), U64(header + 48));
        ulong room = SectionType[section] == Elf.NoBits ? int.MaxValue : (ulong)Bytes.Length;
        if (SectionType[section] == Elf.NoBits)
        {
            offset = 0;
        }

        if (offset > room || size > room - offset)
        {
            throw Fail(ObjectError.SectionOutOfFile,
                $"section {section}: {size} bytes at {offset}, file of {Bytes.Length} bytes");
        }

        if (align > 1 << 30 || (align & (align - 1)) != 0)
        {
            throw Fail(ObjectError.BadAlignment, $"section {section}: alignment {align}");
        }

        SectionOffset[section] = (int)offset;
        SectionSize[section] = (int)size;
        SectionAlign[section] = Math.Max(1, (int)align);
    }

    private void ReadSymbols()
    {
        (int table, int extended) = (0, 0);
        for (int i = 1; i < SectionCount; i++)
        {
            if (SectionType[i] == Elf.SymTab)
            {
                table = table == 0 ? i : throw Fail(ObjectError.SymbolTableCount, $"sections {table} and {i}");
            }
            else if (SectionType[i] == Elf.SymTabShndx)
            {
                extended = i;
            }
        }

        _symbolTable = table;
        if (table == 0)
        {
            return;
        }

        CheckLink(table, Link(table), Elf.StrTab);
        CheckEntries(table, Elf.SymbolBytes);
        SymbolCount = SectionSize[table] / Elf.SymbolBytes;
        if (extended != 0 && (Link(extended) != table || SectionSize[extended] / 4 < SymbolCount))
        {
            throw Fail(ObjectError.BadSectionLink, $"section {extended}: not the extended indices of section {table}");
        }

        SymbolName = new string[SymbolCount];
        SymbolValue = new long[SymbolCount];
        SymbolSize = new long[SymbolCount];
        SymbolSection = new int[SymbolCount];
        SymbolInfo = new byte[SymbolCount];
        for (int i = 0; i < SymbolCount; i++)
        {
            int at = SectionOffset[table] + i * Elf.SymbolBytes;
            SymbolName[i] = ReadName(Link(table), U32(at));
            SymbolInfo[i] = Bytes[at + 4];
            SymbolValue[i] = (long)U64(at + 8);
            SymbolSize[i] = (long)U64(at + 16);
            int section = (int)U16(at + 6);
            if (section == Elf.SectionExtended && extended != 0)
            {
                section = (int)U32(SectionOffset[extended] + i * 4);
            }
            else if (section == Elf.SectionAbsolute)
            {
                section = Absolute;
            }

            if (section is < Absolute || section >= SectionCount)
            {
                throw Fail(ObjectError.SymbolOutOfSection,
                    $"symbol {SymbolName[i]}: section {section} of {SectionCount}");
            }

            SymbolSection[i] = section;
            if (section > 0 && (ulong)SymbolValue[i] > (ulong)SectionSize[section])
            {
                throw Fail(ObjectError.SymbolOutOfSection,
                    $"symbol {SymbolName[i]}: offset {SymbolValue[i]} in section {section} of {SectionSize[section]} "
                        + $"bytes");
            }
        }
    }

    private int _symbolTable;

    private void ReadRelocationTables()
    {
        RelaOf = new int[SectionCount];
        for (int i = 1; i < SectionCount; i++)
        {
            if (SectionType[i] == Elf.Rel)
            {
                throw Fail(ObjectError.RelWithoutAddend, $"section {i}");
            }

            if (SectionType[i] != Elf.Rela)
            {
                continue;
            }

            int target = Info(i);
            if (target <= 0 || target >= SectionCount)
            {
                throw Fail(ObjectError.BadSectionLink, $"section {i}: applies to section {target} of {SectionCount}");
            }

            if (_symbolTable == 0 || Link(i) != _symbolTable)
            {
                throw Fail(ObjectError.BadSectionLink, $"section {i}: its symbol table is section {Link(i)}");
            }

            if (RelaOf[target] != 0)
            {
                throw Fail(ObjectError.TwoRelocationTables, $"sections {RelaOf[target]} and {i} apply to {target}");
            }

            CheckEntries(i, Elf.RelaBytes);
            RelaOf[target] = i;
            CheckRelocations(i, target);
        }
    }

    private void CheckRelocations(int table, int target)
    {
        int count = SectionSize[table] / Elf.RelaBytes;
        for (int i = 0; i < count; i++)
        {
            Relocation relocation = RelocationAt(target, i);
            if ((uint)relocation.Symbol >= (uint)SymbolCount)
            {
                throw Fail(ObjectError.RelocationSymbolOutOfTable,
                    $"{Describe(target)}: symbol {relocation.Symbol} of {SymbolCount}");
            }

            int bytes = relocation.Type switch
            {
                RelocationType.Absolute64 or RelocationType.Pc64 => 8,
                var known when Enum.IsDefined(known) && known != RelocationType.None => 4,
                _ => 0,
            };
            if ((ulong)relocation.Offset > (ulong)SectionSize[target]
                || SectionSize[target] - relocation.Offset < bytes)
            {
                throw Fail(ObjectError.RelocationOutOfSection,
                    $"{Describe(target)} of {SectionSize[target]} bytes: {relocation.Type} at {relocation.Offset}");
            }
        }
    }

    private void ReadGroups()
    {
        GroupOf = new int[SectionCount];
        for (int i = 1; i < SectionCount; i++)
        {
            if (SectionType[i] != Elf.Group)
            {
                continue;
            }

            CheckEntries(i, 4);
            if (SectionSize[i] < 4 || (U32(SectionOffset[i]) & Elf.GroupComdat) == 0)
            {
                continue;
            }

            if (Link(i) != _symbolTable || (uint)Info(i) >= (uint)SymbolCount)
            {
                throw Fail(ObjectError.BadSectionLink,
                    $"group {i}: signature is symbol {Info(i)} of section {Link(i)}");
            }

            GroupSignature.Add(i, Info(i));
            for (int at = 4; at < SectionSize[i]; at += 4)
            {
                uint member = U32(SectionOffset[i] + at);
                if (member == 0 || member >= (uint)SectionCount)
                {
                    throw Fail(ObjectError.BadSectionLink, $"group {i}: member {member} of {SectionCount}");
                }

                GroupOf[member] = i;
            }
        }
    }

    private void CheckLink(int section, int link, uint type)
    {
        if ((uint)link >= (uint)SectionCount || SectionType[link] != type)
        {
            throw Fail(ObjectError.BadSectionLink, $"section {section}: section {link} is not of type {type}");
        }
    }

    private void CheckEntries(int section, int entryBytes)
    {
        if (SectionSize[section] % entryBytes != 0)
        {
            throw Fail(ObjectError.RaggedTable,
                $"section {section}: {SectionSize[section]} bytes, {entryBytes} an entry");
        }
    }

    private string ReadName(int table, uint offset)
    {
        if (offset == 0)
        {
            return "";
        }

        Span<byte> strings = Bytes.AsSpan(SectionOffset[table], SectionSize[table]);
        if (offset >= (uint)strings.Length)
        {
            throw Fail(ObjectError.NameOutOfTable, $"offset {offset} in {strings.Length} bytes");
        }

        Span<byte> rest = strings[(int)offset..];
        int end = rest.IndexOf((byte)0);
        if (end < 0)
        {
            throw Fail(ObjectError.NameOutOfTable, $"no end of the name at {offset}");
        }

        return Encoding.UTF8.GetString(rest[..end]);
    }
}
