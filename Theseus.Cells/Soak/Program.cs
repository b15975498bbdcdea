using System.Diagnostics;
using System.Globalization;

namespace Theseus.Cells.Soak;

/// <summary>
/// Puts the heap under load for long: <c>soak [MiB in all] [seed]</c> allocates so many MiB (10240 if it is not said)
/// in blocks of 16 bytes to 4 MiB while some 40 MiB of them are alive at a time, and checks the contents of every
/// block when it dies. Before that a list of a million nodes lives through collections; beside it weak references
/// and finalizers are watched. The status is 0 if nothing was found wrong, 1 if something was, 2 for a bad argument.
/// </summary>
internal static class Program
{
    private const int DefaultMebibytes = 10240;
    private const ulong DefaultSeed = 1;

    /// <summary>How often progress is told, in parts of the whole.</summary>
    private const int Reports = 10;

    private static int Main(string[] arguments)
    {
        if (!TryRead(arguments, out int mebibytes, out ulong seed))
        {
            Console.Error.WriteLine("usage: soak [MiB in all, 64 to 1000000] [seed]");
            return 2;
        }

        long start = Stopwatch.GetTimestamp();
        int collections = GC.CollectionCount(0);
        long wantedBytes = (long)mebibytes << 20;
        Findings findings = new();

        LongList.Run(findings);
        Console.WriteLine($"list: {LongList.Nodes} nodes kept over {LongList.Rounds} collections, {Seconds(start)}");

        LiveSet live = new(new Generator(seed), findings);
        Watchers watchers = new(findings);
        long nextReport = wantedBytes / Reports;
        for (long bytes = 0; bytes < wantedBytes; bytes = live.AllocatedBytes)
        {
            live.Step();
            watchers.Step();
            if (bytes >= nextReport)
            {
                Console.WriteLine($"{bytes >> 20} MiB allocated, {live.LiveBytes >> 20} MiB alive, {Seconds(start)}");
                nextReport += wantedBytes / Reports;
            }
        }

        long liveBytes = live.LiveBytes;
        live.CheckAll();
        watchers.Finish();

        Console.WriteLine(
            $"blocks: {live.AllocatedBytes >> 20} MiB in {live.Blocks} blocks, {liveBytes >> 20} MiB alive at the end");
        Console.WriteLine(
            $"weak references: {watchers.WeakCleared} of {watchers.WeakMade} cleared; finalizers: "
                + $"{watchers.Finalized} of {watchers.Made} ran");
        Console.WriteLine($"collections: {GC.CollectionCount(0) - collections}; time: {Seconds(start)}");
        Console.WriteLine($"{findings.Checks} checks, {findings.Failures} failed");
        return findings.Failures == 0 ? 0 : 1;
    }

    private static string Seconds(long start) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");

    private static bool TryRead(string[] arguments, out int mebibytes, out ulong seed)
    {
        (mebibytes, seed) = (DefaultMebibytes, DefaultSeed);
        return arguments.Length <= 2
            && (arguments.Length < 1
            || int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out mebibytes))
            && (arguments.Length < 2
            || ulong.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out seed))
            && mebibytes is >= 64 and <= 1_000_000;
    }
}
