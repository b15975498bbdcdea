namespace Theseus.Build.Objects;

/// <summary>What can be wrong with an object file.</summary>
public enum ObjectError
{
    /// <summary>The file ends inside its ELF header.</summary>
    HeaderTruncated,
    /// <summary>No ELF magic, or not 64-bit little-endian.</summary>
    NotElf64,
    /// <summary>Not a relocatable object for x86-64.</summary>
    NotRelocatable,
    /// <summary>The section header table does not lie within the file.</summary>
    SectionTableOutOfFile,
    /// <summary>A section's contents do not lie within the file.</summary>
    SectionOutOfFile,
    /// <summary>A section's alignment is not a power of two.</summary>
    BadAlignment,
    /// <summary>A section refers to a section that does not exist or is of another type.</summary>
    BadSectionLink,
    /// <summary>A name starts outside its string table, or does not end in it.</summary>
    NameOutOfTable,
    /// <summary>More than one symbol table, or none where relocations need one.</summary>
    SymbolTableCount,
    /// <summary>A table's size is no multiple of its entry's size.</summary>
    RaggedTable,
    /// <summary>A symbol lies in a section that does not exist, or outside its section.</summary>
    SymbolOutOfSection,
    /// <summary>A relocation names a symbol that does not exist.</summary>
    RelocationSymbolOutOfTable,
    /// <summary>A relocation applies outside of its section.</summary>
    RelocationOutOfSection,
    /// <summary>Two relocation tables apply to one section.</summary>
    TwoRelocationTables,
    /// <summary>REL tables (addends in place) are not used on x86-64.</summary>
    RelWithoutAddend,
    /// <summary>An <c>.eh_frame</c> record does not parse.</summary>
    BadFrameRecord,
}
