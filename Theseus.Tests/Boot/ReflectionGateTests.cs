using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// In the running system reflection stops at what a program's own code could have named, and goes on for all else.
/// </summary>
[Collection(BootCollection.Name)]
public sealed class ReflectionGateTests(SharedBoot boot)
{
    [Theory]
    [InlineData("methods", 10)]
    [InlineData("fields", 7)]
    [InlineData("pointers", 5)]
    [InlineData("trees", 2)]
    [InlineData("made", 3)]
    [InlineData("sweep", 7)]
    [InlineData("own", 9)]
    [InlineData("library", 9)]
    [InlineData("compiled", 2)]
    public void Each_check_of_a_group_passes(string group, int atLeast)
    {
        string[] lines = boot.Line("reflectioncheck").Output.Split('\n');
        Assert.Equal([], lines.Where(line => line.StartsWith($"FAIL {group}.", StringComparison.Ordinal)));
        Assert.InRange(lines.Count(line => line.StartsWith($"ok {group}.", StringComparison.Ordinal)), atLeast,
            int.MaxValue);
    }

    [Fact]
    public void Nothing_else_fails()
    {
        (string output, int status) = boot.Line("reflectioncheck");
        Assert.EndsWith(" checks, 0 failed\n", output);
        Assert.Equal(0, status);
    }
}
