using Xunit;

namespace Theseus.Tests.Cells;

public sealed class ConformanceTests
{
    private static readonly Lazy<(string Output, string Errors, int Status)> s_whole = new(
        () => HostCell.Run("Conformance"));

    [Fact]
    public void All_checks_hold_on_the_host()
    {
        string[] lines = Lines(s_whole.Value.Output);
        Assert.DoesNotContain(lines, line => line.StartsWith("FAIL", StringComparison.Ordinal));
        Assert.Equal("", s_whole.Value.Errors);
        Assert.Equal(0, s_whole.Value.Status);
    }

    [Fact]
    public void There_are_at_least_150_checks_each_with_a_name_of_its_own()
    {
        string[] names = [
            .. Lines(s_whole.Value.Output).Where(line => line.StartsWith("ok ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1])];
        Assert.True(names.Length >= 150, $"only {names.Length}");
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void The_last_line_counts_the_checks()
    {
        string[] lines = Lines(s_whole.Value.Output);
        Assert.Equal($"{lines.Length - 1} checks, 0 failed", lines[^1]);
    }

    [Fact]
    public void Every_line_is_printable_ascii() =>
        Assert.All(s_whole.Value.Output.Where(unit => unit != '\n'), unit => Assert.InRange(unit, ' ', '~'));

    [Fact]
    public void A_second_run_prints_the_same() =>
        Assert.Equal(s_whole.Value.Output, HostCell.Run("Conformance").Output);

    [Fact]
    public void A_group_runs_alone_and_prints_what_it_prints_among_all()
    {
        (string output, _, int status) = HostCell.Run("Conformance", "integers");
        string[] lines = Lines(output);
        Assert.Equal(
            Lines(s_whole.Value.Output).Where(line => line.StartsWith("ok integers.", StringComparison.Ordinal)),
                lines[..^1]);
        Assert.Equal($"{lines.Length - 1} checks, 0 failed", lines[^1]);
        Assert.Equal(0, status);
    }

    [Fact]
    public void A_group_that_does_not_exist_is_said_and_the_groups_are_named()
    {
        (string output, string errors, int status) = HostCell.Run("Conformance", "nonsense");
        Assert.Equal("", output);
        Assert.Contains("'nonsense'", errors);
        Assert.Contains(" unwinding ", errors);
        Assert.Equal(125, status);
    }

    private static string[] Lines(string output) => output.TrimEnd('\n').Split('\n');
}
