using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>What the comparison of one page has found.</summary>
internal struct PageCheck
{
    /// <summary>What became of it.</summary>
    public PageVerdict Verdict;

    /// <summary>Why it could not be judged or mended; else none.</summary>
    public CellError Error;

    /// <summary>Bytes that are not what they must be; 0 where only a sum tells that some are.</summary>
    public uint WrongBytes;

    /// <summary>The first of them, in bytes from the page's start.</summary>
    public uint First;

    /// <summary>What it must be.</summary>
    public byte Expected;

    /// <summary>What it was.</summary>
    public byte Found;

    /// <summary>True where something is not as it should be, in memory or in the file.</summary>
    public readonly bool IsDamage => Verdict is PageVerdict.Mended or PageVerdict.Wrong or PageVerdict.FileDamaged;
}
