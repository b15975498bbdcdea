using Theseus.Memory;
using Theseus.Memory.Testing;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>What one owner wrote, the next does not read.</summary>
internal static class Zeroes
{
    private const ulong Pages = 16;

    public static void Run(Checker check)
    {
        MemoryOwner other = OwnerTable.Register(MemoryKind.Program, "memorycheck's other"u8);
        MappedPages<ReadWrite> mapping = MappedPages.Map(AllocatedFrames.Allocate(Pages),
            AllocatedPages.Allocate(Pages));
        Frame first = MemoryProbe.FrameOf(mapping.Start.Page);
        mapping.AsSpan().Fill(0xA5);
        mapping.Dispose();
        check.Is("released", "Free", MemoryProbe.StateOf(first));

        MemoryError error = AllocatedFrames.TryAllocateAt(first, Pages, other, out AllocatedFrames frames);
        check.Is("taken", "None", error);
        AllocatedPages.TryAllocate(Pages, 1, guarded: true, other, out AllocatedPages pages);
        using (MappedPages<ReadWrite> theirs = MappedPages.Map(frames, pages))
        {
            check.Is("owner", "Program 'memorycheck's other'", theirs.Owner);
            check.Holds("frames.are.zero", theirs.AsSpan().IndexOfAnyExcept((byte)0) < 0);
            theirs.AsSpan().Fill(0x5A);
        }

        error = MappedPages.TryAllocate(Pages, guarded: true, other, out MappedPages<ReadWrite> anew);
        check.Is("allocated", "None", error);
        check.Holds("mapping.is.zero", anew.AsSpan().IndexOfAnyExcept((byte)0) < 0);
        anew.Dispose();
        check.Is("other.holds", "0 0", $"{other.Frames} {other.Pages}");
        OwnerTable.End(other);
        check.Holds("heap.is.zero", HeapIsZero());
    }

    /// <summary>Frames full of a pattern go to the collected heap, whose arrays are zero all the same.</summary>
    private static bool HeapIsZero()
    {
        using (MappedPages<ReadWrite> pattern = MappedPages.Allocate(4 << 20))
        {
            pattern.AsSpan().Fill(0xA5);
        }

        return new byte[2 << 20].AsSpan().IndexOfAnyExcept((byte)0) < 0;
    }
}
