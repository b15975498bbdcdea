namespace Theseus.Cells.Soak;

/// <summary>Small objects in a row, each referring to the next.</summary>
internal sealed class ChainBlock : Block
{
    /// <summary>What one link takes of the heap: header, type, stamp and reference, eight bytes each.</summary>
    private const int LinkBytes = 32;

    private readonly Leaf _first;
    private readonly ulong _stamp;
    private readonly int _count;

    public ChainBlock(int bytes, ulong stamp)
        : base(bytes)
    {
        this._stamp = stamp;
        _count = Math.Max(bytes / LinkBytes, 1);
        _first = new Leaf(stamp);
        for (int i = 1; i < _count; i++)
        {
            _first = new Leaf(stamp + (ulong)i, _first);
        }
    }

    public override bool IsSound()
    {
        int left = _count;
        bool sound = true;
        for (Leaf? leaf = _first; leaf is not null; leaf = leaf.Next)
        {
            left--;
            sound &= leaf.Stamp == _stamp + (ulong)left;
        }

        return sound && left == 0;
    }
}
