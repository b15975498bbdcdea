using System.Globalization;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>A driver that is a cell like any other: the clock with the battery, read on the machine.</summary>
[Collection(BootCollection.Name)]
public sealed class ClockTests(SharedBoot boot)
{
    public const string Line = "clock";

    /// <summary>Lines of the shared boot.</summary>
    public static readonly string[] Lines =
    [
        Line, "spin &", "clock tick 2", "kill spin", "clock tick 1000 &", "top -n 1", "owns clock", "kill clock",
        "clock tick 1", "clock tick x",
    ];

    [Fact]
    public void The_clock_with_the_battery_says_what_the_system_and_the_host_say()
    {
        (string output, int status) = boot.Line(Line);
        Assert.Equal(0, status);
        string[] lines = output.Split('\n');
        DateTime clock = Moment("clock  ", lines[0]), system = Moment("system ", lines[1]);
        Assert.InRange((system - clock).TotalSeconds, -3, 3);
        Assert.InRange((DateTime.UtcNow - clock).TotalHours, -1, 1); // the boot has a while ago begun
        Assert.Matches("^kept in (binary|decimal digits), (24|12) hours$", lines[2]);
    }

    [Fact]
    public void Its_interrupt_wakes_a_driver_each_second_though_another_program_never_waits()
    {
        string[] lines = [.. boot.Line("clock tick 2").Output.Split('\n')
            .Where(line => line.StartsWith("tick", StringComparison.Ordinal))]; // the other says that it spins
        TimeSpan between = Moment("tick   ", lines[1]) - Moment("tick   ", lines[0]);
        Assert.Equal(1, between.TotalSeconds);
        Assert.Equal(0, boot.Line("clock tick 2").Status);
    }

    [Fact]
    public void A_driver_that_waits_for_its_interrupt_is_killed_and_the_next_one_has_it()
    {
        Assert.Contains(": waits (interrupt)\n", boot.Line("owns clock").Output);
        Assert.Contains("  memory     2 claims of devices\n", boot.Line("owns clock").Output);
        Assert.Matches(@"^\[\d+\]  Killed     clock tick 1000 &\n$", boot.Line("kill clock").Output);
        Assert.StartsWith("tick   ", boot.Line("clock tick 1").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_word_is_refused() =>
        Assert.Equal(("usage: clock [tick SECONDS]\n", 2), boot.Line("clock tick x"));

    private static DateTime Moment(string begins, string line)
    {
        Assert.StartsWith(begins, line, StringComparison.Ordinal);
        return DateTime.ParseExact(line[begins.Length..], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
    }
}
