using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

public sealed class TaskMutexTests : LockTests
{
    private readonly TaskMutex _mutex = new();

    [Fact]
    public void It_is_handed_to_the_task_that_has_waited_longest()
    {
        MutexGuard guard = _mutex.Enter();
        StartEach("a b c", name =>
        {
            using MutexGuard inner = _mutex.Enter();
            Log.Add(name);
            Scheduler.Yield();
        });
        Assert.Equal(3, _mutex.Waiters);
        guard.Dispose();
        Assert.False(_mutex.TryEnter(0).IsHeld); // handed over: nobody passes those who wait
        WaitForAll();
        Is("a b c");
        Assert.True(_mutex.TryEnter(0).IsHeld);
    }

    [Fact]
    public void An_attempt_ends_by_its_time_and_leaves_the_queue()
    {
        MutexGuard guard = _mutex.Enter();
        StartEach("a b", name =>
        {
            using MutexGuard inner = _mutex.TryEnter(name == "a" ? 5 : Timeout.Infinite);
            Log.Add($"{name}:{inner.IsHeld}");
        });
        TaskSleep.For(10);
        Is("a:False");
        Assert.Equal(1, _mutex.Waiters);
        guard.Dispose();
        WaitForAll();
        Is("a:False b:True");
    }

    [Fact]
    public void Misuse_is_refused_by_name_and_changes_nothing()
    {
        Fails(LockError.NotHeld, _mutex.Exit);
        using (_mutex.Enter())
        {
            Fails(LockError.AlreadyHeld, () => _mutex.Enter().Dispose());
            Start(() => Fails(LockError.NotHeld, _mutex.Exit));
            WaitForAll();
            Assert.True(_mutex.IsHeld);
        }

        Assert.False(_mutex.IsHeld);
        Assert.Throws<ArgumentOutOfRangeException>(() => _mutex.TryEnter(-2).Dispose());
    }

    [Fact]
    public void A_hold_is_given_back_once()
    {
        MutexGuard first = _mutex.Enter();
        MutexGuard copy = first;
        first.Dispose();
        MutexGuard second = _mutex.Enter();
        copy.Dispose();
        first.Dispose();
        Assert.True(_mutex.IsHeld);
        _mutex.Exit();
        Assert.False(_mutex.IsHeld);
        second.Dispose();
        default(MutexGuard).Dispose();
    }

    [Fact]
    public void Who_waits_hears_that_it_is_disposed_of_and_who_holds_it_may_give_it_back()
    {
        MutexGuard guard = _mutex.Enter();
        StartEach("a b", name =>
        {
            Fails(LockError.Disposed, () => _mutex.Enter().Dispose());
            Log.Add(name);
        });
        _mutex.Dispose();
        WaitForAll();
        Is("a b");
        guard.Dispose();
        Fails(LockError.Disposed, () => _mutex.TryEnter(0).Dispose());
        _mutex.Dispose();
    }

    [Fact]
    public void Of_two_that_wait_for_each_other_one_is_refused_and_both_go_on()
    {
        TaskMutex other = new();
        int refused = 0;
        void Both(TaskMutex first, TaskMutex second)
        {
            using MutexGuard outer = first.Enter();
            Scheduler.Yield();
            try
            {
                using MutexGuard inner = second.Enter();
            }
            catch (LockException exception) when (exception.Error == LockError.Deadlock)
            {
                refused++;
            }
        }

        Start(() => Both(_mutex, other));
        Start(() => Both(other, _mutex));
        WaitForAll();
        Assert.Equal(1, refused);
        Assert.Equal(0, _mutex.Waiters + other.Waiters);
        Assert.True(_mutex.TryEnter(0).IsHeld && other.TryEnter(0).IsHeld);
    }

    [Fact]
    public void It_excludes_wherever_the_timer_ticks()
    {
        int runs = TaskGroup.Explore(group =>
        {
            TaskMutex mutex = new();
            int inside = 0;
            int entered = 0;
            for (int i = 0; i < 3; i++)
            {
                group.Start(() =>
                {
                    using MutexGuard guard = mutex.Enter();
                    Assert.Equal(1, ++inside);
                    SimulatedCpu.Point();
                    inside--;
                    entered++;
                });
            }

            group.Wait();
            Assert.Equal(3, entered);
            Assert.True(mutex.TryEnter(0).IsHeld);
        });
        Assert.InRange(runs, 50, 20_000);
    }

    [Fact]
    public void A_time_that_ends_as_it_is_handed_over_loses_nothing()
    {
        int runs = TaskGroup.Explore(group =>
        {
            TaskMutex mutex = new();
            int held = 0;
            for (int i = 0; i < 2; i++)
            {
                group.Start(() =>
                {
                    using MutexGuard guard = mutex.TryEnter(1);
                    held += guard.IsHeld ? 1 : 0;
                });
            }

            using (mutex.Enter())
            {
                TaskSleep.For(1);
                SimulatedCpu.Point();
            }

            group.Wait();
            Assert.Equal(0, mutex.Waiters);
            Assert.InRange(held, 0, 2);
            Assert.True(mutex.TryEnter(0).IsHeld);
        }, mostTicks: 3);
        Assert.InRange(runs, 50, 20_000);
    }
}
