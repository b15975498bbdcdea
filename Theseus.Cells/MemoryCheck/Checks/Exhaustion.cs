using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>Out of memory is an exception that is caught; what is released then is all there again.</summary>
internal static class Exhaustion
{
    /// <summary>4,096 pages are kept back at most, each with a guard on either side; a table covers 512.</summary>
    private const ulong MostNewTables = 3 * 4096 / 512;

    public static void Run(Checker check)
    {
        Counters before = new();
        Counters after = new();
        MappedPages<ReadWrite>[] held = new MappedPages<ReadWrite>[FrameAllocator.RamFrames];
        GC.Collect();

        // What a first time leaves are page tables and ledger, which are kept; a second time leaves nothing but the
        // tables of as many addresses more as are kept back while views of them may be left (docs/capabilities.md).
        before.Take();
        check.Holds("pages.first.time", Fill(held, Frame.Bytes) > 100);
        check.Is("first.time.leaves", "nothing",
            after.Take()
                .DifferenceFrom(before, MemoryKind.Cell, MemoryKind.PageTables, MemoryKind.Books, MemoryKind.Free,
                MemoryKind.Heap));
        GC.Collect();
        before.Take();
        ulong tables = TableFrames();
        check.Holds("pages.second.time", Fill(held, Frame.Bytes) > 100);
        check.Is("second.time.leaves", "nothing",
            after.Take()
                .DifferenceFrom(before, MemoryKind.Cell, MemoryKind.PageTables, MemoryKind.Books, MemoryKind.Free,
                MemoryKind.Heap));
        check.Holds("second.time.needs.few.tables", TableFrames() - tables <= MostNewTables);
        check.Holds("mebibytes", Fill(held, 1 << 20) > 1);
        check.Holds("frames", FillWithFrames() > 100);
        check.RunsOut("more.than.there.is",
            static () => MappedPages.Allocate(FrameAllocator.RamFrames * Frame.Bytes).Dispose());
        check.RunsOut("more.frames.than.there.are",
            static () => AllocatedFrames.Allocate(FrameAllocator.RamFrames).Dispose());
        check.RunsOut("no.such.run.of.pages", RunOutOfAddresses);
        check.Is("audit", "0", MemoryAudit.Run().Count);

        using MappedPages<ReadWrite> afterwards = MappedPages.Allocate(1 << 20);
        afterwards.AsSpan().Fill(1);
        check.Is("goes.on", "1048576", afterwards.AsSpan().Count((byte)1));
        check.Is("heap.goes.on", "100000",
            Enumerable.Range(0, 100_000).Select(number => new object()).ToArray().Length);
        GC.KeepAlive(held);
    }

    private static ulong TableFrames() => Enumerable.Range(0, OwnerTable.Count).Select(OwnerTable.At)
        .Where(owner => owner.Kind is MemoryKind.PageTables or MemoryKind.Books)
        .Aggregate(0UL, (sum, owner) => sum + owner.Frames);

    /// <summary>Takes mappings until there is no more memory, then releases them. How many there were.</summary>
    private static int Fill(MappedPages<ReadWrite>[] held, ulong bytes)
    {
        int count = 0;
        try
        {
            for (; count < held.Length; count++)
            {
                held[count] = MappedPages.Allocate(bytes);
                held[count].AsSpan()[0] = 1;
            }

            return -1;
        }
        catch (OutOfMemoryException)
        {
            return count;
        }
        finally
        {
            for (int i = 0; i < count; i++)
            {
                held[i].Dispose();
                held[i] = default;
            }
        }
    }

    private static int FillWithFrames()
    {
        AllocatedFrames[] held = new AllocatedFrames[FrameAllocator.RamFrames];
        int count = 0;
        while (count < held.Length
            && AllocatedFrames.TryAllocate(1, 1, MemoryOwner.Current, out held[count]) == MemoryError.None)
        {
            count++;
        }

        for (int i = 0; i < count; i++)
        {
            held[i].Dispose();
        }

        return count;
    }

    /// <summary>Addresses run out too; their range is a small multiple of the RAM, but at least a gibibyte.</summary>
    private static void RunOutOfAddresses()
    {
        AllocatedPages[] held = new AllocatedPages[64];
        try
        {
            for (int i = 0; i < held.Length; i++)
            {
                held[i] = AllocatedPages.Allocate(FrameAllocator.RamFrames);
            }
        }
        finally
        {
            foreach (AllocatedPages pages in held)
            {
                pages.Dispose();
            }
        }
    }
}
