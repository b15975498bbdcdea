namespace Theseus.Cells.Soak;

/// <summary>
/// A list of a million nodes: a collector that follows references by recursion, or with a stack that cannot overflow
/// in an orderly way, falls over it.
/// </summary>
internal static class LongList
{
    public const int Nodes = 1_000_000;

    /// <summary>How many times the list is collected around and walked.</summary>
    public const int Rounds = 3;

    private const int GarbageBytes = 1 << 20;

    public static void Run(Findings findings)
    {
        Leaf? first = null;
        for (int i = 0; i < Nodes; i++)
        {
            first = new Leaf((ulong)i, first);
        }

        for (int round = 0; round < Rounds; round++)
        {
            GC.Collect();
            for (int i = 0; i < 16; i++)
            {
                byte[] garbage = new byte[GarbageBytes];
                garbage[^1] = 1;
            }

            findings.Check(IsSound(first), $"the list of {Nodes} nodes changed in round {round}");
        }
    }

    private static bool IsSound(Leaf? first)
    {
        ulong left = Nodes;
        for (Leaf? leaf = first; leaf is not null; leaf = leaf.Next)
        {
            left--;
            if (leaf.Stamp != left)
            {
                return false;
            }
        }

        return left == 0;
    }
}
