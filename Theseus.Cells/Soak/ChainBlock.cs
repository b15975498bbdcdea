namespace Theseus.Cells.Soak;

/// <summary>Small objects in a row, each referring to the next.</summary>
internal sealed class ChainBlock : Block
{
    /// <summary>What one link takes of the heap: header, type, stamp and reference, eight bytes each.</summary>
    private const int LinkBytes = 32;

    private readonly Leaf first;
    private readonly ulong stamp;
    private readonly int count;

    public ChainBlock(int bytes, ulong stamp)
        : base(bytes)
    {
        this.stamp = stamp;
        count = Math.Max(bytes / LinkBytes, 1);
        first = new Leaf(stamp);
        for (int i = 1; i < count; i++)
        {
            first = new Leaf(stamp + (ulong)i, first);
        }
    }

    public override bool IsSound()
    {
        int left = count;
        bool sound = true;
        for (Leaf? leaf = first; leaf is not null; leaf = leaf.Next)
        {
            left--;
            sound &= leaf.Stamp == stamp + (ulong)left;
        }
        return sound && left == 0;
    }
}
