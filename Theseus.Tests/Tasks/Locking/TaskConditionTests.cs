using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

public sealed class TaskConditionTests : LockTests
{
    private readonly TaskMutex _mutex = new();
    private readonly TaskCondition _condition;

    public TaskConditionTests() => _condition = new TaskCondition(_mutex);

    [Fact]
    public void A_signal_goes_to_the_task_that_has_waited_longest()
    {
        StartEach("a b c", WaitsAndLogs);
        Signal();
        Is("a");
        Signal();
        Is("a b");
        Signal();
        WaitForAll();
        Is("a b c");
        Signal(); // to nobody: it is not kept
        Start(() =>
        {
            using MutexGuard guard = _mutex.Enter();
            Assert.False(_condition.TryWait(1));
        });
        WaitForAll();
    }

    [Fact]
    public void A_signal_to_all_lets_them_go_on_one_at_a_time()
    {
        StartEach("a b c", WaitsAndLogs);
        using (_mutex.Enter())
        {
            _condition.SignalAll();
            Assert.Equal(0, _condition.Waiters);
            Assert.Equal(3, _mutex.Waiters);
        }

        WaitForAll();
        Is("a b c");
    }

    [Fact]
    public void A_wait_that_ends_by_its_time_holds_the_mutex_again()
    {
        StartEach("a", _ =>
        {
            using MutexGuard guard = _mutex.Enter();
            Assert.False(_condition.TryWait(5));
            Assert.True(_mutex.IsHeld);
            Log.Add("over");
        });
        using (_mutex.Enter())
        {
            TaskSleep.For(10);
            Is("");
        }

        WaitForAll();
        Is("over");
        Assert.True(_mutex.TryEnter(0).IsHeld);
    }

    [Fact]
    public void A_signalled_task_waits_for_the_mutex_without_a_time()
    {
        StartEach("a", _ =>
        {
            using MutexGuard guard = _mutex.Enter();
            Assert.True(_condition.TryWait(5));
            Log.Add("signalled");
        });
        using (_mutex.Enter())
        {
            _condition.Signal();
            TaskSleep.For(10);
            Is("");
        }

        WaitForAll();
        Is("signalled");
    }

    [Fact]
    public void Who_does_not_hold_the_mutex_is_refused()
    {
        Fails(LockError.NotHeld, _condition.Wait);
        Fails(LockError.NotHeld, _condition.Signal);
        Fails(LockError.NotHeld, _condition.SignalAll);
        Assert.Throws<ArgumentNullException>(() => new TaskCondition(null!));
    }

    [Fact]
    public void Who_waits_hears_that_it_is_disposed_of_and_holds_the_mutex()
    {
        StartEach("a b", name =>
        {
            using MutexGuard guard = _mutex.Enter();
            Fails(LockError.Disposed, _condition.Wait);
            Assert.True(_mutex.IsHeld);
            Log.Add(name);
        });
        _condition.Dispose();
        WaitForAll();
        Is("a b");
        using MutexGuard guard = _mutex.Enter();
        Fails(LockError.Disposed, _condition.Signal);
        Fails(LockError.Disposed, _condition.Wait);
    }

    [Fact]
    public void A_mutex_that_is_disposed_of_ends_waits_for_a_condition_too()
    {
        StartEach("a", name =>
        {
            using MutexGuard guard = _mutex.Enter();
            Fails(LockError.Disposed, _condition.Wait);
            Assert.False(_mutex.IsHeld);
            Log.Add(name);
        });
        using (_mutex.Enter())
        {
            _condition.Signal();
            _mutex.Dispose();
        }

        WaitForAll();
        Is("a");
    }

    [Fact]
    public void A_wait_that_nobody_can_end_is_refused_with_the_mutex_held()
    {
        using MutexGuard guard = _mutex.Enter();
        Assert.Throws<PlatformNotSupportedException>(_condition.Wait);
        Assert.True(_mutex.IsHeld);
        Assert.Equal(0, _condition.Waiters);
    }

    [Fact]
    public void No_signal_is_lost_wherever_the_timer_ticks()
    {
        int runs = TaskGroup.Explore(group =>
        {
            TaskMutex mutex = new();
            TaskCondition condition = new(mutex);
            int filled = 0;
            int taken = 0;
            for (int i = 0; i < 2; i++)
            {
                group.Start(() =>
                {
                    using MutexGuard guard = mutex.Enter();
                    while (filled == 0)
                    {
                        condition.Wait();
                    }

                    filled--;
                    taken++;
                });
            }

            group.Start(() =>
            {
                for (int i = 0; i < 2; i++)
                {
                    using MutexGuard guard = mutex.Enter();
                    filled++;
                    condition.Signal();
                }
            });
            group.Wait();
            Assert.Equal((0, 2), (filled, taken));
        });
        Assert.InRange(runs, 50, 20_000);
    }

    [Fact]
    public void A_signal_that_comes_with_the_end_of_a_time_is_had_by_one()
    {
        int runs = TaskGroup.Explore(group =>
        {
            TaskMutex mutex = new();
            TaskCondition condition = new(mutex);
            int signalled = 0;
            for (int i = 0; i < 2; i++)
            {
                int timeoutMs = i == 0 ? 1 : 50;
                group.Start(() =>
                {
                    using MutexGuard guard = mutex.Enter();
                    if (condition.TryWait(timeoutMs))
                    {
                        signalled++;
                    }
                });
            }

            group.Start(() =>
            {
                TaskSleep.For(1);
                using MutexGuard guard = mutex.Enter();
                condition.Signal();
            });
            group.Wait();
            Assert.Equal(1, signalled);
            Assert.Equal(0, mutex.Waiters + condition.Waiters);
        });
        Assert.InRange(runs, 50, 20_000);
    }

    private void WaitsAndLogs(string name)
    {
        using MutexGuard guard = _mutex.Enter();
        _condition.Wait();
        Log.Add(name);
    }

    private void Signal()
    {
        using (_mutex.Enter())
        {
            _condition.Signal();
        }

        TaskGroup.Settle();
    }
}
