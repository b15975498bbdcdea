namespace Theseus.Cells.Soak;

/// <summary>
/// The blocks of one range of sizes that are alive, and the share that they have in what is allocated.
/// </summary>
/// <param name="leastBytes">The smallest block.</param>
/// <param name="mostBytes">The largest block.</param>
/// <param name="slots">How many blocks are alive at a time.</param>
/// <param name="share">Its part of all bytes that are allocated, in thousandths.</param>
internal sealed class SizeClass(int leastBytes, int mostBytes, int slots, int share)
{
    private readonly Block?[] _live = new Block?[slots];

    /// <summary>What was allocated in this class so far, in bytes.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>What is alive of it, in bytes.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>How many blocks were made.</summary>
    public long Blocks { get; private set; }

    /// <summary>
    /// Puts new blocks in the place of old ones until the class has its share of all that is to be allocated.
    /// </summary>
    public void CatchUp(long totalBytes, Generator random, Findings findings)
    {
        while (AllocatedBytes < totalBytes / 1000 * share)
        {
            int slot = random.Below(_live.Length);
            Retire(slot, findings);
            Block made = Block.Make(random.Size(leastBytes, mostBytes), random, findings);
            _live[slot] = made;
            AllocatedBytes += made.Bytes;
            LiveBytes += made.Bytes;
            Blocks++;
        }
    }

    /// <summary>Checks all blocks and lets go of them.</summary>
    public void RetireAll(Findings findings)
    {
        for (int slot = 0; slot < _live.Length; slot++)
        {
            Retire(slot, findings);
        }
    }

    private void Retire(int slot, Findings findings)
    {
        if (_live[slot] is { } old)
        {
            findings.Check(old.IsSound(), "a block died with other contents than it was given");
            LiveBytes -= old.Bytes;
            _live[slot] = null;
        }
    }
}
