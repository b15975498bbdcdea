using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

[Collection(BootCollection.Name)]
public sealed class PromptTests(SharedBoot boot)
{
    [Fact]
    public void Hello_greets() => Assert.Equal(("Hello, world, from Theseus in C#!\n", 0), boot.Line("hello"));

    [Fact]
    public void Arguments_arrive_with_quotes_honoured() =>
        Assert.Equal(("Hello, a and b c, from Theseus in C#!\n", 0), boot.Line("hello a  'b c'"));

    [Fact]
    public void Echo_prints_its_arguments() => Assert.Equal(("one two\n", 0), boot.Line("echo one two"));

    [Fact]
    public void An_unknown_command_says_so_and_the_prompt_goes_on()
    {
        (string output, int status) = boot.Line("nonsense");
        Assert.Equal(ExecStatus.UnknownCommand, status);
        Assert.Equal("nonsense: unknown command\n", output);
        Assert.Equal(("still here\n", 0), boot.Line("echo still here"));
    }

    [Fact]
    public void A_programs_own_status_and_complaint_reach_the_prompt()
    {
        (string output, int status) = boot.Line("conformance nosuchgroup");
        Assert.Equal(125, status);
        Assert.StartsWith("conformance: no group is called 'nosuchgroup'; there are: ", output);
        Assert.Equal(2, boot.Line("soak much").Status);
        Assert.StartsWith("usage: soak", boot.Line("soak much").Output);
    }

    [Fact]
    public void Help_names_the_commands_and_the_cells()
    {
        (string output, int status) = boot.Line("help");
        Assert.Equal(0, status);
        Assert.All(["gc", "mem", "help", "panic"], command => Assert.Contains($"  {command} ", output));
        string[] cells = output.Split('\n').Single(line => line.StartsWith("Cells: ", StringComparison.Ordinal))
            .Split(' ')[1..];
        Assert.Superset(new HashSet<string> { "hello", "echo", "conformance", "soak" }, cells.ToHashSet());
    }
}
