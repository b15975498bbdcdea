namespace Theseus.Cells.Workload;

/// <summary>Allocates blocks of many sizes, keeps some for a while, and looks at each before it goes.</summary>
internal static class Blocks
{
    private const int Kept = 32;
    private const int Made = 200;
    private const int MostBytes = 6000;
    private const int CollectsEvery = 150;

    public static uint Work(uint seed)
    {
        Generator random = new(seed);
        byte[]?[] kept = new byte[]?[Kept];
        Stack<object> chain = new();
        uint sum = Sum.Start;
        for (int i = 1; i <= Made; i++)
        {
            int slot = random.Below(Kept);
            sum = Sum.Add(sum, Check(kept[slot]));
            byte[] block = new byte[1 + random.Below(i % 16 == 0 ? MostBytes : MostBytes / 32)];
            Array.Fill(block, (byte)i);
            kept[slot] = block;
            chain.Push(new Tuple<int, object>(i, block));
            if (i % CollectsEvery == 0)
            {
                GC.Collect();
            }
        }

        foreach (byte[]? block in kept)
        {
            sum = Sum.Add(sum, Check(block));
        }

        while (chain.TryPop(out object? link))
        {
            (int number, object block) = (Tuple<int, object>)link;
            sum = Sum.Add(sum, (uint)(number + ((byte[])block).Length));
        }

        return sum;
    }

    private static uint Check(byte[]? block)
    {
        if (block is null)
        {
            return 0;
        }

        uint sum = (uint)block.Length;
        foreach (byte value in block)
        {
            sum += value;
        }

        return sum;
    }
}
