namespace Theseus.Format;

/// <summary>What is wrong with a cell file.</summary>
public enum CellError
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Fewer bytes than the header, or than the header says.</summary>
    Truncated,
    /// <summary>Does not start with "THSCEL01".</summary>
    BadMagic,
    /// <summary>A format version or header size that this program does not know.</summary>
    WrongVersion,
    /// <summary>Cut from another world than the one that asks.</summary>
    OtherWorld,
    /// <summary>A CRC of header, tables or a page is not that of the bytes.</summary>
    BadHash,
    /// <summary>A header field that no linker writes.</summary>
    BadHeader,
    /// <summary>A table does not lie within the file, or not where its kind may.</summary>
    TableOutOfBounds,
    /// <summary>
    /// Segments that are not four in their order, page after page, as large in the file as in memory.
    /// </summary>
    BadSegment,
    /// <summary>More sections than the cell's memory could hold.</summary>
    TooManySections,
    /// <summary>Sections that overlap or are not in order.</summary>
    OverlappingSections,
    /// <summary>A section that is not aligned as it says or not within one segment.</summary>
    BadSection,
    /// <summary>Symbols out of order, twice the same, or outside the cell.</summary>
    BadSymbol,
    /// <summary>More imports than fields can name, or dependencies that do not divide them.</summary>
    BadImport,
    /// <summary>The index of pages does not divide the relocations.</summary>
    BadPageIndex,
    /// <summary>A relocation outside of its page, to nowhere, of unknown type, or out of order.</summary>
    RelocationOutOfRange,
    /// <summary>
    /// Functions that overlap or lie outside of code, or whose unwind record, clauses or main body do not exist.
    /// </summary>
    BadFunction,
    /// <summary>An unboxing stub or its target outside of code, or stubs out of order.</summary>
    BadUnboxTarget,
    /// <summary>
    /// A stretch of code without kills that is empty, outside of code, out of order or overlaps another.
    /// </summary>
    BadKillGap,
    /// <summary>An object with references that is not in data, not aligned or out of order.</summary>
    BadRoot,
    /// <summary>An app's entry outside of code.</summary>
    BadApp,
    /// <summary>A name outside of the strings.</summary>
    BadName,
    /// <summary>A relocation's value does not fit its field: the cells lie too far apart.</summary>
    ValueOutOfRange,
    /// <summary>A relocation needs an import that is not bound.</summary>
    ImportUnbound,
    /// <summary>A page number that the cell does not have.</summary>
    NoSuchPage,
    /// <summary>A cell that is imported from is not there, or its file was refused.</summary>
    MissingCell,
    /// <summary>The cell that is imported from does not have the symbol.</summary>
    MissingSymbol,
    /// <summary>There is no memory for the page, or for what the loader must know of the cell.</summary>
    OutOfMemory,
}
