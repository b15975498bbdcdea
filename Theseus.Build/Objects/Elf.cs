namespace Theseus.Build.Objects;

/// <summary>Numbers of the ELF-64 object format (System V gABI chapter 4) and of its x86-64 supplement.</summary>
public static class Elf
{
    public const int HeaderBytes = 64;
    public const int SectionHeaderBytes = 64;
    public const int ProgramHeaderBytes = 56;
    public const int SymbolBytes = 24;
    public const int RelaBytes = 24;

    public const ushort TypeRelocatable = 1;
    public const ushort TypeExecutable = 2;
    public const ushort MachineX8664 = 62;

    // sh_type
    public const uint Null = 0, ProgBits = 1, SymTab = 2, StrTab = 3, Rela = 4, NoBits = 8, Rel = 9;
    public const uint Group = 17, SymTabShndx = 18, X8664Unwind = 0x70000001;

    // sh_flags
    public const uint Write = 1, Alloc = 2, ExecInstr = 4, Merge = 0x10, Strings = 0x20, GroupMember = 0x200,
        Tls = 0x400;

    /// <summary>Flag word of a group section: only one group of a signature is kept.</summary>
    public const uint GroupComdat = 1;

    // Special section indices in st_shndx and e_shstrndx.
    public const int SectionUndefined = 0, SectionLowReserve = 0xFF00, SectionAbsolute = 0xFFF1, SectionCommon = 0xFFF2;
    public const int SectionExtended = 0xFFFF;

    // st_info: binding in the high four bits, type in the low four.
    public const int BindLocal = 0, BindGlobal = 1, BindWeak = 2;
    public const int KindNoType = 0, KindObject = 1, KindFunction = 2, KindSection = 3, KindFile = 4;

    // p_type, p_flags
    public const uint SegmentLoad = 1, SegmentGnuStack = 0x6474E551;
    public const uint Execute = 1, Writable = 2, Readable = 4;
}
