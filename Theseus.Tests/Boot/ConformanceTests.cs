using Theseus.Tests.Cells;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The base class library behaves on the machine as it does on the host.</summary>
[Collection(BootCollection.Name)]
public sealed class ConformanceTests(SharedBoot boot)
{
    private const int LeastChecks = 150;
    private const int LeastChecksOfThreads = 80;

    [Fact]
    public void The_machine_prints_line_by_line_what_the_host_prints()
    {
        (string output, int status) = boot.Line("conformance");
        (string[] here, string[] there) = (HostCell.Run("Conformance").Output.Split('\n'), output.Split('\n'));
        for (int i = 0; i < Math.Min(here.Length, there.Length); i++)
        {
            Assert.True(here[i] == there[i], $"line {i + 1}\non the host:  {here[i]}\nin Theseus:   {there[i]}");
        }

        Assert.Equal(here.Length, there.Length);
        Assert.Equal(0, status);
    }

    [Fact]
    public void At_least_150_checks_hold_and_none_fails()
    {
        string[] lines = boot.Line("conformance").Output.Split('\n');
        Assert.DoesNotContain(lines, line => line.StartsWith("FAIL", StringComparison.Ordinal));
        int held = lines.Count(line => line.StartsWith("ok ", StringComparison.Ordinal));
        Assert.True(held >= LeastChecks, $"only {held}");
        Assert.Equal($"{held} checks, 0 failed", lines[^2]);
    }

    [Fact]
    public void At_least_80_checks_of_threads_hold()
    {
        string[] lines = boot.Line("conformance").Output.Split('\n');
        int held = lines.Count(line => line.StartsWith("ok threads.", StringComparison.Ordinal));
        Assert.True(held >= LeastChecksOfThreads, $"only {held}");
    }
}
