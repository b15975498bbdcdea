using System.Globalization;
using System.Text.RegularExpressions;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// What owned memory promises, shown on the machine by the cell <c>memorycheck</c>, and what it costs, counted by
/// <c>memorybench</c>. One group: <c>./theseus exec 'memorycheck edges'</c>; the full table: <c>./theseus bench
/// memory</c>.
/// </summary>
[Collection(BootCollection.Name)]
public sealed partial class OwnedMemoryTests(SharedBoot boot)
{
    private const string All = "memorycheck", Leak = "memorycheck leak", Unknown = "memorycheck nosuchgroup";

    /// <summary>The leak stands right before the question who holds what.</summary>
    public static IEnumerable<string> Lines => [Unknown, All, Leak, "mem owners"];

    [Theory]
    [InlineData("edges", 20)]
    [InlineData("guards", 10)]
    [InlineData("access", 15)]
    [InlineData("views", 20)]
    [InlineData("stale", 20)]
    [InlineData("left", 15)]
    [InlineData("ports", 8)]
    [InlineData("changes", 8)]
    [InlineData("ranges", 15)]
    [InlineData("large", 12)]
    [InlineData("zeroes", 6)]
    [InlineData("devices", 18)]
    [InlineData("rounds", 5)]
    [InlineData("exhaustion", 10)]
    [InlineData("books", 8)]
    public void A_group_of_checks_holds(string group, int leastChecks)
    {
        (bool Held, string Group, string Text)[] lines = Checks(boot.Line(All).Output).Where(l => l.Group == group)
            .ToArray();
        Assert.All(lines, line => Assert.True(line.Held, line.Text));
        Assert.True(lines.Length >= leastChecks, $"only {lines.Length} checks of {group}");
    }

    [Fact]
    public void All_checks_have_run_and_none_failed()
    {
        (string output, int status) = boot.Line(All);
        Assert.Equal($"{Checks(output).Count()} checks, 0 failed", output.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal(0, status);
    }

    [Theory]
    [InlineData("edges.before.read", "the guard page before a mapping of Program 'memorycheck'")]
    [InlineData("edges.after.write", "the guard page after a mapping of Program 'memorycheck'")]
    [InlineData("edges.released.read", "memory that was released; it was Program 'memorycheck''s")]
    [InlineData("access.readable.write", "a read-only mapping of Program 'memorycheck'")]
    [InlineData("access.writable.execute", "a writable mapping of Program 'memorycheck'")]
    [InlineData("access.executable.write", "an executable mapping of Program 'memorycheck'")]
    public void A_fault_names_what_is_there_and_whose_it_is(string check, string what) =>
        Assert.Contains($"ok {check} {what}", boot.Line(All).Output.Split('\n'));

    [Fact]
    public void A_hundred_thousand_rounds_leave_every_counter_where_it_was()
    {
        string[] lines = boot.Line(All).Output.Split('\n');
        Assert.Contains("ok rounds.touched 100000", lines);
        Assert.Contains("ok rounds.map.touch.unmap nothing", lines);
    }

    [Fact]
    public void What_a_program_loses_is_released_at_its_end()
    {
        (string output, int status) = boot.Line(Leak);
        Match lost = LostLine().Match(output);
        Assert.True(lost.Success, output);
        Assert.Equal(0, status);
        Assert.All(new[] { 1, 2 },
            group => Assert.InRange(int.Parse(lost.Groups[group].Value, CultureInfo.InvariantCulture), 1000, 10_000));
        Assert.DoesNotContain("memorycheck", boot.Line("mem owners").Output);
        Assert.Equal(0, boot.Line("mem check").Status);
    }

    [Fact]
    public void An_unknown_group_is_refused() => Assert.Equal(125, boot.Line(Unknown).Status);

    [Theory]
    [InlineData(false, "Nehalem", 0)]
    [InlineData(true, "max", 512)]
    public void Other_machines_keep_the_same_promises(bool uefi, string cpu, int memoryMiB)
    {
        ExecResult result = SharedBoot.Exec(
            new MachineOptions { Uefi = uefi, Cpu = cpu, MemoryMiB = SharedBoot.MemoryMiB(memoryMiB) },
            All, "mem check");
        SharedBoot.AssertNoTrouble(result);
        Assert.All(Checks(result.Lines[0].Output), line => Assert.True(line.Held, line.Text));
        Assert.Equal([0, 0], result.Lines.Select(line => line.Status));
    }

    [Fact]
    public void Instructions_stay_within_their_aims()
    {
        ExecResult result = SharedBoot.Exec(new MachineOptions { CountInstructions = true }, "memorybench 1000");
        SharedBoot.AssertNoTrouble(result);
        Dictionary<string, double> figures = Figure().Matches(result.Lines[0].Output)
            .ToDictionary(m => m.Groups[1].Value, m => double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.InRange(figures["map, touch, unmap 4 KiB, beside 100"], 500, 3000);
        Assert.InRange(figures["map, touch, unmap 4 KiB, beside 1000"], 500, 3000);
        Assert.InRange(figures["allocate 24 bytes, per object of 1000000"], 10, 35);
        Assert.InRange(figures["collection, 100000 objects in a list"], 1_000_000, 10_000_000);
    }

    private static IEnumerable<(bool Held, string Group, string Text)> Checks(string output) =>
        CheckLine().Matches(output).Select(m => (m.Groups[1].Value == "ok", m.Groups[2].Value, m.Value));

    [GeneratedRegex(@"^(ok|FAIL) (\w+)\..*$", RegexOptions.Multiline)]
    private static partial Regex CheckLine();

    [GeneratedRegex(@"^Program 'memorycheck' loses (\d+) frames and (\d+) pages$", RegexOptions.Multiline)]
    private static partial Regex LostLine();

    [GeneratedRegex(@"^ +(\S.*?) {2,}([\d.]+)  \(", RegexOptions.Multiline)]
    private static partial Regex Figure();
}
