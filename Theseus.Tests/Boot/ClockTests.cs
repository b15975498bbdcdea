using System.Globalization;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>A driver that is a cell like any other: the clock with the battery, read on the machine.</summary>
[Collection(BootCollection.Name)]
public sealed class ClockTests(SharedBoot boot)
{
    public const string Line = "clock";

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

    private static DateTime Moment(string begins, string line)
    {
        Assert.StartsWith(begins, line, StringComparison.Ordinal);
        return DateTime.ParseExact(line[begins.Length..], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
    }
}
