namespace Theseus.Cells.Soak;

/// <summary>
/// Blocks of all sizes, some 40 MiB, in which a random one is replaced time and again. Most bytes go into large
/// blocks and most blocks are small ones.
/// </summary>
internal sealed class LiveSet(Generator random, Findings findings)
{
    /// <summary>How much is allocated in one step, in bytes.</summary>
    private const long StepBytes = 16L << 20;

    private readonly SizeClass[] _classes =
    [
        new(16, 128, slots: 16384, share: 8),
        new(128, 2 << 10, slots: 4096, share: 32),
        new(2 << 10, 64 << 10, slots: 512, share: 110),
        new(64 << 10, 1 << 20, slots: 32, share: 250),
        new(1 << 20, 4 << 20, slots: 6, share: 600),
    ];

    private long _wantedBytes;

    /// <summary>What was allocated so far, in bytes.</summary>
    public long AllocatedBytes => _classes.Sum(sizes => sizes.AllocatedBytes);

    /// <summary>What of it is alive, in bytes.</summary>
    public long LiveBytes => _classes.Sum(sizes => sizes.LiveBytes);

    /// <summary>How many blocks were made.</summary>
    public long Blocks => _classes.Sum(sizes => sizes.Blocks);

    /// <summary>Allocates one step's worth over all sizes.</summary>
    public void Step()
    {
        _wantedBytes += StepBytes;
        foreach (SizeClass sizes in _classes)
        {
            sizes.CatchUp(_wantedBytes, random, findings);
        }
    }

    /// <summary>Checks all blocks that are alive, and lets go of them.</summary>
    public void CheckAll()
    {
        foreach (SizeClass sizes in _classes)
        {
            sizes.RetireAll(findings);
        }
    }
}
