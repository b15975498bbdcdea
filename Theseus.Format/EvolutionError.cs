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
}
