namespace Theseus.Cells.Soak;

/// <summary>An array of bytes, one of them set for each page's worth, and the last.</summary>
internal sealed class ByteBlock : Block
{
    private readonly byte[] _content;
    private readonly ulong _stamp;

    public ByteBlock(int bytes, ulong stamp, Findings findings)
        : base(bytes)
    {
        this._stamp = stamp;
        _content = new byte[bytes];
        bool zeroed = true;
        for (int at = 0; at < _content.Length; at += StrideBytes)
        {
            zeroed &= _content[at] == 0;
            _content[at] = Expected(at);
        }

        findings.Check(zeroed, "new bytes were not zero");
        _content[^1] = Expected(_content.Length - 1);
    }

    public override bool IsSound()
    {
        bool sound = _content.Length == Bytes && _content[^1] == Expected(_content.Length - 1);
        for (int at = 0; at < _content.Length; at += StrideBytes)
        {
            sound &= _content[at] == Expected(at);
        }

        return sound;
    }

    private byte Expected(int at) => (byte)((_stamp >> 8) + ((ulong)at * 31 >> 5));
}
