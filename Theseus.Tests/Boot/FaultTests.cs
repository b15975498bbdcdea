using System.Text.RegularExpressions;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>What the processor refuses ends a program, as an exception that it may catch; the system goes on.</summary>
[Collection(BootCollection.Name)]
public sealed partial class FaultTests(SharedBoot boot)
{
    public static readonly string[] Lines =
        ["faultcheck vectors", "faultcheck instructions", "faultcheck uncaught", "faultcheck unknown",
        "faultcheck absent", "faultcheck cut", "faultcheck constructed", "faults", "faults 0", "faults x",
            OneFailure, LastingFailure, AllFail];

    private const string OneFailure = "faultcheck memory once", LastingFailure = "faultcheck memory lasting 2 1";
    private const string AllFail = "faultcheck memory all 2 1";

    private const int UnhandledException = 134;

    [Fact]
    public void Every_exception_of_the_processor_is_one_of_the_program_and_it_goes_on_computing()
    {
        (string output, int status) = boot.Line("faultcheck vectors");
        Assert.Equal(0, status);
        string[] expected =
        [
            "debug SEHException", "breakpoint SEHException", "overflow OverflowException",
                "bound IndexOutOfRangeException",
            "no-device SEHException", "vector AccessViolationException", "segment AccessViolationException",
            "stack AccessViolationException", "misaligned AccessViolationException",
            // QEMU's own emulation does not raise the exceptions of SSE.
            "sse (DivideByZeroException|done)", "x87 DivideByZeroException",
        ];
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2 * expected.Length, lines.Length);
        Assert.All(lines, (line, i) => Assert.Matches($"^{expected[i % expected.Length]} 0\\.500$", line));
    }

    [Fact]
    public void An_instruction_set_is_there_if_it_is_said_to_be_and_an_exception_if_not()
    {
        (string output, int status) = boot.Line("faultcheck instructions");
        Assert.Equal(0, status);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches("^[a-z0-9]+ (True done|False PlatformNotSupportedException)$", line));
        Assert.Contains("sse42 True done", lines);
        Assert.Contains("aes True done", lines);
        Assert.Contains("avx512 False PlatformNotSupportedException", lines);
    }

    [Fact]
    public void A_class_constructor_that_a_second_stack_overflow_has_cut_short_is_run_again()
    {
        Assert.Equal(
            ("The program has failed again while its failure was handled (a stack overflow, or a cell that cannot be "
                + "loaded): it has ended.\n", UnhandledException), boot.Line("faultcheck cut"));
        Assert.Equal(("constructs\n1 2 7\n", 0), boot.Line("faultcheck constructed"));
    }

    [Theory]
    [InlineData(OneFailure)]
    [InlineData(LastingFailure)]
    [InlineData(AllFail)]
    public void A_program_whose_allocation_fails_meets_an_exception_or_ends(string line)
    {
        (string output, int status) = boot.Line(line);
        Assert.True(status == 0, output);
        string[] lines = [.. output.Split('\n').Where(l => l.Contains(" allocations, ", StringComparison.Ordinal))];
        Assert.Equal(12, lines.Length);
        Assert.All(lines,
            l => Assert.Matches(@"^\w+: [1-9]\d* allocations, \d+ failures: \d+ programs went on, \d+ were ended$", l));
    }

    [Fact]
    public void Where_one_allocation_fails_every_trace_is_made() =>
        Assert.DoesNotContain("could not be made", boot.Line(OneFailure).Output);

    [Theory]
    [InlineData("faultcheck uncaught", "System.Runtime.InteropServices.SEHException")]
    [InlineData("faultcheck unknown", "System.PlatformNotSupportedException")]
    [InlineData("faultcheck absent", "System.NullReferenceException")]
    public void Nobody_catches_it_and_the_program_ends_with_134(string line, string exception)
    {
        (string output, int status) = boot.Line(line);
        Assert.Equal(UnhandledException, status);
        Assert.StartsWith($"Unhandled exception. {exception}", output);
    }

    [Fact]
    public void The_log_tells_what_each_was_where_and_what_was_done()
    {
        (string output, int status) = boot.Line("faults");
        Assert.Equal(0, status);
        Assert.Matches(@"\n  \d+ faults since the machine was started\n$", output);
        string[] records = [.. FirstOfRecord().Split(output).TakeLast(4)];
        Assert.All(records, record => Assert.Matches(
            $@"\n      the program was ended with status {UnhandledException}, \d+\.\d ms later\n", record));
        Assert.Matches(@"^\d+\.\d{3} s, task \d+ 'main' of faultcheck: System\.Runtime\.InteropServices\.SEHEx"
            + @"ception, raised by the CPU\n      in nano-core: theseus_probe_\w+\+0x[0-9a-f]+\n      from .*FaultCheck, ",
            records[0]);
        Assert.Contains(" of faultcheck: System.PlatformNotSupportedException\n", records[1]);
        Assert.Matches("System.NullReferenceException, raised by the CPU at 0x0000000000000008\n      in FaultCheck: "
            + @"Theseus\.Cells\.FaultCheck\.Vectors\.LengthOf\+0x[0-9a-f]+\n", records[2]);
        Assert.Contains(" of faultcheck: failed again while its failure was handled\n", records[3]);
    }

    [Fact]
    public void A_fault_that_is_not_in_the_log_is_an_error()
    {
        Assert.Equal(("faults: there is no fault 0, or it is not kept any more\n", 1), boot.Line("faults 0"));
        Assert.Equal(2, boot.Line("faults x").Status);
    }

    [GeneratedRegex(@"^  \d+: ", RegexOptions.Multiline)]
    private static partial Regex FirstOfRecord();
}
