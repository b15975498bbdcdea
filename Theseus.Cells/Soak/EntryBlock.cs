namespace Theseus.Cells.Soak;

/// <summary>An array of structures that hold references among numbers.</summary>
internal sealed class EntryBlock : Block
{
    private const int EntryBytes = 32;
    private const int Stride = StrideBytes / EntryBytes;

    private readonly Entry[] _content;
    private readonly ulong _stamp;

    private struct Entry
    {
        public ulong Number;
        public Leaf? First;
        public ulong Complement;
        public string? Text;
    }

    public EntryBlock(int bytes, ulong stamp, Findings findings)
        : base(bytes)
    {
        this._stamp = stamp;
        _content = new Entry[Math.Max(bytes / EntryBytes, 1)];
        bool zeroed = true;
        for (int at = 0; at < _content.Length; at += Stride)
        {
            ref Entry entry = ref _content[at];
            zeroed &= entry is { Number: 0, First: null, Complement: 0, Text: null };
            ulong number = stamp + (ulong)at;
            entry = new Entry { Number = number, First = new Leaf(number), Complement = ~number,
                Text = new string((char)number, 3) };
        }

        findings.Check(zeroed, "new structures were not zero");
    }

    public override bool IsSound()
    {
        bool sound = true;
        for (int at = 0; at < _content.Length; at += Stride)
        {
            ref Entry entry = ref _content[at];
            ulong number = _stamp + (ulong)at;
            sound &= entry.Number == number && entry.Complement == ~number && entry.First?.Stamp == number
                && entry.Text is [var first, _, var last] && first == (char)number && last == first;
        }

        return sound;
    }
}
