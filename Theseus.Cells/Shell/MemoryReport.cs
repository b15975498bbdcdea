using System.Globalization;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Shell;

/// <summary>What the collector has done and where memory is.</summary>
internal static class MemoryReport
{
    private const double Mebi = 1024 * 1024;

    /// <summary>Collects, then shows the figures.</summary>
    public static int Gc(string[] arguments)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        Print("allocated in total", GC.GetTotalAllocatedBytes());
        Print("alive", GC.GetTotalMemory(false));
        Print("held by the heap", info.TotalCommittedBytes);
        Console.WriteLine($"  {"collections",-20} {GC.CollectionCount(0),12}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {"last pause",-20} {info.PauseDurations[0].TotalMilliseconds,12:F3} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {"all pauses",-20} {GC.GetTotalPauseDuration().TotalMilliseconds,12:F3} ms"));
        return 0;
    }

    /// <summary>Shows how the machine's RAM is shared out.</summary>
    public static int Mem(string[] arguments)
    {
        long page = PageRuns.PageSize;
        Print("RAM", (long)FrameAllocator.TotalFrames * page);
        Print("free", (long)FrameAllocator.FreeFrames * page);
        Print("image and its names", (long)FrameAllocator.ImageFrames * page);
        Print("page tables", (long)AddressSpace.TableFrames * page);
        Print("heaps and stacks", (long)PageRuns.PagesHeld * page);
        Print("  live objects", GC.GetTotalMemory(false));
        return 0;
    }

    /// <summary>Counts the page tables' mappings by what they allow.</summary>
    public static int Pages(string[] arguments)
    {
        PageCounts counts = PageTableWalk.Count();
        (string What, ulong Count)[] rows =
        [
            ("execute", counts.Executable), ("read", counts.ReadOnly), ("read and write", counts.Writable),
            ("write and execute", counts.WritableAndExecutable), ("aliases of code", counts.AliasesOfText),
        ];
        foreach (var (what, count) in rows)
        {
            Console.WriteLine($"  {what,-20} {count,12} pages");
        }

        return counts.WritableAndExecutable == 0 && counts.AliasesOfText == 0 ? 0 : 1;
    }

    private static void Print(string what, long bytes) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {what,-20} {bytes,12:N0} bytes {bytes / Mebi,9:F2} MiB"));
}
