using System.Text;
using Theseus.Build;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// <c>./theseus exec</c> from outside: standard output holds what the lines print and not a byte more.
/// </summary>
public sealed class ExecCommandTests
{
    private static HostCommand.Outcome Exec(params IEnumerable<string> arguments) =>
        HostCommand.Run(Workspace.Find(), TimeSpan.FromMinutes(4), ["exec", .. arguments]);

    [Fact]
    public void Standard_output_is_exactly_the_lines_output_and_the_status_the_last_lines()
    {
        HostCommand.Outcome result = Exec("echo  one   two; echo 'a  ; b' \"c'd\"; nonsense; echo -n Grüße, мир 🐢");
        Assert.Equal("one two\na  ; b c'd\nnonsense: unknown command\nGrüße, мир 🐢"u8.ToArray(), result.Output);
        Assert.Equal(0, result.Status);
        Assert.Contains("Theseus", result.Errors);
    }

    [Fact]
    public void An_unknown_command_at_the_end_is_status_127()
    {
        HostCommand.Outcome result = Exec("echo fine", "nonsense");
        Assert.Equal(ExecStatus.UnknownCommand, result.Status);
        Assert.Equal("fine\nnonsense: unknown command\n", Encoding.UTF8.GetString(result.Output));
    }

    [Fact]
    public void A_panic_leaves_standard_output_clean_and_is_status_125()
    {
        HostCommand.Outcome result = Exec("echo before; panic; echo after");
        Assert.Equal(ExecStatus.Panic, result.Status);
        Assert.Equal("before\n"u8.ToArray(), result.Output);
        Assert.Contains("*** kernel panic: ", result.Errors);
        Assert.Contains(" at ", result.Errors);
        Assert.Contains("theseus: the kernel panicked", result.Errors);
    }

    [Theory]
    [InlineData("exec needs a line")]
    [InlineData("exec needs a line", " ; ;")]
    [InlineData("--memory needs a positive number", "--memory", "lots", "echo")]
    [InlineData("no option --nonsense", "--nonsense", "echo")]
    public void A_command_line_without_sense_is_said_and_nothing_boots(string error, params string[] arguments)
    {
        HostCommand.Outcome result = Exec(arguments);
        Assert.Equal(1, result.Status);
        Assert.Empty(result.Output);
        Assert.Contains(error, result.Errors);
    }
}
