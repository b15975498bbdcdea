using Xunit;

namespace Theseus.Tests.Cells;

public sealed class SoakTests
{
    [Fact]
    public void A_small_soak_finds_nothing_wrong_on_the_host()
    {
        (string output, string errors, int status) = HostCell.Run("Soak", "256", "7");
        Assert.Equal("", errors);
        Assert.DoesNotContain("FAIL", output);
        Assert.EndsWith(" checks, 0 failed\n", output);
        Assert.Equal(0, status);
    }

    [Theory]
    [InlineData("much")]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("64", "seed")]
    [InlineData("64", "1", "more")]
    public void A_bad_argument_is_answered_with_the_usage(params string[] arguments)
    {
        (string output, string errors, int status) = HostCell.Run("Soak", arguments);
        Assert.Equal("", output);
        Assert.StartsWith("usage: soak", errors);
        Assert.Equal(2, status);
    }
}
