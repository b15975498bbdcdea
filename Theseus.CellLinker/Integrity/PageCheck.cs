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

    /// <summary>The last of them.</summary>
    public uint Last;

    /// <summary>Says where two pages differ.</summary>
    [NeverThrows]
    public void Describe(ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected)
    {
        WrongBytes = 0;
        for (int i = found.Length - 1; i >= 0; i--)
        {
            if (found[i] != expected[i])
            {
                Last = WrongBytes++ == 0 ? (uint)i : Last;
                (First, Found, Expected) = ((uint)i, found[i], expected[i]);
            }
        }
    }

    /// <summary>True where something is not as it should be, in memory or in the file.</summary>
    public readonly bool IsDamage => Verdict is PageVerdict.Mended or PageVerdict.Wrong or PageVerdict.FileDamaged;
}
