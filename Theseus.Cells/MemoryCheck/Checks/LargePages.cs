using System.Runtime.CompilerServices;
using Theseus.Memory;
using Theseus.Memory.Testing;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>Pages of 2 MiB: one entry for 512 frames, with the same rules.</summary>
internal static class LargePages
{
    private const ulong Frames = 512;
    private const ulong Bytes = Frames * Frame.Bytes;
    private const string Mine = "Program 'memorycheck'";

    public static void Run(Checker check)
    {
        if (AllocatedFrames.TryAllocate(2 * Frames, Frames, MemoryOwner.Current, out AllocatedFrames run)
            != MemoryError.None)
        {
            Console.WriteLine("large: left out, no 4 MiB of RAM are free in one piece");
            return;
        }

        run.Dispose();
        MappedPages<ReadWrite> mapping = Map(2);
        VirtualAddress start = mapping.Start;
        check.Is("aligned", "0", start.Value % Bytes);
        mapping.AsSpan().Fill(5);
        check.Is("last", "5", MemoryProbe.Read(start + ((2 * Bytes) - 1)));
        check.CannotRead("after", start + (2 * Bytes), $"the guard page after a mapping of {Mine}");
        check.CannotRead("before", new VirtualAddress(start.Value - 1), $"the guard page before a mapping of {Mine}");
        (MappedPages<ReadWrite> low, MappedPages<ReadWrite> high) = mapping.Split(Bytes);
        MappedPages<ReadOnly> readable = low.MakeReadOnly();
        check.CannotWrite("readable.write", start + (Bytes - 1), $"a read-only mapping of {Mine}");
        check.Is("other.writable", "5", high.AsSpan()[0]);
        high.AsSpan()[0] = 0xC3;
        MappedPages<ReadExecute> executable = high.MakeReadOnly().MakeExecutable();
        MemoryProbe.Execute(start + Bytes);
        VirtualAddress alias = MemoryProbe.Alias(MemoryProbe.FrameOf((start + ((2 * Bytes) - 1)).Page));
        check.CannotWrite("executable.alias", alias, MemoryMap.Describe(alias));
        check.Is("audit", "0", MemoryAudit.Run().Count);
        executable.Dispose();
        check.CannotRead("released", start + Bytes, $"memory that was released; it was {Mine}'s");
        readable.Dispose();
        check.Refuses("split.within", MemoryError.WithinLargePage, static () => Map(1).Split(Frame.Bytes));
        check.Refuses("misaligned.frames", MemoryError.Misaligned, MapMisaligned);
        check.Refuses("part.of.a.page", MemoryError.Misaligned,
            static () =>
                MappedPages.Map(AllocatedFrames.Allocate(8, Frames), AllocatedPages.Allocate(8, Frames), PageSize.Large)
                .Dispose());

        // The page tables that a large page leaves behind do not stand in the way of small ones, nor the other way
        // round. Far from where others take their pages, so that the place is free again each time.
        Page place = FarPlace(start.Page);
        // Each in a method of its own: what it leaves on the stack is no view of the place any more when the next one
        // takes it.
        MapLarge(place);
        check.Is("small.in.its.place", "1", MapSmall(place));
        check.Is("large.where.small.was", "True", MapLarge(place));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool MapLarge(Page place)
    {
        using MappedPages<ReadWrite> large = MappedPages.Map(AllocatedFrames.Allocate(Frames, Frames),
            AllocatedPages.AllocateAt(place, Frames), PageSize.Large);
        return large.IsHeld;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte MapSmall(Page place)
    {
        using MappedPages<ReadWrite> small = MappedPages.Map(AllocatedFrames.Allocate(1),
            AllocatedPages.AllocateAt(place, 1));
        small.AsSpan()[0] = 1;
        return MemoryProbe.Read(place.Start);
    }

    private static Page FarPlace(Page from)
    {
        using AllocatedPages far = AllocatedPages.AllocateWithin(Frames, from + 0x8000, from + 0x10000, Frames);
        return far.First;
    }

    private static MappedPages<ReadWrite> Map(ulong pages) => MappedPages.Map(
        AllocatedFrames.Allocate(pages * Frames, Frames),
            AllocatedPages.Allocate(pages * Frames, Frames, guarded: true), PageSize.Large);

    private static void MapMisaligned()
    {
        (AllocatedFrames one, AllocatedFrames rest) = AllocatedFrames.Allocate(Frames + 1, Frames).Split(1);
        one.Dispose();
        MappedPages.Map(rest, AllocatedPages.Allocate(Frames, Frames), PageSize.Large).Dispose();
    }
}
