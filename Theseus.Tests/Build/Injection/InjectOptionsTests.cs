using Theseus.Build;
using Theseus.Build.Commands;
using Theseus.Build.Injection;
using Xunit;

namespace Theseus.Tests.Build.Injection;

public sealed class InjectOptionsTests
{
    [Fact]
    public void A_campaign_alone_is_a_hundred_faults_of_seed_1()
    {
        InjectOptions options = InjectOptions.Parse(["hardware"]);
        Assert.Equal(new InjectOptions(Campaign.Hardware, 1, 100, null, null), options);
        Assert.Equal(Enumerable.Range(1, 100), options.Numbers);
    }

    [Fact]
    public void Seed_count_one_fault_and_one_cell_can_be_asked_for()
    {
        InjectOptions options =
            InjectOptions.Parse(["software", "--seed", "0", "--count", "7", "--cell", "System.Linq", "--only", "12"]);
        Assert.Equal(new InjectOptions(Campaign.Software, 0, 7, 12, "System.Linq"), options);
        Assert.Equal([12], options.Numbers);
    }

    [Theory]
    [InlineData("inject needs a campaign: software, hardware, allocation")]
    [InlineData("'cosmic' is no campaign: software, hardware, allocation", "cosmic")]
    [InlineData("--count takes a number from 1 to 1000000, not '0'", "software", "--count", "0")]
    [InlineData("--count takes a number from 1 to 1000000, not '1000001'", "software", "--count", "1000001")]
    [InlineData("--count takes a number from 1 to 1000000, not '9999999999'", "software", "--count", "9999999999")]
    [InlineData("--seed takes a number from 0 to 2147483647, not '-1'", "software", "--seed", "-1")]
    [InlineData("--seed takes a number from 0 to 2147483647, not 'x'", "software", "--seed", "x")]
    [InlineData("--only takes a number from 1 to 1000000, not '0'", "software", "--only", "0")]
    [InlineData("--seed needs a value", "software", "--seed")]
    [InlineData("inject has no option --loud", "software", "--loud", "1")]
    public void What_makes_no_sense_is_said(string said, params string[] arguments)
    {
        BuildException error = Assert.Throws<BuildException>(() => InjectOptions.Parse(arguments));
        Assert.Equal("BadOption", error.Id);
        Assert.Contains(said, error.Message);
    }
}
