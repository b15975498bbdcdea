using System.Text.RegularExpressions;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The order in which tasks run is chosen by name, and everything works under each.</summary>
public sealed class PolicyTests
{
    private static readonly string[] s_lines =
    [
        "policy", "policy x", "policy priority", "taskcheck locks", "taskcheck channels", "taskcheck priorities",
        "policy fair", "spin &", "spin &", "hello", "top -n 2", "kill %1", "kill %2", "taskcheck locks",
        "conformance threads", "policy", "policy round-robin", "policy", "mem check",
    ];

    private static readonly Lazy<ExecResult> s_boot = new(
        () => SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, s_lines));

    private static (string Output, int Status) Line(string line, int which = 0)
    {
        SharedBoot.AssertNoTrouble(s_boot.Value);
        int[] places = [.. Enumerable.Range(0, s_lines.Length).Where(i => s_lines[i] == line)];
        return s_boot.Value.Lines[places[which]];
    }

    [Fact]
    public void A_policy_is_chosen_by_its_name_and_another_name_is_refused()
    {
        Assert.Matches(@"\A  \* round-robin  .*\n    priority  .*\n    fair  .*\n\z", Line("policy").Output);
        Assert.Equal(("usage: policy [round-robin | priority | fair]\n", 2), Line("policy x"));
        Assert.Matches(@"(?m)^  \* fair  ", Line("policy", 1).Output);
        Assert.Matches(@"(?m)^  \* round-robin  ", Line("policy", 2).Output);
    }

    [Theory]
    [InlineData("taskcheck locks", 0, 19)]
    [InlineData("taskcheck channels", 0, 22)]
    [InlineData("taskcheck priorities", 0, 5)]
    [InlineData("taskcheck locks", 1, 19)]
    public void Locks_and_channels_keep_their_promises_under_each(string line, int which, int checks)
    {
        (string output, int status) = Line(line, which);
        Assert.EndsWith("\n0 failed\n", output);
        Assert.Equal((checks, 0), (Regex.Count(output, "(?m)^ok "), status));
    }

    [Fact]
    public void Where_each_gets_its_share_the_prompt_answers_beside_programs_that_never_wait()
    {
        Assert.EndsWith("Hello, world, from Theseus in C#!\n", Line("hello").Output);
        Assert.Equal(("[1]  Killed     spin &\n", 0), Line("kill %1"));
        Assert.EndsWith("293 checks, 0 failed\n", Line("conformance threads").Output);
        Assert.Equal(0, Line("mem check").Status);
    }
}
