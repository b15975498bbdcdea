using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>Every frame has an owner, and who holds what is known to the frame while it is held.</summary>
internal static class Books
{
    public static void Run(Checker check)
    {
        MemoryOwner me = MemoryOwner.Current;
        check.Is("me", "Program 'memorycheck'", me);
        ulong frames = me.Frames;
        ulong pages = me.Pages;
        using (MappedPages<ReadWrite> mapping = MappedPages.Allocate(5 * Frame.Bytes))
        {
            check.Is("mapping", "5 7", $"{me.Frames - frames} {me.Pages - pages}");
            check.Is("mapping.owner", "Program 'memorycheck'", mapping.Owner);
            check.Is("mapping.described", "a writable mapping of Program 'memorycheck'",
                MemoryMap.Describe(mapping.Start));
        }

        using (AllocatedFrames held = AllocatedFrames.Allocate(6))
        {
            check.Is("frames", "6 0", $"{me.Frames - frames} {me.Pages - pages}");
            check.Is("frames.owner", "Program 'memorycheck'", FrameAllocator.OwnerOf(held.First + 5));
        }

        check.Is("released", "0 0", $"{me.Frames - frames} {me.Pages - pages}");
        check.Is("sum", FrameAllocator.FrameCount.ToString(), OwnerTable.AllFrames);
        check.Is("sum.of.runs", FrameAllocator.FrameCount.ToString(),
            MemoryMap.Runs().Aggregate(0UL, (sum, run) => sum + run.Count));
        check.Is("audit", "0", MemoryAudit.Run().Count);
    }
}
