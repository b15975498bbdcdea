namespace Theseus.Cells.Soak;

/// <summary>An array of 64-bit numbers, one of them set for each page's worth, and the last.</summary>
internal sealed class LongBlock : Block
{
    private const int Stride = StrideBytes / sizeof(ulong);

    private readonly ulong[] content;
    private readonly ulong stamp;

    public LongBlock(int bytes, ulong stamp, Findings findings)
        : base(bytes)
    {
        this.stamp = stamp;
        content = new ulong[Math.Max(bytes / sizeof(ulong), 1)];
        bool zeroed = true;
        for (int at = 0; at < content.Length; at += Stride)
        {
            zeroed &= content[at] == 0;
            content[at] = stamp + (ulong)at;
        }
        findings.Check(zeroed, "new numbers were not zero");
        content[^1] = ~stamp;
    }

    public override bool IsSound()
    {
        bool sound = content[^1] == ~stamp;
        for (int at = 0; at < content.Length - 1; at += Stride)
        {
            sound &= content[at] == stamp + (ulong)at;
        }
        return sound;
    }
}
