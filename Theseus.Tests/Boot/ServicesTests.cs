using System.Text.RegularExpressions;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>Supervisors as the shell shows them, and the shell itself, which begins anew where it fails.</summary>
public sealed class ServicesTests(ServicesTests.Boot boot) : IClassFixture<ServicesTests.Boot>
{
    private const string Fail = "services fail shell";

    public sealed class Boot
    {
        private static readonly string[] s_lines =
        [
            "taskcheck supervise &", "top -n 2", "services", "faults", Fail, "jobs", "faults 2", "services",
            "kill taskcheck", "services x", "mem check",
        ];

        private readonly Lazy<ExecResult> _result =
            new(() => SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, s_lines));

        public (string Output, int Status) Line(string line, bool isFirst = false)
        {
            SharedBoot.AssertNoTrouble(_result.Value);
            return _result.Value.Lines[isFirst ? Array.IndexOf(s_lines, line) : Array.LastIndexOf(s_lines, line)];
        }
    }

    [Fact]
    public void Every_supervisor_and_child_of_every_program_is_shown_with_policy_state_and_restarts()
    {
        (string output, int status) = boot.Line("services", isFirst: true);
        Assert.Equal(0, status);
        Assert.Contains("  of theseus\n    shell: begins anew where it throws, 3 times within 10 s, then a panic; "
            + "task 1, 0 restarts\n", output);
        Assert.Matches("(?m)^    finalizers: begins anew where .*; task \\d+, 0 restarts$", output);
        Assert.Matches("(?m)^    kill: begins anew where .*; task \\d+, \\d+ restarts?$", output);
        Assert.Matches("(?m)^    scrubber: goes on .*; one each 250 ms, \\d+ pass(es)?; task \\d+, 0 restarts$",
            output);
        Assert.Matches("(?m)^  of taskcheck\n    top: rest for one, 0 of 3 within 5 s, after 10 to 1000 ms, "
            + "then gives up; running as task \\d+, 0 restarts\n"
            + "      steady: permanent; running as task \\d+, 0 restarts\n"
            + "      nested: all for one, 1 of 2 within 60 s, after 1 to 1 ms, then gives up; running as task \\d+, "
            + "0 restarts\n        shaky: permanent; running as task \\d+, 1 restart, "
            + "last System.NullReferenceException\n", output);
    }

    [Fact]
    public void The_log_of_faults_says_which_restart_it_was() => Assert.Matches(
        @"task \d+ 'shaky' of taskcheck: System\.NullReferenceException, raised by the CPU\n(.*\n)+"
            + @"      the task was restarted \(1 of 2 within 60 s\), \d+\.\d ms later\n", boot.Line("faults").Output);

    [Fact]
    public void A_shell_that_fails_begins_anew_with_the_next_line_and_its_jobs()
    {
        Assert.Equal(("the shell has failed, and begins anew (1 of 3 within 10 s): System.InvalidOperationException: "
            + "'services fail shell' was given.\n", 134), boot.Line(Fail));
        Assert.Equal(("[1]+ Running    taskcheck supervise &\n", 0), boot.Line("jobs"));
        Assert.Contains("; task 1, 1 restart, last System.InvalidOperationException\n", boot.Line("services").Output);
        string fault = boot.Line("faults 2").Output;
        Assert.Matches(@"task 1 of theseus: System\.InvalidOperationException\n", fault);
        Assert.Matches(@"the task was restarted \(1 of 3 within 10 s\), ", fault);
        Assert.Equal(("[1]  Killed     taskcheck supervise &\n", 0), boot.Line("kill taskcheck"));
        Assert.Equal(("usage: services [fail shell | scrub MILLISECONDS]\n", 2), boot.Line("services x"));
        Assert.Equal(0, boot.Line("mem check").Status);
    }

    [Fact]
    public void A_shell_that_fails_too_often_is_a_panic_that_names_why()
    {
        ExecResult result = SharedBoot.Exec(
            new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, Fail, Fail, Fail, Fail, "hello");
        Assert.Equal(ExecStatus.Panic, result.Status);
        Assert.Equal(3, result.Lines.Count);
        Assert.Contains("the shell has ended: System.InvalidOperationException: 'services fail shell' was given.",
            result.Trouble);
    }

    [Fact]
    public void The_prompt_comes_back_with_its_history_and_without_a_greeting()
    {
        using PromptSession prompt = new();
        prompt.Enter("echo before", "\nbefore\r\n");
        prompt.Enter(Fail, "the shell has failed, and begins anew (1 of 3 within 10 s): ");
        Assert.DoesNotContain("an operating system in C#", prompt.Hear("> "));
        prompt.Enter("\x1b[A\x1b[A", "\nbefore\r\n");
    }

    [Fact]
    public void What_a_program_beside_the_prompt_writes_leaves_the_line_that_is_typed_whole()
    {
        using PromptSession prompt = new();
        prompt.Enter("evolve await 99 2 &", "> ");
        prompt.Type("echo typ");
        prompt.Hear("echo typ");
        prompt.Hear("it is number 0.");
        Assert.Contains("\n", prompt.Hear("theseus\e[0m> echo typ"), StringComparison.Ordinal);
        prompt.Type("ed\r");
        prompt.Hear("\r\ntyped\r\n");
    }
}
