using System.Globalization;
using Theseus.Memory;

namespace Theseus.Cells.MemoryBench;

/// <summary>What mapping, changing and unmapping 4 KiB costs, beside more and more live mappings.</summary>
internal static class MappingCosts
{
    private const int Rounds = 201;
    private const int FewestLive = 100;

    public static void Run(Report report, int mostLive)
    {
        for (int live = FewestLive; live <= mostLive; live *= 10)
        {
            string beside = string.Create(CultureInfo.InvariantCulture, $"beside {live}");
            try
            {
                using LiveMappings mappings = new(live);
                report.Median($"map, touch, unmap 4 KiB, {beside}", Whole());
                report.Median($"protect 4 KiB, {beside}", Protect(), divisor: 2);
                report.Median($"make executable and back, {beside}", Execute());
                report.Median($"exchange a random one, {beside}", Exchange(mappings));
            }
            catch (OutOfMemoryException)
            {
                Console.WriteLine($"  {beside}: this machine has too little memory");
                return;
            }
        }

        report.Median("of these, map 4 KiB", Map());
        report.Median("of these, unmap 4 KiB", Unmap());
        report.Median("map, touch, unmap 1 MiB, all pages", Mebibyte());
    }

    private static Samples Whole()
    {
        Samples samples = new(Rounds);
        for (int i = 0; i < Rounds; i++)
        {
            ulong start = Samples.Now();
            using (MappedPages<ReadWrite> mapping = MappedPages.Allocate(Frame.Bytes))
            {
                mapping.AsSpan()[0] = 1;
            }

            samples.Add(start, Samples.Now());
        }

        return samples;
    }

    private static Samples Map()
    {
        Samples samples = new(Rounds);
        for (int i = 0; i < Rounds; i++)
        {
            ulong start = Samples.Now();
            using MappedPages<ReadWrite> mapping = MappedPages.Allocate(Frame.Bytes);
            samples.Add(start, Samples.Now());
        }

        return samples;
    }

    private static Samples Unmap()
    {
        Samples samples = new(Rounds);
        for (int i = 0; i < Rounds; i++)
        {
            MappedPages<ReadWrite> mapping = MappedPages.Allocate(Frame.Bytes);
            ulong start = Samples.Now();
            mapping.Dispose();
            samples.Add(start, Samples.Now());
        }

        return samples;
    }

    /// <summary>Two changes a round: to read-only and back.</summary>
    private static Samples Protect()
    {
        Samples samples = new(Rounds);
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(Frame.Bytes);
        for (int i = 0; i < Rounds; i++)
        {
            ulong start = Samples.Now();
            mapping = mapping.MakeReadOnly().MakeWritable();
            samples.Add(start, Samples.Now());
        }

        mapping.Dispose();
        return samples;
    }

    /// <summary>Four changes a round: writable to executable by way of read-only, and back.</summary>
    private static Samples Execute()
    {
        Samples samples = new(Rounds);
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(Frame.Bytes);
        for (int i = 0; i < Rounds; i++)
        {
            ulong start = Samples.Now();
            mapping = mapping.MakeReadOnly().MakeExecutable().MakeReadOnly().MakeWritable();
            samples.Add(start, Samples.Now());
        }

        mapping.Dispose();
        return samples;
    }

    private static Samples Exchange(LiveMappings mappings)
    {
        Samples samples = new(Rounds);
        Generator generator = new(1);
        for (int i = 0; i < Rounds; i++)
        {
            int index = generator.Below(mappings.Count);
            ulong start = Samples.Now();
            mappings.Exchange(index);
            samples.Add(start, Samples.Now());
        }

        return samples;
    }

    private static Samples Mebibyte()
    {
        Samples samples = new(Rounds);
        for (int i = 0; i < Rounds; i++)
        {
            ulong start = Samples.Now();
            using (MappedPages<ReadWrite> mapping = MappedPages.Allocate(1 << 20))
            {
                Span<byte> bytes = mapping.AsSpan();
                for (int at = 0; at < bytes.Length; at += (int)Frame.Bytes)
                {
                    bytes[at] = 1;
                }
            }

            samples.Add(start, Samples.Now());
        }

        return samples;
    }
}
