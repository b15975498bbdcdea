using System.Text.RegularExpressions;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>Where the same fault comes again, cells begin anew: for a program's services and for the shell.</summary>
public sealed class RecoveryTests
{
    private const string Fail = "services fail shell";

    private static readonly string[] s_lines =
    [
        "taskcheck renewal statics", "taskcheck renewal busy", "taskcheck renewal library", "taskcheck renewal x",
        "faults", "faultcheck messages", "spin &", Fail, Fail, "jobs", "faults", "kill %1", "mem check",
    ];

    private static readonly Lazy<ExecResult> s_boot = new(
        () => SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, s_lines));

    private static (string Output, int Status) Line(string line, bool isFirst = false)
    {
        SharedBoot.AssertNoTrouble(s_boot.Value);
        return s_boot.Value.Lines[isFirst ? Array.IndexOf(s_lines, line) : Array.LastIndexOf(s_lines, line)];
    }

    [Theory]
    [InlineData("statics", 4)]
    [InlineData("busy", 2)]
    [InlineData("library", 2)]
    public void A_cell_whose_statics_are_wrong_begins_anew_and_its_types_stay(string what, int checks)
    {
        (string output, int status) = Line($"taskcheck renewal {what}");
        Assert.EndsWith("\n0 failed\n", output);
        Assert.Equal((checks, 0), (Regex.Count(output, "(?m)^ok "), status));
    }

    [Fact]
    public void All_thirteen_faults_in_channels_are_recovered_and_every_number_arrives_once_and_in_order()
    {
        (string output, int status) = Line("faultcheck messages");
        Assert.DoesNotContain("FAIL", output);
        Assert.Equal((13, 0), (Regex.Count(output, @"(?m)^ok [sr]\d .*: 20 of 20, "), status));
        Assert.Equal(12, Regex.Count(output, "(?m), restarted [1-9]\\d* times, by (an exception|a watchdog), "));
        Assert.Matches("(?m)^ok r2 .*, restarted never, 0 gaps, 1 repeats$", output);
        Assert.EndsWith("\n0 failed\n", output);
    }

    [Fact]
    public void Each_step_is_a_line_of_the_log_that_names_the_cell_or_who_is_in_it()
    {
        string log = Line("faults", isFirst: true).Output;
        string[] steps = [
            .. Regex.Matches(log, "(?m)^      the same fault again: (.*)$").Select(m => m.Groups[1].Value)];
        Assert.Equal(4, steps.Length); // those of the newest eight faults
        Assert.Matches(@"\Athe cell TaskCheck could not be replaced, for task \d+ is in it\z", steps[0]);
        Assert.Equal("the cell System.Text.Json was replaced by a fresh copy", steps[1]);
        Assert.Equal("the cell TaskCheck was replaced by a fresh copy", steps[2]);
        Assert.Matches(@"\Athe cell \S+ was replaced by a fresh copy, and (another|\d+ others) with it\z", steps[3]);
    }

    [Fact]
    public void A_shell_that_fails_in_the_same_way_again_begins_anew_with_a_fresh_cell_and_what_it_has_kept()
    {
        Assert.Equal(134, Line(Fail).Status);
        Assert.Equal(("[1]+ Running    spin &\n", 0), Line("jobs"));
        Assert.Contains("      the same fault again: the cell Shell was replaced by a fresh copy\n"
            + "      the task was restarted (2 of 3 within 10 s), ", Line("faults").Output);
        Assert.Equal(("[1]  Killed     spin &\n", 0), Line("kill %1"));
        Assert.Equal(0, Line("mem check").Status);
    }

    [Fact]
    public void A_program_that_is_kept_begins_anew_also_where_the_shell_has_begun_anew_with_a_fresh_cell()
    {
        string[] lines = ["keep nothing", "keep", "keep faultcheck absent", Fail, Fail, "top -n 2", "top -n 2", "jobs"];
        ExecResult result = SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, lines);
        SharedBoot.AssertNoTrouble(result);
        Assert.Equal(("keep: nothing: no program has that name\n", 127), result.Lines[0]);
        Assert.Equal(("usage: keep LINE\n", 2), result.Lines[1]);
        string after = string.Concat(result.Lines.Skip(Array.LastIndexOf(lines, Fail) + 1).Select(line => line.Output));
        Assert.Contains("[1]  Begun anew faultcheck absent\n", after);
    }
}
