using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>A kernel panic under <c>exec</c>: what and where, and the machine is off.</summary>
public sealed class PanicTests
{
    [Fact]
    public void A_panic_says_what_and_where_and_powers_off()
    {
        ExecResult result = SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, "echo before",
            "faultcheck absent", "faults 1", "panic", "echo after");
        Assert.Equal(ExecStatus.Panic, result.Status);
        Assert.Equal([0, 134, 0], result.Lines.Select(line => line.Status));
        Assert.Equal("before\n", result.Lines[0].Output);
        Assert.Matches(@"\n      at FaultCheck: Theseus.Cells.FaultCheck.Program.Main\+0x[0-9a-f]+\n",
            result.Lines[2].Output);
        Assert.DoesNotContain("no end after", result.Trouble);

        string text = result.Trouble!;
        Assert.Contains("the kernel panicked", text);
        Assert.Contains("*** kernel panic: the command 'panic' was given", text);
        Assert.Matches(@"\nrip [0-9a-f]{16} rsp [0-9a-f]{16} ", text);
        string[] trace = [.. text.Split('\n').Where(line => line.StartsWith("  at ", StringComparison.Ordinal))];
        Assert.All(trace, line => Assert.Matches(@"^  at [0-9a-f]{16} \S.* \+ \d+\r?$", line));
        string[] callers = ["Shell.Commands.StopKernel", "Shell.Program.Main", "Theseus.Kernel.Program.Main"];
        Assert.Equal(callers,
            callers.Where(caller => trace.Any(line => line.Contains($" {caller} + ", StringComparison.Ordinal))));
        Assert.Contains(trace, line => line.Contains(" Theseus.Kernel.Boot.", StringComparison.Ordinal));

        // What may have led to it stands at the end.
        Assert.Matches(@"\nfault 1 before this, in task \d+ of faultcheck, address 0000000000000008\r?\n"
            + @"  at [0-9a-f]{16} Theseus.Cells.FaultCheck.Vectors.LengthOf \+ \d+", text);
    }
}
