namespace Theseus.Cells.MemoryBench;

/// <summary>
/// Objects of 24 bytes to 32 KiB that live for random times; the collections that this causes are in the figure.
/// </summary>
internal static class HeapMix
{
    private const int Places = 16_384;
    private const int Steps = 200_000;
    private const int LeastBytes = 24;
    private const int MostBytes = 32 << 10;
    private const int ArrayOverhead = 24;

    public static void Run(Report report)
    {
        byte[]?[] held = new byte[]?[Places];
        Generator generator = new(3);
        Turn(held, generator); // to its usual fill
        int before = GC.CollectionCount(0);
        ulong start = Samples.Now();
        long bytes = Turn(held, generator);
        ulong ticks = Samples.Now() - start;
        int collections = GC.CollectionCount(0) - before;
        report.Mean("mix of objects, per operation", ticks, Steps,
            $"objects of {LeastBytes} bytes to {MostBytes >> 10} KiB, {bytes >> 20} MiB in all, {collections} "
                + $"collections");
        GC.KeepAlive(held);
    }

    private static long Turn(byte[]?[] held, Generator generator)
    {
        long bytes = 0;
        for (int i = 0; i < Steps; i++)
        {
            // Four sizes of five are below 1 KiB, as in most programs.
            int size = generator.Size(LeastBytes, generator.Below(5) == 0 ? MostBytes : 1 << 10);
            held[generator.Below(Places)] = new byte[Math.Max(size - ArrayOverhead, 0)];
            bytes += size;
        }

        return bytes;
    }
}
