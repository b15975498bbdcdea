namespace Theseus.Format;

/// <summary>What became of the comparison of a page in memory with what its file says.</summary>
public enum PageVerdict : byte
{
    /// <summary>Nothing was compared: the page is not in memory, or may be written to.</summary>
    NotCompared,

    /// <summary>It holds what it must.</summary>
    Right,

    /// <summary>It held something else, and holds what it must again.</summary>
    Mended,

    /// <summary>It holds something else, and there is nothing to mend it from, or no memory to do it in.</summary>
    Wrong,

    /// <summary>
    /// The page in the file, or a table that it is made by, is not what its CRC says: nobody knows what the page must
    /// hold, and it stays as it is.
    /// </summary>
    FileDamaged,

    /// <summary>What it must hold could not be made: the error says why.</summary>
    CannotTell,
}
