using Xunit;

namespace Theseus.Tests.Cells;

public sealed class SmallCellTests
{
    [Theory]
    [InlineData("Hello, world, from Theseus in C#!\n")]
    [InlineData("Hello, Ada, from Theseus in C#!\n", "Ada")]
    [InlineData("Hello, Ada, Bob and Cy Young, from Theseus in C#!\n", "Ada", "Bob", "Cy Young")]
    public void Hello_greets_whom_its_arguments_name(string expected, params string[] arguments) =>
        Assert.Equal((expected, "", 0), HostCell.Run("Hello", arguments));

    [Theory]
    [InlineData("\n")]
    [InlineData("one two\n", "one", "two")]
    [InlineData("a  b\n", "a  b")]
    [InlineData("no line feed", "-n", "no", "line", "feed")]
    [InlineData("x -n\n", "x", "-n")]
    [InlineData("\\n\n", "\\n")]
    public void Echo_prints_its_arguments(string expected, params string[] arguments) =>
        Assert.Equal((expected, "", 0), HostCell.Run("Echo", arguments));
}
