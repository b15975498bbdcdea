namespace Theseus.Cells.Soak;

/// <summary>An array of bytes, one of them set for each page's worth, and the last.</summary>
internal sealed class ByteBlock : Block
{
    private readonly byte[] content;
    private readonly ulong stamp;

    public ByteBlock(int bytes, ulong stamp, Findings findings)
        : base(bytes)
    {
        this.stamp = stamp;
        content = new byte[bytes];
        bool zeroed = true;
        for (int at = 0; at < content.Length; at += StrideBytes)
        {
            zeroed &= content[at] == 0;
            content[at] = Expected(at);
        }
        findings.Check(zeroed, "new bytes were not zero");
        content[^1] = Expected(content.Length - 1);
    }

    public override bool IsSound()
    {
        bool sound = content.Length == Bytes && content[^1] == Expected(content.Length - 1);
        for (int at = 0; at < content.Length; at += StrideBytes)
        {
            sound &= content[at] == Expected(at);
        }
        return sound;
    }

    private byte Expected(int at) => (byte)((stamp >> 8) + ((ulong)at * 31 >> 5));
}
