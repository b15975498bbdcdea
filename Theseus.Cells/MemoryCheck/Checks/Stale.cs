using Theseus.Memory;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>
/// A handle whose range was released, moved, cut or merged holds nothing, and cannot harm who holds it now.
/// </summary>
internal static class Stale
{
    public static void Run(Checker check)
    {
        Mappings(check);
        Frames(check);
        Pages(check);
    }

    private static void Mappings(Checker check)
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(2 * Frame.Bytes);
        using MappedPages<ReadWrite> stale = Hidden.CopyOf(in mapping);
        check.Holds("copy.held", stale.IsHeld);
        mapping.Dispose();
        check.Holds("released", !stale.IsHeld);
        check.Refuses("released.view", MemoryError.NotOwned, in stale,
            static (in MappedPages<ReadWrite> m) => _ = m.AsSpan().Length);
        check.Refuses("released.reference", MemoryError.NotOwned, in stale,
            static (in MappedPages<ReadWrite> m) => m.AsRef<int>(0) = 1);
        check.Refuses("released.protect", MemoryError.NotOwned, in stale,
            static (in MappedPages<ReadWrite> m) => Hidden.CopyOf(in m).MakeReadOnly().Dispose());
        check.Refuses("released.split", MemoryError.NotOwned, in stale,
            static (in MappedPages<ReadWrite> m) => Hidden.CopyOf(in m).Split(Frame.Bytes));

        // Views of it may be left on a stack: the next holder gets another place.
        mapping = MappedPages.Allocate(2 * Frame.Bytes);
        using MappedPages<ReadWrite> earlier = Hidden.CopyOf(in mapping);
        mapping.Dispose();
        MappedPages<ReadWrite> next = MappedPages.Allocate(2 * Frame.Bytes);
        check.Holds("next.other.place", earlier.Start.Value != next.Start.Value);
        next.AsSpan()[0] = 8;
        earlier.Dispose();
        check.Holds("next.unharmed", next.IsHeld && next.AsSpan()[0] == 8);
        check.Refuses("next.not.mine", MemoryError.NotOwned, in earlier,
            static (in MappedPages<ReadWrite> m) => _ = m.AsReadOnlySpan().Length);

        using MappedPages<ReadWrite> moved = Hidden.CopyOf(in next);
        MappedPages<ReadOnly> readable = next.MakeReadOnly();
        check.Refuses("moved.view", MemoryError.NotOwned, in moved,
            static (in MappedPages<ReadWrite> m) => _ = m.AsSpan().Length);
        moved.Dispose();
        check.Holds("moved.unharmed", readable.IsHeld);
        using MappedPages<ReadOnly> cut = Hidden.CopyOf(in readable);
        (MappedPages<ReadOnly> low, MappedPages<ReadOnly> high) = readable.Split(Frame.Bytes);
        check.Refuses("cut.view", MemoryError.NotOwned, in cut,
            static (in MappedPages<ReadOnly> m) => _ = m.AsReadOnlySpan().Length);
        cut.Dispose();
        check.Holds("cut.unharmed", low.IsHeld && high.IsHeld);
        using MappedPages<ReadOnly> lower = Hidden.CopyOf(in low);
        using MappedPages<ReadOnly> upper = Hidden.CopyOf(in high);
        using MappedPages<ReadOnly> merged = low.Merge(high);
        check.Is("merged", "False False True", $"{lower.IsHeld} {upper.IsHeld} {merged.IsHeld}");
    }

    private static void Frames(Checker check)
    {
        // Aligned, so that free frames lie below: a page that is loaded meanwhile takes one of those.
        AllocatedFrames frames = AllocatedFrames.Allocate(4, alignment: 512);
        using AllocatedFrames stale = Hidden.CopyOf(in frames);
        frames.Dispose();
        check.Refuses("frames.released", MemoryError.NotOwned, in stale,
            static (in AllocatedFrames f) => Hidden.CopyOf(in f).Split(1));
        using AllocatedFrames again = AllocatedFrames.AllocateAt(stale.First, 4);
        stale.Dispose();
        check.Holds("frames.unharmed", again.IsHeld && !stale.IsHeld);
        check.Refuses("frames.taken", MemoryError.InUse, in again,
            static (in AllocatedFrames f) => AllocatedFrames.AllocateAt(f.First + 1, 1).Dispose());

        AllocatedFrames moving = AllocatedFrames.Allocate(1);
        using AllocatedFrames moved = Hidden.CopyOf(in moving);
        using MappedPages<ReadWrite> mapping = MappedPages.Map(moving, AllocatedPages.Allocate(1));
        check.Holds("frames.moved", !moved.IsHeld && mapping.IsHeld);
        check.Refuses("frames.twice", MemoryError.NotOwned, in moved,
            static (in AllocatedFrames f) => MappedPages.Map(Hidden.CopyOf(in f), AllocatedPages.Allocate(1))
                .Dispose());
        moved.Dispose();
        mapping.AsSpan()[0] = 1;
        check.Holds("frames.mapping.unharmed", mapping.IsHeld);
    }

    private static void Pages(Checker check)
    {
        AllocatedPages pages = AllocatedPages.Allocate(3, guarded: true);
        using AllocatedPages stale = Hidden.CopyOf(in pages);
        pages.Dispose();
        check.Refuses("pages.released", MemoryError.NotOwned, in stale,
            static (in AllocatedPages p) => Hidden.CopyOf(in p).Split(1));
        using AllocatedPages again = AllocatedPages.AllocateAt(stale.First, 3);
        stale.Dispose();
        check.Holds("pages.unharmed", again.IsHeld && !stale.IsHeld);
        check.Refuses("pages.taken", MemoryError.InUse, in again,
            static (in AllocatedPages p) => AllocatedPages.AllocateAt(p.First + 2, 1).Dispose());
        check.Refuses("pages.nowhere", MemoryError.OutOfRange,
            static () => AllocatedPages.AllocateAt(new VirtualAddress(0x40_0000).Page, 1).Dispose());
    }
}
