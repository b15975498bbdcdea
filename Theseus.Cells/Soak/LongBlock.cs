namespace Theseus.Cells.Soak;

/// <summary>An array of 64-bit numbers, one of them set for each page's worth, and the last.</summary>
internal sealed class LongBlock : Block
{
    private const int Stride = StrideBytes / sizeof(ulong);

    private readonly ulong[] _content;
    private readonly ulong _stamp;

    public LongBlock(int bytes, ulong stamp, Findings findings)
        : base(bytes)
    {
        this._stamp = stamp;
        _content = new ulong[Math.Max(bytes / sizeof(ulong), 1)];
        bool zeroed = true;
        for (int at = 0; at < _content.Length; at += Stride)
        {
            zeroed &= _content[at] == 0;
            _content[at] = stamp + (ulong)at;
        }

        findings.Check(zeroed, "new numbers were not zero");
        _content[^1] = ~stamp;
    }

    public override bool IsSound()
    {
        bool sound = _content[^1] == ~_stamp;
        for (int at = 0; at < _content.Length - 1; at += Stride)
        {
            sound &= _content[at] == _stamp + (ulong)at;
        }

        return sound;
    }
}
