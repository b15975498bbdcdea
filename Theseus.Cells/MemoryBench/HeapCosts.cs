using System.Runtime.CompilerServices;

namespace Theseus.Cells.MemoryBench;

/// <summary>What allocation of small objects and a full collection cost.</summary>
internal static class HeapCosts
{
    private const int Objects = 1_000_000;
    private const int Live = 100_000;
    private const int Rounds = 5;
    private const int Collections = 11;

    public static void Run(Report report)
    {
        Allocate(report);
        report.Median("collection, nothing of ours alive", Collect());
        Node?[] array = Chain(Live);
        report.Median($"collection, {Live} objects in an array and a list", Collect());
        Node? first = array[0];
        array = [];
        report.Median($"collection, {Live} objects in a list", Collect());
        GC.KeepAlive(array);
        GC.KeepAlive(first);
    }

    /// <summary>Objects of 24 bytes that nobody keeps, the collections for them included.</summary>
    private static void Allocate(Report report)
    {
        Samples samples = new(Rounds);
        for (int round = 0; round < Rounds; round++)
        {
            GC.Collect();
            ulong start = Samples.Now();
            Node? last = MakeMany();
            samples.Add(start, Samples.Now());
            GC.KeepAlive(last);
        }

        report.Median($"allocate 24 bytes, per object of {Objects}", samples, Objects);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Node? MakeMany()
    {
        Node? last = null;
        for (int i = 0; i < Objects; i++)
        {
            last = new Node();
        }

        return last;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Node?[] Chain(int count)
    {
        Node?[] nodes = new Node?[count];
        Node? next = null;
        for (int i = count - 1; i >= 0; i--)
        {
            nodes[i] = next = new Node { Next = next };
        }

        return nodes;
    }

    private static Samples Collect()
    {
        Samples samples = new(Collections);
        GC.Collect();
        for (int i = 0; i < Collections; i++)
        {
            ulong start = Samples.Now();
            GC.Collect();
            samples.Add(start, Samples.Now());
        }

        return samples;
    }
}
