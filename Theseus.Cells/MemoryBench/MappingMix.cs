using Theseus.Memory;

namespace Theseus.Cells.MemoryBench;

/// <summary>
/// Mappings of 1 to 64 pages that live for random times: each step releases one, if there is one, or makes one.
/// </summary>
internal static class MappingMix
{
    private const int Places = 256;
    private const int Steps = 20_000;
    private const int MostPages = 64;

    public static void Run(Report report)
    {
        MappedPages<ReadWrite>[] held = new MappedPages<ReadWrite>[Places];
        Generator generator = new(2);
        try
        {
            Turn(held, generator); // to its usual fill
            ulong start = Samples.Now();
            ulong pages = Turn(held, generator);
            ulong ticks = Samples.Now() - start;
            report.Mean("mix of mappings, per operation", ticks, Steps,
                $"operations on 1 to {MostPages} pages, {pages} pages in all");
            report.Mean("mix of mappings, per page made or released", ticks, (int)pages, "pages");
        }
        finally
        {
            foreach (MappedPages<ReadWrite> mapping in held)
            {
                mapping.Dispose();
            }
        }
    }

    private static ulong Turn(MappedPages<ReadWrite>[] held, Generator generator)
    {
        ulong pages = 0;
        for (int i = 0; i < Steps; i++)
        {
            ref MappedPages<ReadWrite> place = ref held[generator.Below(Places)];
            if (place.PageCount != 0)
            {
                pages += place.PageCount;
                place.Dispose();
                place = default;
            }
            else
            {
                place = MappedPages.Allocate((ulong)generator.Size(1, MostPages) * Frame.Bytes);
                place.AsSpan()[0] = 1;
                pages += place.PageCount;
            }
        }

        return pages;
    }
}
