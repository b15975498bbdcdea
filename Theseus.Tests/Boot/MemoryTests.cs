using System.Globalization;
using System.Text.RegularExpressions;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// The collector under load on the machine. For longer runs than these:
/// <c>./theseus exec --timeout 3600 'soak 100000 2; gc'</c> (MiB in all, seed).
/// </summary>
[Collection(BootCollection.Name)]
public sealed partial class MemoryTests(SharedBoot boot)
{
    private const long Mebibyte = 1024 * 1024;
    private const int MachineMiB = 128;

    [Fact]
    public void Half_a_gibibyte_through_the_heap_keeps_its_contents() =>
        AssertSound(boot.Line("soak 512"), mebibytes: 512);

    [Fact]
    public void Ten_gibibytes_pass_through_a_machine_of_128_MiB()
    {
        MachineOptions options = new() { MemoryMiB = MachineMiB, Timeout = TimeSpan.FromMinutes(5) };
        ExecResult result = SharedBoot.Exec(options, "soak", "gc", "echo still here");
        SharedBoot.AssertNoTrouble(result);
        Assert.Equal(0, result.Status);
        AssertSound(result.Lines[0], mebibytes: 10240);
        Dictionary<string, double> figures = Figures(result.Lines[1].Output);
        Assert.InRange(figures["allocated in total"], 10240 * Mebibyte, 20480 * Mebibyte);
        Assert.InRange(figures["held by the heap"], 1, MachineMiB * Mebibyte);
        Assert.Equal("still here\n", result.Lines[2].Output);
    }

    [Fact]
    public void The_collectors_figures_are_plausible()
    {
        (Dictionary<string, double> before, Dictionary<string, double> after) =
            (Figures(boot.FirstLine("gc").Output), Figures(boot.Line("gc").Output));
        foreach (Dictionary<string, double> figures in new[] { before, after })
        {
            Assert.InRange(figures["alive"], 1, figures["held by the heap"]);
            Assert.InRange(figures["held by the heap"], 1, MachineMiB * Mebibyte);
            Assert.InRange(figures["last pause"], 0.001, figures["all pauses"]);
            Assert.InRange(figures["collections"], 1, 100_000);
        }

        // Between the two lie half a gibibyte and the conformance checks.
        Assert.InRange(after["allocated in total"] - before["allocated in total"], 512 * Mebibyte, 16384 * Mebibyte);
        Assert.True(after["collections"] > before["collections"]);
        Assert.InRange(after["all pauses"] - before["all pauses"], 0.001, 300_000);
        Assert.True(after["alive"] < before["alive"] + 16 * Mebibyte, "what the programs left is not collected");
    }

    [Fact]
    public void The_machines_memory_adds_up()
    {
        (string output, int status) = boot.Line("mem");
        Assert.Equal(0, status);
        Dictionary<string, double> figures = Figures(output);
        Assert.InRange(figures["RAM"], MachineMiB * Mebibyte * 3 / 4, MachineMiB * Mebibyte);
        Assert.InRange(figures["free"], 1, figures["RAM"]);
        Assert.Equal(figures["RAM"], figures.Where(f => f.Key is not ("RAM" or "live objects")).Sum(f => f.Value));
    }

    [Fact]
    public void No_page_is_writable_and_executable_and_code_has_no_second_mapping()
    {
        (string output, int status) = boot.Line("pages");
        Dictionary<string, int> counts = PageCount().Matches(output)
            .ToDictionary(m => m.Groups[1].Value, m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.Equal(0, status);
        Assert.Equal((0, 0), (counts["write and execute"], counts["writable alias of code"] + counts["unknown"]));
        Assert.All(["execute", "read", "read and write"], what => Assert.InRange(counts[what], 100, 100_000));
        Assert.Equal((0, "  every frame is accounted for\n"),
            (boot.Line("mem check").Status, boot.Line("mem check").Output));
    }

    [GeneratedRegex(@"^  ([a-z ]+?) +(\d+) pages$", RegexOptions.Multiline)]
    private static partial Regex PageCount();

    private static void AssertSound((string Output, int Status) soak, int mebibytes)
    {
        string[] lines = soak.Output.TrimEnd('\n').Split('\n');
        Assert.DoesNotContain("FAIL", soak.Output);
        Assert.EndsWith(" checks, 0 failed", lines[^1]);
        Assert.Equal(0, soak.Status);
        Match allocated = BlocksLine().Match(soak.Output);
        Assert.True(allocated.Success, soak.Output);
        Assert.InRange(Number(allocated), mebibytes, mebibytes + 8);
    }

    [GeneratedRegex(@"^blocks: (\d+) MiB in ", RegexOptions.Multiline)]
    private static partial Regex BlocksLine();

    /// <summary>
    /// A report of the shell's: a name, then a number that may be grouped, then its unit and perhaps more.
    /// </summary>
    [GeneratedRegex(@"^ +(\w[\w ]*?) +([\d,.]+)( bytes| ms|$)", RegexOptions.Multiline)]
    private static partial Regex Figure();

    private static Dictionary<string, double> Figures(string report) => Figure().Matches(report)
        .ToDictionary(m => m.Groups[1].Value, m => double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
}
