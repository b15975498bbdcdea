using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

[Collection(BootCollection.Name)]
public sealed class PromptTests(SharedBoot boot)
{
    [Fact]
    public void Hello_greets() => Assert.Equal(0, boot.Line("hello").Status);

    [Fact]
    public void Arguments_arrive_with_quotes_honoured() => Assert.Contains("b c", boot.Line("hello a  'b c'").Output);

    [Fact]
    public void Echo_prints_its_arguments() => Assert.Equal("one two\n", boot.Line("echo one two").Output.Replace("\r\n", "\n", StringComparison.Ordinal));

    [Fact]
    public void An_unknown_command_says_so_and_the_prompt_goes_on()
    {
        var (output, status) = boot.Line("nonsense");
        Assert.Equal(ExecStatus.UnknownCommand, status);
        Assert.Contains("nonsense", output);
        Assert.Equal(0, boot.Line("echo still here").Status);
    }
}
