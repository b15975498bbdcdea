using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>A kernel panic under <c>exec</c>: what and where, and the machine is off.</summary>
[Collection(BootCollection.Name)]
public sealed class PanicTests
{
    [Fact]
    public void A_panic_says_what_and_where_and_powers_off()
    {
        ExecResult result = SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, "echo before",
            "panic", "echo after");
        Assert.Equal(ExecStatus.Panic, result.Status);
        Assert.Equal([("before\n", 0)], result.Lines);
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
    }
}
