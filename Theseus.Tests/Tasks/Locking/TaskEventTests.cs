using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

public sealed class TaskEventTests : LockTests
{
    [Fact]
    public void One_that_stays_set_lets_all_go_on_until_it_is_reset()
    {
        TaskEvent happened = new(EventReset.Manual);
        StartEach("a b", name =>
        {
            happened.Wait();
            Log.Add(name);
        });
        Is("");
        happened.Set();
        happened.Reset();
        WaitForAll();
        Is("a b");
        Assert.False(happened.TryWait(0));
        happened.Set();
        Assert.True(happened.TryWait(0));
        Assert.True(happened.TryWait(5));
    }

    [Fact]
    public void One_that_resets_itself_lets_one_go_on_the_longest_that_waits()
    {
        TaskEvent happened = new(EventReset.Auto, isSet: true);
        Assert.True(happened.TryWait(0));
        StartEach("a b c", name =>
        {
            happened.Wait();
            Log.Add(name);
        });
        happened.Set();
        happened.Set();
        TaskGroup.Settle();
        Is("a b");
        happened.Set();
        WaitForAll();
        happened.Set();
        happened.Set();
        Assert.True(happened.TryWait(0));
        Assert.False(happened.TryWait(5));
        Assert.Equal(0, happened.Waiters);
    }

    [Fact]
    public void Misuse_is_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskEvent((EventReset)7));
        TaskEvent happened = new(EventReset.Auto);
        Assert.Throws<ArgumentOutOfRangeException>(() => happened.TryWait(-5));
        StartEach("a b", _ => Fails(LockError.Disposed, happened.Wait));
        happened.Dispose();
        WaitForAll();
        Fails(LockError.Disposed, happened.Set);
        Fails(LockError.Disposed, happened.Reset);
        Fails(LockError.Disposed, happened.Wait);
    }

    [Fact]
    public void A_wait_that_nobody_can_end_is_refused()
    {
        TaskEvent happened = new(EventReset.Manual);
        Assert.Throws<PlatformNotSupportedException>(happened.Wait);
        Assert.Equal(0, happened.Waiters);
    }

    [Fact]
    public void Each_setting_lets_exactly_one_go_on_wherever_the_timer_ticks_and_times_end()
    {
        int runs = TaskGroup.Explore(group =>
        {
            TaskEvent happened = new(EventReset.Auto);
            int gone = 0;
            for (int i = 0; i < 2; i++)
            {
                group.Start(() =>
                {
                    if (happened.TryWait(1))
                    {
                        gone++;
                    }
                });
            }

            group.Start(() =>
            {
                TaskSleep.For(1);
                happened.Set();
            });
            group.Wait();
            Assert.Equal(1, gone + (happened.IsSet ? 1 : 0));
            Assert.Equal(0, happened.Waiters);
        });
        Assert.InRange(runs, 20, 20_000);
    }
}
