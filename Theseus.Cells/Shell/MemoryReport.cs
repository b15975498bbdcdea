using System.Globalization;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Memory.Physical;
using Theseus.Platform.Native.Time;

namespace Shell;

/// <summary>What the collector has done and where memory is.</summary>
internal static class MemoryReport
{
    private const double Mebi = 1024 * 1024;

    /// <summary>Collects the prompt's heap, then shows its figures, and those of all programs since the boot.</summary>
    public static int Gc(string[] arguments)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        Print("allocated in total", (long)CollectorTotals.AllocatedBytes); // by all programs, as the pauses are
        Print("alive", GC.GetTotalMemory(false));
        Print("held by the heap", info.TotalCommittedBytes);
        Console.WriteLine($"  {"collections",-20} {CollectorTotals.Collections,12}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {"last pause",-20} {info.PauseDurations[0].TotalMilliseconds,12:F3} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {"all pauses",-20} {CollectorTotals.PauseTicks * 1000.0 / Clock.Frequency,12:F3} ms"));
        return 0;
    }

    /// <summary>Shows how the machine's RAM is shared out; its arguments say in which detail.</summary>
    public static int Mem(string[] arguments) => arguments switch
    {
        [] => ByKind(),
        ["owners"] => ByOwner(),
        ["map"] => Map(),
        ["check"] => Check(),
        _ => Commands.Usage("mem [owners|map|check]"),
    };

    private static int ByKind()
    {
        (MemoryKind Kind, ulong Frames)[] kinds = Counted();
        Print("RAM", Bytes(FrameAllocator.RamFrames));
        foreach ((MemoryKind kind, ulong frames) in kinds.Where(kind => kind.Frames != 0))
        {
            Print($"  {Name(kind)}", Bytes(frames));
        }

        Print("live objects", GC.GetTotalMemory(false));
        return 0;
    }

    /// <summary>
    /// What counts is itself loaded page by page, which moves frames from one kind to another: it is done again until
    /// it adds up.
    /// </summary>
    private static (MemoryKind Kind, ulong Frames)[] Counted()
    {
        const int most = 4;
        for (int i = 1; ; i++)
        {
            (MemoryKind Kind, ulong Frames)[] kinds = [
                .. Enum.GetValues<MemoryKind>().Where(kind => kind != MemoryKind.NotRam)
                .Select(kind =>
                (kind, Owners().Where(owner => owner.Kind == kind)
                .Aggregate(0UL, (sum, owner) => sum + owner.Frames)))];
            if (i == most || kinds.Aggregate(0UL, (sum, kind) => sum + kind.Frames) == FrameAllocator.RamFrames)
            {
                return kinds;
            }
        }
    }

    private static int ByOwner()
    {
        Console.WriteLine($"  {"owner",-32} {"frames",10} {"pages",10}");
        foreach (MemoryOwner owner in Owners().Where(owner => owner.Frames != 0 || owner.Pages != 0))
        {
            Console.WriteLine($"  {Name(owner),-32} {owner.Frames,10} {owner.Pages,10}");
        }

        return 0;
    }

    private static int Map()
    {
        foreach (MemoryMap.Run run in MemoryMap.Runs())
        {
            ulong end = (run.First + run.Count).Start.Value - 1;
            Console.WriteLine($"  {run.First.Start.Value:x10}-{end:x10} {run.Count,9}  {Name(run.Owner)}");
        }

        return 0;
    }

    /// <summary>Compares the books with the page tables.</summary>
    private static int Check()
    {
        IReadOnlyList<string> findings = MemoryAudit.Run();
        foreach (string finding in findings)
        {
            Console.WriteLine($"  {finding}");
        }

        Console.WriteLine(findings.Count == 0 ? "  every frame is accounted for" : $"  {findings.Count} disagreements");
        return findings.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<MemoryOwner> Owners() => Enumerable.Range(0, OwnerTable.Count).Select(OwnerTable.At);

    private static string Name(MemoryOwner owner) => owner.Name.Length == 0 ? Name(owner.Kind)
        : $"{Name(owner.Kind)} {owner.Name}";

    private static string Name(MemoryKind kind) => kind switch
    {
        MemoryKind.NotRam => "no RAM",
        MemoryKind.Free => "free",
        MemoryKind.Firmware => "firmware",
        MemoryKind.Image => "image",
        MemoryKind.BootModule => "boot modules",
        MemoryKind.Books => "books of memory",
        MemoryKind.PageTables => "page tables",
        MemoryKind.Heap => "heap",
        MemoryKind.NativeHeap => "native heap",
        MemoryKind.Stack => "stack",
        MemoryKind.Device => "device",
        MemoryKind.Cell => "cell",
        MemoryKind.Kernel => "kernel",
        _ => "program",
    };

    private static long Bytes(ulong frames) => (long)(frames << Frame.ByteShift);

    /// <summary>Counts the page tables' mappings by what they allow.</summary>
    public static int Pages(string[] arguments)
    {
        PageCounts counts = PageTableWalk.Count();
        (string What, ulong Count)[] rows =
        [
            ("execute", counts.Executable), ("read", counts.ReadOnly), ("read and write", counts.Writable),
            ("write and execute", counts.WritableAndExecutable),
                ("writable alias of code", counts.WritableAliasesOfCode), ("unknown", counts.Unknown),
        ];
        foreach ((string what, ulong count) in rows)
        {
            Console.WriteLine($"  {what,-22} {count,12} pages");
        }

        return counts.WritableAndExecutable + counts.WritableAliasesOfCode + counts.Unknown == 0 ? 0 : 1;
    }

    private static void Print(string what, long bytes) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {what,-20} {bytes,12:N0} bytes {bytes / Mebi,9:F2} MiB"));
}
