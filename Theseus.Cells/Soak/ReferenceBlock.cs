namespace Theseus.Cells.Soak;

/// <summary>An array of references, most of them null; the others are to small objects of its own.</summary>
internal sealed class ReferenceBlock : Block
{
    private const int Stride = StrideBytes / sizeof(ulong);

    private readonly object?[] _content;
    private readonly ulong _stamp;

    public ReferenceBlock(int bytes, ulong stamp, Findings findings)
        : base(bytes)
    {
        this._stamp = stamp;
        _content = new object?[Math.Max(bytes / sizeof(ulong), 1)];
        bool zeroed = true;
        for (int at = 0; at < _content.Length; at += Stride)
        {
            zeroed &= _content[at] is null;
            _content[at] = new Leaf(stamp + (ulong)at);
        }

        findings.Check(zeroed, "new references were not null");
        _content[^1] = new Leaf(~stamp);
    }

    public override bool IsSound()
    {
        bool sound = _content[^1] is Leaf last && last.Stamp == ~_stamp;
        for (int at = 0; at < _content.Length - 1; at += Stride)
        {
            sound &= _content[at] is Leaf leaf && leaf.Stamp == _stamp + (ulong)at;
        }

        return sound;
    }
}
