namespace Theseus.Cells.Soak;

/// <summary>
/// Some memory with contents that can be checked. Large blocks are touched only at the start of each page's worth of
/// bytes and at the end, so that the load is the collector's and not ours.
/// </summary>
internal abstract class Block(int bytes)
{
    /// <summary>How far apart in bytes the places are that a large block is touched at.</summary>
    protected const int StrideBytes = 4096;

    /// <summary>What the block takes of the heap in bytes, its own header and this object left out.</summary>
    public int Bytes => bytes;

    /// <summary>Tells whether everything in it still is what was put there.</summary>
    public abstract bool IsSound();

    /// <summary>Makes a block of about so many bytes; which kind of block is drawn.</summary>
    public static Block Make(int bytes, Generator random, Findings findings)
    {
        ulong stamp = random.Next();
        return (stamp & 15) switch
        {
            < 6 => new ByteBlock(bytes, stamp, findings),
            < 9 => new LongBlock(bytes, stamp, findings),
            < 11 => new TextBlock(bytes, stamp),
            < 13 => new ReferenceBlock(bytes, stamp, findings),
            < 15 => new EntryBlock(bytes, stamp, findings),
            _ when bytes <= 1 << 16 => new ChainBlock(bytes, stamp),
            _ => new ByteBlock(bytes, stamp, findings),
        };
    }
}
