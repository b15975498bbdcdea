using System.Text.RegularExpressions;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The system's own locks and channels, used by a cell from many threads.</summary>
[Collection(BootCollection.Name)]
public sealed class TaskCheckTests(SharedBoot boot)
{
    /// <summary>Lines of the shared boot.</summary>
    public static readonly string[] Lines = ["taskcheck locks", "taskcheck channels"];

    [Theory]
    [InlineData("locks", 18)]
    [InlineData("channels", 22)]
    public void Locks_and_channels_hold_on_the_machine_what_they_promise(string group, int checks)
    {
        (string output, int status) = boot.Line($"taskcheck {group}");
        Assert.Equal("",
            string.Join('\n', output.Split('\n').Where(line => line.StartsWith("FAIL", StringComparison.Ordinal))));
        Assert.EndsWith("\n0 failed\n", output);
        Assert.Equal(checks, Regex.Count(output, "(?m)^ok "));
        Assert.Equal(0, status);
    }
}
