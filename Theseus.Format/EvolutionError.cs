namespace Theseus.Format;

/// <summary>What is wrong with an evolution.</summary>
public enum EvolutionError
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Fewer bytes than the header, or than the header says.</summary>
    Truncated,
    /// <summary>Does not start with "THSEVO01".</summary>
    BadMagic,
    /// <summary>A format version or header size that this program does not know.</summary>
    WrongVersion,
    /// <summary>A CRC of the header or of what is behind it is not that of the bytes.</summary>
    BadHash,
    /// <summary>A header field that no build writes.</summary>
    BadHeader,
    /// <summary>A table does not lie within the package, behind its header, on a multiple of 8.</summary>
    TableOutOfBounds,
    /// <summary>
    /// Cells out of order, one twice, the file of one outside of the package or over another, or a file that
    /// <see cref="CellValidator"/> refuses, is named otherwise or has places by name.
    /// </summary>
    BadCell,
    /// <summary>
    /// Changes out of order, a place twice, a home that is not of a cell that the system has or not aligned, or a body
    /// that is not the first byte of a function of a cell that the package brings.
    /// </summary>
    BadChange,
    /// <summary>A name that is empty or outside of the strings, or of a cell of another generation.</summary>
    BadName,
    /// <summary>Made for another world than the one that was booted.</summary>
    WrongWorld,
    /// <summary>Leads from another state of the code than the one that the system is in.</summary>
    WrongBaseline,
    /// <summary>More bytes than the system takes.</summary>
    TooLarge,
    /// <summary>A cell that it changes is not there, or its file was damaged.</summary>
    MissingCell,
    /// <summary>It changes code of the nano-core, which stays as it was booted.</summary>
    InNanoCore,
    /// <summary>There is no place for another evolution, or for another cell.</summary>
    NoRoom,
    /// <summary>There is no memory for it.</summary>
    OutOfMemory,
    /// <summary>A page that holds a function's home cannot be made.</summary>
    BadPage,
    /// <summary>A task was stopped, and stays, where a jump must be put.</summary>
    StillAtEntry,
    /// <summary>A page with a home has come into memory since the pages were made. It can be tried again.</summary>
    Moved,
    /// <summary>Another evolution is under way.</summary>
    Busy,
    /// <summary>No state before the one of now is kept.</summary>
    NothingToUndo,
    /// <summary>Nothing was undone, or it is not kept, or the system has gone another way since.</summary>
    NothingToRedo,
}
