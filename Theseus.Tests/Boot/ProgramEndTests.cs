using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// How programs end, and that the next finds nothing of them. One boot, its lines one after another: what a line leaves
/// behind would show in those behind it.
/// </summary>
public sealed class ProgramEndTests(ProgramEndTests.Boot boot) : IClassFixture<ProgramEndTests.Boot>
{
    private const string Unhandled =
        "Unhandled exception. System.InvalidOperationException: nobody catches this\n ---> System.FormatException: "
            + "inner\n";

    public sealed class Boot
    {
        private static readonly string[] s_lines =
        [
            .. Ends.Select(row => (string)row[0]),
            "endcheck leave throw", "endcheck leave unhandledthrow", "endcheck leave caughtfailfast",
                "endcheck leave task",
            "endcheck leave overflow", "endcheck leave overflowtwice",
            "endcheck leave threadthrow", "endcheck leave threadexit", "endcheck leave threadoverflow",
                "endcheck leave threadoverflowtwice", "ps",
            "endcheck hold statics", "endcheck hold small", "endcheck hold handles", "endcheck hold exit",
            "endcheck finalizer throw", "endcheck finalizer failfast", "endcheck finalizer fill",
                "endcheck finalizer overflow",
            "endcheck finalizer overflowtwice", "endcheck finalizer holdslock", "endcheck finalizer loop",
            "endcheck text throw", "endcheck text deep", "endcheck text fill", "endcheck text failfast",
            "endcheck wait", "endcheck who", "badstart",
            "endcheck soil", "endcheck fresh", "hello", "mem check",
        ];

        private readonly Lazy<ExecResult> _result =
            new(() => SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(15) }, s_lines));

        public (string Output, int Status) Line(string line)
        {
            SharedBoot.AssertNoTrouble(_result.Value);
            return _result.Value.Lines[Array.IndexOf(s_lines, line)];
        }
    }

    /// <summary>Lines of which all that they print is known.</summary>
    public static IEnumerable<object[]> Ends =>
    [
        ["endcheck leave return", 7, "disposed\nexit handler\n"],
        ["endcheck leave large", 44, "disposed\nexit handler\n"],
        ["endcheck leave negative", 255, "disposed\nexit handler\n"],
        ["endcheck leave code", 6, "disposed\nexit handler\n"],
        ["endcheck leave caught", 12, "exit handler\n"],
        ["endcheck leave finally", 11, "exit handler\n"],
        ["endcheck leave filter", 11, "exit handler\n"],
        ["endcheck leave handler", 21, "disposed\nexit handler\n"],
        ["endcheck leave unhandledexit", 22,
            "finally\ndisposed\nunhandled InvalidOperationException True\nexit handler\n"],
        ["endcheck leave constructor", 24, "exit handler\n"],
        ["endcheck leave writer", 23, ""],
        ["endcheck leave lock", 25, "exit handler\n"],
        ["endcheck finalizer exit", 31, ""],
        ["endcheck finalizer sleep", 0, "ran: True\n"],
        ["endcheck finalizer wait", 0, "ran: True\n"],
        ["endcheck finalizer atend", 0, ""],
        ["endcheck text exit", 32, ""],
        ["endcheck stale", 0, "0 found, 0 wrong, 2000 others\n"],
        ["endcheck text null", 134, "Unhandled exception. \n"],
    ];

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_program_ends_past_its_handlers_with_its_status_and_its_exit_handlers_are_called(string line,
        int status, string output) =>
        Assert.Equal((output, status), boot.Line(line));

    [Theory]
    [InlineData("throw")]
    [InlineData("unhandledthrow")]
    public void Handlers_hear_of_an_exception_that_nobody_handles_before_its_text_is_written(string how)
    {
        (string output, int status) = boot.Line($"endcheck leave {how}");
        Assert.Equal(134, status);
        Assert.Contains($"unhandled InvalidOperationException True\n{Unhandled}", output);
        Assert.DoesNotContain("exit handler", output);
        Assert.DoesNotContain("Shell.", output);
    }

    [Fact]
    public void A_program_that_fails_fast_says_why_and_catches_nothing()
    {
        (string output, int status) = boot.Line("endcheck leave caughtfailfast");
        Assert.Equal(134, status);
        Assert.StartsWith("Process terminated. no way on\n", output);
        Assert.DoesNotContain("caught", output.Replace("Caught(", "", StringComparison.Ordinal));
        Assert.DoesNotContain("finally", output);
    }

    [Fact]
    public void An_exit_on_a_thread_ends_the_program_and_its_other_threads()
    {
        Assert.Equal(("exit handler\n", 29), boot.Line("endcheck leave threadexit"));
    }

    [Fact]
    public void The_tasks_that_are_left_at_the_prompt_are_the_systems_own()
    {
        (string output, int status) = boot.Line("ps");
        Assert.Equal(0, status);
        Assert.Equal(4, output.Split('\n').Count(line => line.Contains("running", StringComparison.Ordinal)
            || line.Contains("waits (work)", StringComparison.Ordinal)));
        Assert.Matches(@"(?m)^ +\d+  theseus +waits \(work\) .*  scrubber$", output);
        Assert.Equal(6, output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void Of_a_stack_that_overflowed_the_first_and_the_last_frames_are_told()
    {
        string[] lines = boot.Line("endcheck leave overflow").Output.Split('\n');
        Assert.InRange(lines.Length, 48, 60);
        Assert.Equal(1,
            lines.Count(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^   \(\d{4,} more frames\)$")));
        Assert.Contains(lines, line => line.Contains("EndCheck.Leaving.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("leave overflow", "System.InsufficientExecutionStackException: The stack overflowed")]
    [InlineData("leave overflowtwice", "The program has failed again while its failure was handled")]
    [InlineData("leave task", "System.TimeoutException: from a task")]
    [InlineData("leave threadthrow", "System.TimeoutException: from a thread")]
    [InlineData("leave threadoverflow", "System.InsufficientExecutionStackException: The stack overflowed")]
    [InlineData("leave threadoverflowtwice", "System.InsufficientExecutionStackException: The stack overflowed")]
    [InlineData("finalizer throw", "Unhandled exception. System.InvalidOperationException: from a finalizer")]
    [InlineData("finalizer failfast", "Process terminated. from a finalizer")]
    [InlineData("finalizer fill", "System.OutOfMemoryException")]
    [InlineData("finalizer overflow", "System.InsufficientExecutionStackException")]
    [InlineData("finalizer overflowtwice", "System.InsufficientExecutionStackException")]
    [InlineData("finalizer holdslock", "System.PlatformNotSupportedException: This would wait for ever")]
    [InlineData("finalizer loop", "A finalizer has run for 10 seconds")]
    [InlineData("text failfast", "Process terminated. while the text was made")]
    public void A_program_that_fails_anywhere_ends_with_134_and_a_reason(string line, string reason)
    {
        (string output, int status) = boot.Line($"endcheck {line}");
        Assert.Equal(134, status);
        Assert.Contains(reason, output);
        Assert.DoesNotContain("ran: ", output);
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("deep")]
    [InlineData("fill")]
    public void An_exception_whose_text_fails_is_told_by_its_type_message_and_trace(string how)
    {
        (string output, int status) = boot.Line($"endcheck text {how}");
        Assert.Equal(134, status);
        Assert.StartsWith(
            "Unhandled exception. Theseus.Cells.EndCheck.Texts: the message\n   at Theseus.Cells.EndCheck.Texts.Run(",
                output);
    }

    [Theory]
    [InlineData("statics")]
    [InlineData("small")]
    [InlineData("handles")]
    public void A_program_that_ends_with_memory_full_leaves_its_trace_and_no_memory(string how)
    {
        (string output, int status) = boot.Line($"endcheck hold {how}");
        Assert.Equal(134, status);
        Assert.StartsWith("Unhandled exception. System.OutOfMemoryException: Insufficient memory", output);
        Assert.Contains("   at Theseus.Cells.EndCheck.Holding.Run(String how)", output);
        Assert.Equal(30, boot.Line("endcheck hold exit").Status);
    }

    [Fact]
    public void A_wait_that_is_refused_leaves_what_it_waited_for_whole() => Assert.Equal((
        "event: refused\nevent again: refused\nset: True\nsemaphore: refused\nsemaphore again: refused\nreleased: True False\n"
        + "any: refused\nall: refused\nsleep: refused\ntask: refused\nslim: refused\nmonitor: refused\nslept\n"
        + "beside a service: refused\n", 0),
        boot.Line("endcheck wait"));

    [Fact]
    public void A_program_is_called_by_its_cell() => Assert.Equal((
        "entry assembly EndCheck\nfriendly name EndCheck\narguments endcheck who\npath /endcheck\nbase /\nworking "
            + "set True\n", 0),
        boot.Line("endcheck who"));

    [Fact]
    public void A_module_initialiser_that_throws_is_the_fault_of_its_own_cell()
    {
        (string output, int status) = boot.Line("badstart");
        Assert.Equal(134, status);
        Assert.StartsWith("Unhandled exception. System.InvalidOperationException: thrown by a module initialiser\n",
            output);
        Assert.DoesNotContain("Main was reached", output);
    }

    [Fact]
    public void The_next_program_finds_nothing_of_the_one_before()
    {
        Assert.Equal(0, boot.Line("endcheck soil").Status);
        Assert.Equal(("0 stale\n", 0), boot.Line("endcheck fresh"));
        Assert.Equal(("Hello, world, from Theseus in C#!\n", 0), boot.Line("hello"));
        Assert.Equal(0, boot.Line("mem check").Status);
    }
}
