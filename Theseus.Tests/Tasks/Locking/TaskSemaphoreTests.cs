using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

public sealed class TaskSemaphoreTests : LockTests
{
    [Fact]
    public void Units_go_to_the_tasks_that_have_waited_longest_and_the_rest_is_kept()
    {
        TaskSemaphore semaphore = new(1);
        StartEach("a b c", name =>
        {
            semaphore.Wait();
            Log.Add(name);
        });
        Is("a");
        semaphore.Release(4);
        Assert.False(semaphore.Count > 2); // two were given on
        WaitForAll();
        Is("a b c");
        Assert.Equal(2, semaphore.Count);
    }

    [Fact]
    public void A_wait_ends_by_its_time_and_takes_nothing()
    {
        TaskSemaphore semaphore = new(0);
        Assert.False(semaphore.TryWait(0));
        Assert.False(semaphore.TryWait(5));
        semaphore.Release();
        Assert.True(semaphore.TryWait(0));
        Assert.Equal((0, 0), (semaphore.Count, semaphore.Waiters));
    }

    [Fact]
    public void Counts_below_zero_and_above_the_maximum_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskSemaphore(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskSemaphore(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskSemaphore(3, 2));
        TaskSemaphore semaphore = new(1, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.Release(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.Release(-1));
        Fails(LockError.TooMany, () => semaphore.Release(2));
        Fails(LockError.TooMany, () => semaphore.Release(int.MaxValue));
        Assert.Equal(1, semaphore.Count);
        Fails(LockError.TooMany, () => new TaskSemaphore(int.MaxValue).Release());
    }

    [Fact]
    public void Units_that_tasks_wait_for_do_not_count_against_the_maximum()
    {
        TaskSemaphore semaphore = new(0, 1);
        StartEach("a b", _ => semaphore.Wait());
        Fails(LockError.TooMany, () => semaphore.Release(4));
        semaphore.Release(3);
        WaitForAll();
        Assert.Equal(1, semaphore.Count);
    }

    [Fact]
    public void Who_waits_hears_that_it_is_disposed_of()
    {
        TaskSemaphore semaphore = new(0);
        StartEach("a b", name =>
        {
            Fails(LockError.Disposed, semaphore.Wait);
            Log.Add(name);
        });
        semaphore.Dispose();
        WaitForAll();
        Is("a b");
        Fails(LockError.Disposed, () => semaphore.Release());
    }

    [Fact]
    public void A_wait_that_nobody_can_end_is_refused_and_leaves_the_queue()
    {
        TaskSemaphore semaphore = new(0);
        Assert.Throws<PlatformNotSupportedException>(semaphore.Wait);
        Assert.Equal(0, semaphore.Waiters);
        semaphore.Release();
        Assert.Equal(1, semaphore.Count);
    }

    [Fact]
    public void No_unit_is_lost_or_doubled_wherever_the_timer_ticks_and_times_end()
    {
        int runs = TaskGroup.Explore(group =>
        {
            TaskSemaphore semaphore = new(0);
            int taken = 0;
            foreach (int timeoutMs in new[] { 1, 1, Timeout.Infinite })
            {
                group.Start(() =>
                {
                    if (semaphore.TryWait(timeoutMs))
                    {
                        taken++;
                    }
                });
            }

            group.Start(() =>
            {
                TaskSleep.For(1);
                semaphore.Release(2);
                semaphore.Release();
            });
            group.Wait();
            Assert.Equal(3, taken + semaphore.Count);
            Assert.Equal(0, semaphore.Waiters);
        });
        Assert.InRange(runs, 50, 20_000);
    }
}
