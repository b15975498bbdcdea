using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

public sealed class TaskReaderWriterLockTests : LockTests
{
    private readonly TaskReaderWriterLock _lock = new();

    [Fact]
    public void Readers_read_together_and_a_writer_writes_alone()
    {
        StartEach("r1 r2 w1 w2", name =>
        {
            using ReaderWriterGuard guard = Enter(name);
            Log.Add($"{name}:{_lock.Holders}");
            TaskSleep.For(1);
        });
        WaitForAll();
        Is("r1:1 r2:2 w1:1 w2:1");
    }

    [Fact]
    public void Who_comes_while_a_writer_waits_waits_behind_it()
    {
        ReaderWriterGuard guard = _lock.EnterRead();
        StartEach("w1 r1 r2 w2 r3", name =>
        {
            using ReaderWriterGuard inner = Enter(name);
            Log.Add($"{name}:{_lock.Holders}");
            Scheduler.Yield();
        });
        Start(() => Assert.False(_lock.TryEnterRead(0).IsHeld));
        TaskGroup.Settle();
        Is("");
        guard.Dispose();
        WaitForAll();
        Is("w1:1 r1:2 r2:2 w2:1 r3:1");
    }

    [Fact]
    public void Readers_go_on_when_the_writer_before_them_gives_up()
    {
        ReaderWriterGuard guard = _lock.EnterRead();
        Start(() => Assert.False(_lock.TryEnterWrite(5).IsHeld));
        TaskGroup.Settle();
        StartEach("r1 r2", name =>
        {
            using ReaderWriterGuard inner = _lock.EnterRead();
            Log.Add(name);
        });
        Is("");
        WaitForAll();
        Is("r1 r2");
        guard.Dispose();
        Assert.Equal(0, _lock.Holders);
    }

    [Fact]
    public void It_is_not_re_entered_and_no_reader_becomes_a_writer()
    {
        using (_lock.EnterRead())
        {
            Fails(LockError.AlreadyHeld, () => _lock.EnterRead().Dispose());
            Fails(LockError.AlreadyHeld, () => _lock.EnterWrite().Dispose());
            Assert.Equal(1, _lock.Holders);
            Start(() => Fails(LockError.NotHeld, _lock.Exit));
            WaitForAll();
        }

        using (_lock.EnterWrite())
        {
            Fails(LockError.AlreadyHeld, () => _lock.TryEnterRead(0).Dispose());
            _lock.Exit();
            Fails(LockError.NotHeld, _lock.Exit);
        }

        Assert.Equal(0, _lock.Holders);
    }

    [Fact]
    public void A_hold_is_given_back_once()
    {
        ReaderWriterGuard first = _lock.EnterWrite();
        ReaderWriterGuard copy = first;
        first.Dispose();
        using ReaderWriterGuard second = _lock.EnterWrite();
        copy.Dispose();
        Assert.Equal(1, _lock.Holders);
        default(ReaderWriterGuard).Dispose();
    }

    [Fact]
    public void Who_waits_hears_that_it_is_disposed_of()
    {
        ReaderWriterGuard guard = _lock.EnterWrite();
        StartEach("r1 w1", name =>
        {
            Fails(LockError.Disposed, () => Enter(name).Dispose());
            Log.Add(name);
        });
        _lock.Dispose();
        WaitForAll();
        Is("r1 w1");
        guard.Dispose();
        Assert.Equal(0, _lock.Holders);
        Fails(LockError.Disposed, () => _lock.EnterRead().Dispose());
    }

    [Fact]
    public void Nobody_is_beside_a_writer_wherever_the_timer_ticks()
    {
        int runs = TaskGroup.Explore(group =>
        {
            TaskReaderWriterLock shared = new();
            int readers = 0;
            int writers = 0;
            int done = 0;
            for (int i = 0; i < 2; i++)
            {
                group.Start(() =>
                {
                    using ReaderWriterGuard guard = shared.EnterRead();
                    readers++;
                    SimulatedCpu.Point();
                    Assert.Equal(0, writers);
                    readers--;
                    done++;
                });
                group.Start(() =>
                {
                    using ReaderWriterGuard guard = shared.TryEnterWrite(20);
                    writers++;
                    SimulatedCpu.Point();
                    Assert.Equal((0, 1), (readers, writers));
                    writers--;
                    done++;
                });
            }

            group.Wait();
            Assert.Equal(4, done);
            Assert.Equal(0, shared.Holders + shared.Waiters);
        });
        Assert.InRange(runs, 50, 20_000);
    }

    private ReaderWriterGuard Enter(string name) => name[0] == 'r' ? _lock.EnterRead() : _lock.EnterWrite();
}
