namespace Theseus.Cells.Soak;

/// <summary>An array of references, most of them null; the others are to small objects of its own.</summary>
internal sealed class ReferenceBlock : Block
{
    private const int Stride = StrideBytes / sizeof(ulong);

    private readonly object?[] content;
    private readonly ulong stamp;

    public ReferenceBlock(int bytes, ulong stamp, Findings findings)
        : base(bytes)
    {
        this.stamp = stamp;
        content = new object?[Math.Max(bytes / sizeof(ulong), 1)];
        bool zeroed = true;
        for (int at = 0; at < content.Length; at += Stride)
        {
            zeroed &= content[at] is null;
            content[at] = new Leaf(stamp + (ulong)at);
        }
        findings.Check(zeroed, "new references were not null");
        content[^1] = new Leaf(~stamp);
    }

    public override bool IsSound()
    {
        bool sound = content[^1] is Leaf last && last.Stamp == ~stamp;
        for (int at = 0; at < content.Length - 1; at += Stride)
        {
            sound &= content[at] is Leaf leaf && leaf.Stamp == stamp + (ulong)at;
        }
        return sound;
    }
}
