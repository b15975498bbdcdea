using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

public sealed class TaskBarrierTests : LockTests
{
    [Fact]
    public void Nobody_goes_on_before_all_are_there()
    {
        TaskBarrier barrier = new(3);
        StartEach("a b c", name =>
        {
            for (int i = 0; i < 2; i++)
            {
                Log.Add(name);
                barrier.SignalAndWait();
            }
        });
        WaitForAll();
        Assert.Equal(["a", "b", "c"], Log.Take(3));
        Assert.Equal(["a", "b", "c"], Log.Skip(3).Order());
        Assert.Equal((2, 0), (barrier.Phase, barrier.Waiters));
    }

    [Fact]
    public void Who_gives_up_does_not_count()
    {
        TaskBarrier barrier = new(2);
        Assert.False(barrier.TrySignalAndWait(0));
        Assert.False(barrier.TrySignalAndWait(5));
        Start(() => Assert.True(barrier.TrySignalAndWait(1000)));
        TaskGroup.Settle();
        Assert.Equal(1, barrier.Waiters);
        Assert.True(barrier.TrySignalAndWait(0));
        WaitForAll();
        Assert.Equal(1, barrier.Phase);
    }

    [Fact]
    public void Misuse_is_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskBarrier(0));
        TaskBarrier barrier = new(3);
        StartEach("a b", _ => Fails(LockError.Disposed, barrier.SignalAndWait));
        barrier.Dispose();
        WaitForAll();
        Fails(LockError.Disposed, barrier.SignalAndWait);
    }

    [Fact]
    public void A_meeting_that_nobody_can_complete_is_refused()
    {
        TaskBarrier barrier = new(2);
        Assert.Throws<PlatformNotSupportedException>(barrier.SignalAndWait);
        Assert.Equal(0, barrier.Waiters);
    }

    [Fact]
    public void Phases_do_not_mix_wherever_the_timer_ticks()
    {
        int runs = TaskGroup.Explore(group =>
        {
            TaskBarrier barrier = new(2);
            int[] phases = new int[2];
            for (int i = 0; i < 2; i++)
            {
                int self = i;
                group.Start(() =>
                {
                    for (int phase = 1; phase <= 3; phase++)
                    {
                        phases[self] = phase;
                        barrier.SignalAndWait();
                        Assert.InRange(phases[1 - self], phase, phase + 1);
                    }
                });
            }

            group.Wait();
            Assert.Equal((3, 0), (barrier.Phase, barrier.Waiters));
        });
        Assert.InRange(runs, 20, 20_000);
    }
}
