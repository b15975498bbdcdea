using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>Tasks that are killed leave nothing behind: docs/kill.md. One boot.</summary>
public sealed class KillTests(KillTests.Boot boot) : IClassFixture<KillTests.Boot>
{
    public sealed class Boot
    {
        private static readonly string[] s_lines =
        [
            "killcheck steps all 5", "killcheck blocked", "killcheck stubborn", "killcheck rounds 100 1", "mem check",
        ];

        private readonly Lazy<ExecResult> _result =
            new(() => SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, s_lines));

        public (string Output, int Status) Line(string line)
        {
            SharedBoot.AssertNoTrouble(_result.Value);
            return _result.Value.Lines[Array.IndexOf(s_lines, line)];
        }
    }

    [Theory]
    [InlineData("killcheck steps all 5")]
    [InlineData("killcheck blocked")]
    [InlineData("killcheck stubborn")]
    public void What_a_killed_task_held_is_whole(string line)
    {
        (string output, int status) = boot.Line(line);
        Assert.EndsWith("all whole\n", output, StringComparison.Ordinal);
        Assert.Equal(0, status);
    }

    [Fact]
    public void A_hundred_kills_at_random_times_leave_no_page_and_no_lock()
    {
        (string output, int status) = boot.Line("killcheck rounds 100 1");
        Assert.StartsWith(
            "100 rounds, 100 killed, 0 returned, 0 wrong; left: 0 pages, 0 handles, no end of the channel\n", output,
                StringComparison.Ordinal);
        Assert.Equal(0, status);
    }

    [Fact]
    public void A_task_that_does_not_end_is_reported_as_cut_and_one_of_a_deadlock_frees_the_other()
    {
        string output = boot.Line("killcheck stubborn").Output;
        Assert.Contains("A task did not end within its time, and was cut.\nfinally    Cut", output,
            StringComparison.Ordinal);
        Assert.Contains("deadlock   Killed, the other Returned", output, StringComparison.Ordinal);
        Assert.Contains("faults     Threw", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ledger_of_memory_agrees_afterwards() => Assert.Equal(0, boot.Line("mem check").Status);
}
