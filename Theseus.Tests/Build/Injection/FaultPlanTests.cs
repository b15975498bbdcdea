using Theseus.Build;
using Theseus.Build.Injection;
using Xunit;

namespace Theseus.Tests.Build.Injection;

public sealed class FaultPlanTests
{
    private static readonly CodeBlock[] s_code =
        [new CodeBlock(0x1000, [1, 2, 3]), new CodeBlock(0x2000, [4]), new CodeBlock(0x3000, [5, 6])];

    [Fact]
    public void A_fault_depends_on_its_seed_and_number_alone()
    {
        FaultPlan plan = new(Campaign.Hardware, 7, s_code);
        PlannedFault fifth = plan.Of(5);
        _ = plan.Of(6);
        Assert.Equal(fifth, new FaultPlan(Campaign.Hardware, 7, s_code).Of(5));
        Assert.NotEqual(fifth.Choice, new FaultPlan(Campaign.Hardware, 8, s_code).Of(5).Choice);
        Assert.NotEqual(fifth.Choice, plan.Of(6).Choice);
    }

    [Theory]
    [InlineData(Campaign.Software, 10)]
    [InlineData(Campaign.Hardware, 13)]
    public void Every_kind_of_a_campaign_is_chosen_and_no_other(Campaign campaign, int kinds)
    {
        FaultPlan plan = new(campaign, 1, s_code);
        PlannedFault[] faults = [.. Enumerable.Range(1, 500).Select(plan.Of)];
        Assert.Equal(kinds, faults.Select(fault => fault.Kind).Distinct().Count());
        Assert.DoesNotContain(faults, fault => (fault.Kind >= FaultKind.TextBit) != (campaign == Campaign.Hardware));
        Assert.Equal(s_code.Length, faults.Select(fault => fault.Moment).Distinct().Count());
        Assert.All(faults, fault => Assert.Equal(
            fault.Kind is FaultKind.TextBit or FaultKind.TextWord, fault.Target is not null));
    }

    [Fact]
    public void The_moment_is_before_an_instruction_of_a_block_and_for_software_before_the_first()
    {
        ulong[] starts = [0x1000, 0x1001, 0x1003, 0x2000, 0x3000, 0x3005];
        FaultPlan hardware = new(Campaign.Hardware, 1, s_code);
        ulong[] moments = [.. Enumerable.Range(1, 500).Select(number => hardware.Of(number).At).Distinct().Order()];
        Assert.Equal(starts, moments);
        FaultPlan software = new(Campaign.Software, 1, s_code);
        ulong[] entries = [.. Enumerable.Range(1, 500).Select(number => software.Of(number).At).Distinct().Order()];
        Assert.Equal([0x1000UL, 0x2000, 0x3000], entries);
    }

    [Fact]
    public void Allocations_fail_one_after_the_other_from_the_first_and_at_once()
    {
        FaultPlan plan = new(Campaign.Allocation, 1, s_code);
        Assert.Equal([1UL, 2, 3], Enumerable.Range(1, 3).Select(number => plan.Of(number).Choice));
        Assert.Equal(0UL, plan.Of(1).At);
    }

    [Fact]
    public void Without_code_there_is_no_plan() =>
        Assert.Equal("NoCode", Assert.Throws<BuildException>(() => new FaultPlan(Campaign.Software, 1, [])).Id);

    [Fact]
    public void Numbers_are_those_of_splitmix()
    {
        SeededNumbers numbers = new(1234567);
        Assert.Equal(6457827717110365317UL, numbers.Next());
        Assert.Equal(3203168211198807973UL, numbers.Next());
        Assert.All(Enumerable.Range(0, 100), _ => Assert.InRange(numbers.Below(3), 0, 2));
    }
}
