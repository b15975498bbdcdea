using System.Text.RegularExpressions;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>Programs side by side: begun in the background, listed, ended, each in an instance of its own.</summary>
public sealed class JobTests
{
    private static readonly string[] s_lines =
    [
        "spin &", "cellcheck wait &", "cellcheck wait &", "hello", "jobs", "top -n 1", "ps",
        "taskcheck locks", "endcheck leave output", "endcheck leave culture",
        "kill %2", "kill nosuchprogram", "kill", "kill -grace x spin", "hello &", "top -n 3", "jobs",
        "fg %7", "bg 1 2", "kill spin", "jobs", "echo 'a &'", "echo a & b", "jobs x", "top -n 0", "mem check",
    ];

    private static readonly Lazy<ExecResult> s_boot = new(
        () => SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, s_lines));

    [Fact]
    public void Programs_run_beside_the_prompt_and_beside_each_other()
    {
        string output = Line("spin &").Output + Line("cellcheck wait &").Output + Line("cellcheck wait &", 1).Output
            + Line("hello").Output + Line("jobs").Output;
        Assert.Contains("spinning\n", output);
        Assert.Equal(2, Regex.Count(output, "(?m)^run 1$")); // neither sees the other's static
        Assert.Contains("Hello, world, from Theseus in C#!\n", output);
        Assert.EndsWith("[1]  Running    spin &\n[2]  Running    cellcheck wait &\n[3]+ Running    cellcheck wait &\n",
            output);
    }

    [Fact]
    public void The_share_of_the_CPU_is_shown_by_program()
    {
        (string output, int status) = Line("top -n 1");
        Assert.Matches(@"(?m)^ +\d+  spin +Running +[1-9]\d*\.\d ", output);
        Assert.Matches(@"(?m)^ +\d+  cellcheck +Running +\d\.\d ", output);
        Assert.Matches(@"(?m)^ +\d+  cellcheck#\d+ +Running +\d\.\d ", output);
        Assert.Equal(0, status);
    }

    [Fact]
    public void What_a_program_waits_for_in_vain_is_refused_though_another_never_waits()
    {
        (string output, int status) = Line("taskcheck locks");
        Assert.EndsWith("\n0 failed\n", output);
        Assert.Equal(0, status);
    }

    [Fact]
    public void A_program_is_killed_by_job_by_name_and_by_number()
    {
        Assert.Equal(("[2]  Killed     cellcheck wait &\n", 0), Line("kill %2"));
        Assert.Equal(("[1]  Killed     spin &\n", 0), Line("kill spin"));
        Assert.Equal("[3]+ Running    cellcheck wait &\n", Line("jobs", 2).Output);
    }

    [Fact]
    public void One_that_has_ended_is_told_of_once()
    {
        // It may have ended before the next line begins, which tells of it then.
        string output = Line("hello &").Output + Line("top -n 3").Output + Line("jobs", 1).Output;
        Assert.Contains("Hello, world, from Theseus in C#!\n", output);
        Assert.Equal(1, Regex.Count(output + Line("jobs", 2).Output, @"(?m)^\[2\]  Done       hello &$"));
        Assert.EndsWith("[1]  Running    spin &\n[3]+ Running    cellcheck wait &\n", output);
    }

    [Theory]
    [InlineData("kill nosuchprogram", "kill: there is no program nosuchprogram\n", 1)]
    [InlineData("kill", "usage: kill [-grace MILLISECONDS] %JOB|NUMBER|NAME\n", 2)]
    [InlineData("kill -grace x spin", "usage: kill [-grace MILLISECONDS] %JOB|NUMBER|NAME\n", 2)]
    [InlineData("fg %7", "fg: there is no job 7\n", 1)]
    [InlineData("bg 1 2", "usage: bg [%JOB]\n", 1)]
    [InlineData("jobs x", "usage: jobs\n", 2)]
    [InlineData("top -n 0", "usage: top [-n ROUNDS]\n", 2)]
    [InlineData("echo 'a &'", "a &\n", 0)]
    [InlineData("echo a & b", "a & b\n", 0)]
    public void A_wrong_word_is_refused_by_name(string line, string output, int status) =>
        Assert.Equal((output, status), Line(line));

    [Fact]
    public void Every_frame_is_accounted_for_while_programs_do_not_run() =>
        Assert.Equal(("  every frame is accounted for\n", 0), Line("mem check"));

    private static (string Output, int Status) Line(string line, int occurrence = 0)
    {
        SharedBoot.AssertNoTrouble(s_boot.Value);
        int at = -1;
        for (int left = occurrence; left >= 0; left--)
        {
            at = Array.IndexOf(s_lines, line, at + 1);
        }

        return s_boot.Value.Lines[at];
    }
}
