using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>When <c>exec</c> gives a silent loader up.</summary>
public sealed class LoaderPatienceTests
{
    private readonly LoaderPatience _patience = new(TimeSpan.FromSeconds(300));

    private bool IsOver(double now, double cpu, long? bytes) =>
        _patience.IsOver(TimeSpan.FromSeconds(now), TimeSpan.FromSeconds(cpu), bytes);

    [Fact]
    public void A_loader_that_reads_has_all_the_time_it_needs()
    {
        for (int second = 0; second < 1000; second += 20)
        {
            Assert.False(IsOver(second, second, second));
        }
    }

    [Fact]
    public void A_loader_on_a_busy_host_is_waited_for_between_two_reads()
    {
        Assert.False(IsOver(0, 0, 1));
        Assert.False(IsOver(120, 8, 1));
        Assert.False(IsOver(240, 16, null));
        Assert.False(IsOver(250, 17, 2));
        Assert.False(IsOver(500, 40, 2));
    }

    [Fact]
    public void A_loader_that_works_and_reads_nothing_is_given_up()
    {
        Assert.False(IsOver(3, 3, 1));
        Assert.False(IsOver(27, 27, 1));
        Assert.True(IsOver(28, 28, 1));
    }

    [Fact]
    public void A_machine_that_has_halted_is_given_up()
    {
        Assert.False(IsOver(3, 3, 1));
        Assert.False(IsOver(32, 3.1, 1));
        Assert.True(IsOver(33, 3.1, 1));
    }

    [Fact]
    public void Nobody_waits_longer_than_he_has_said()
    {
        Assert.False(IsOver(10, 1, 1));
        Assert.False(IsOver(309, 20, 1));
        Assert.True(IsOver(310, 20, 1));
    }

    [Fact]
    public void A_machine_that_never_answers_is_given_up_like_one_that_reads_nothing() =>
        Assert.True(IsOver(26, 26, null));
}
