using Theseus.Memory;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>After 100,000 rounds of map, touch and unmap every counter is what it was.</summary>
internal static class Rounds
{
    private const int Many = 100_000;

    public static void Run(Checker check)
    {
        Counters before = new();
        Counters after = new();
        GC.Collect();
        Same();
        Varied();
        Frames();

        before.Take();
        check.Is("touched", Many.ToString(), Same());
        check.Is("map.touch.unmap", "nothing", after.Take().DifferenceFrom(before));
        before.Take();
        Varied();
        check.Is("sizes.and.changes", "nothing", after.Take().DifferenceFrom(before));
        before.Take();
        Frames();
        check.Is("frames.and.pages", "nothing", after.Take().DifferenceFrom(before));
        check.Is("audit", "0", MemoryAudit.Run().Count);
    }

    private static int Same()
    {
        int touched = 0;
        for (int i = 0; i < Many; i++)
        {
            using MappedPages<ReadWrite> mapping = MappedPages.Allocate(Frame.Bytes);
            Span<byte> bytes = mapping.AsSpan();
            touched += bytes[i & 4095] == 0 ? 1 : 0;
            bytes[i & 4095] = 1;
        }

        return touched;
    }

    /// <summary>One to sixteen pages, made read-only, executable and writable again, cut and merged.</summary>
    private static void Varied()
    {
        for (int i = 0; i < Many / 10; i++)
        {
            ulong pages = (ulong)(i & 15) + 2;
            MappedPages<ReadWrite> mapping = MappedPages.Allocate(pages * Frame.Bytes).MakeReadOnly().MakeExecutable()
                .MakeReadOnly().MakeWritable();
            (MappedPages<ReadWrite> low, MappedPages<ReadWrite> high) = mapping.Split(Frame.Bytes);
            low.AsSpan()[0] = 1;
            using MappedPages<ReadWrite> whole = low.Merge(high);
        }
    }

    private static void Frames()
    {
        for (int i = 0; i < Many / 10; i++)
        {
            ulong count = (ulong)(i & 7) + 1;
            using MappedPages<ReadWrite> mapping = MappedPages.Map(AllocatedFrames.Allocate(count),
                AllocatedPages.Allocate(count));
        }
    }
}
