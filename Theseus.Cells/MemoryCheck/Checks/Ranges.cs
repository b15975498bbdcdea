using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>
/// Frames and pages as ranges: where they are asked for, cut and merged without loss, refused by name.
/// </summary>
internal static class Ranges
{
    public static void Run(Checker check)
    {
        Counters before = new Counters().Take();
        using (AllocatedFrames frames = AllocatedFrames.Allocate(8, alignment: 64))
        {
            check.Is("frames.aligned", "0", frames.First.Number % 64);
        }

        using (AllocatedFrames low = AllocatedFrames.AllocateWithin(2, default,
            new Frame(FrameAllocator.FrameCount - 1)))
        {
            check.Holds("frames.within", low.First.Number + 2 <= FrameAllocator.FrameCount - 1);
        }

        (AllocatedFrames left, AllocatedFrames right) = AllocatedFrames.Allocate(10).Split(3);
        check.Is("frames.split", "3 7", $"{left.Count} {right.Count}");
        using (AllocatedFrames whole = left.Merge(right))
        {
            check.Is("frames.merge", "10", whole.Count);
        }

        check.Refuses("frames.none", MemoryError.BadSize,
            static () => AllocatedFrames.Allocate(Hidden.Of(0)).Dispose());
        check.Refuses("frames.alignment", MemoryError.BadSize,
            static () => AllocatedFrames.Allocate(1, Hidden.Of(3)).Dispose());
        check.Refuses("frames.beyond", MemoryError.NotRam,
            static () => AllocatedFrames.AllocateAt(new Frame(FrameAllocator.FrameCount), 1).Dispose());
        check.Refuses("frames.firmware", MemoryError.NotRam,
            static () => AllocatedFrames.AllocateAt(default, 1).Dispose());
        check.Refuses("frames.split.outside", MemoryError.OutOfRange,
            static () => AllocatedFrames.Allocate(2).Split(Hidden.Of(2)));
        check.Refuses("frames.not.adjacent", MemoryError.NotAdjacent, MergeApart);
        check.Refuses("map.unequal", MemoryError.UnequalCounts,
            static () => MappedPages.Map(AllocatedFrames.Allocate(2), AllocatedPages.Allocate(3)).Dispose());
        check.Refuses("split.within.page", MemoryError.Misaligned,
            static () => MappedPages.Allocate(2 * Frame.Bytes).Split(100));
        check.Refuses("split.at.end", MemoryError.OutOfRange,
            static () => MappedPages.Allocate(2 * Frame.Bytes).Split(2 * Frame.Bytes));
        check.Refuses("pages.too.many", MemoryError.BadSize,
            static () => AllocatedPages.Allocate(ulong.MaxValue).Dispose());
        check.Is("nothing.lost", "nothing",
            new Counters().Take()
                .DifferenceFrom(before, MemoryKind.Cell, MemoryKind.Heap, MemoryKind.PageTables, MemoryKind.Books,
                MemoryKind.Free));
        check.Is("audit", "0", MemoryAudit.Run().Count);
    }

    /// <summary>Two ranges with a frame of somebody else between them.</summary>
    private static void MergeApart()
    {
        (AllocatedFrames low, AllocatedFrames rest) = AllocatedFrames.Allocate(3).Split(1);
        (AllocatedFrames middle, AllocatedFrames high) = rest.Split(1);
        using (middle)
        {
            low.Merge(high).Dispose();
        }
    }
}
