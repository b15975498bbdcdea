using Theseus.Tasks.Locking;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>Locks whose holder ends without giving them back.</summary>
public sealed class AbandonedLockTests : LockTests
{
    [Fact]
    public void A_mutex_goes_to_who_waits_for_it_and_says_that_it_was_abandoned()
    {
        TaskMutex mutex = new();
        Start(() =>
        {
            mutex.Enter();
            TaskSleep.For(5);
            End();
        });
        TaskGroup.Settle();
        StartEach("a b", name =>
        {
            using MutexGuard guard = mutex.Enter();
            Log.Add($"{name}:{mutex.IsAbandoned}");
            mutex.ClearAbandoned();
        });
        WaitForAll();
        Is("a:True b:False");
        Fails(LockError.NotHeld, mutex.ClearAbandoned);
        Assert.True(mutex.TryEnter(0).IsHeld);
        Assert.Equal(1, TaskOwned.OfProgram.Count);
        mutex.Exit();
        Assert.Equal(0, TaskOwned.OfProgram.Count);
    }

    [Fact]
    public void A_reader_writer_lock_is_abandoned_by_a_writer_only()
    {
        TaskReaderWriterLock shared = new();
        Start(() =>
        {
            shared.EnterRead();
            TaskSleep.For(5);
            End();
        });
        TaskGroup.Settle();
        Start(() =>
        {
            shared.EnterWrite();
            Log.Add($"{shared.IsAbandoned}");
            End();
        });
        WaitForAll();
        Is("False");
        using (shared.EnterRead())
        {
            Assert.True(shared.IsAbandoned);
            Fails(LockError.NotHeld, shared.ClearAbandoned);
        }

        using (shared.EnterWrite())
        {
            shared.ClearAbandoned();
        }

        Assert.False(shared.IsAbandoned);
        Assert.Equal((0, 0), (shared.Holders, TaskOwned.OfProgram.Count));
    }

    [Fact]
    public void A_mutex_that_a_condition_has_taken_back_is_its_holders_again()
    {
        TaskMutex mutex = new();
        TaskCondition condition = new(mutex);
        Start(() =>
        {
            using MutexGuard guard = mutex.Enter();
            Log.Add($"{condition.TryWait(3)}");
            Log.Add($"{TaskOwned.OfProgram.First!.Task == Waiting.Self}");
        });
        WaitForAll();
        Is("False True");
        Assert.Equal(0, TaskOwned.OfProgram.Count);
    }

    [Fact]
    public void What_is_released_is_the_latest_first_and_only_the_locks_of_the_one_that_ended()
    {
        TaskMutex first = new();
        TaskMutex second = new();
        Start(() =>
        {
            first.Enter();
            second.Enter();
            OwnedEntry? latest = TaskOwned.OfProgram.First;
            Assert.Same(latest, TaskOwned.OfProgram.TakeLatest(Waiting.Self));
            latest!.Release();
            Log.Add($"{second.IsHeld} {first.IsHeld}");
        });
        WaitForAll();
        Is("False True");
        Assert.Null(TaskOwned.OfProgram.TakeLatest(uint.MaxValue));
        Assert.Equal(1, TaskOwned.OfProgram.Count);
    }

    /// <summary>As at the end of one of CoreLib's threads.</summary>
    private static void End() => TaskOwned.ReleaseLocks(Waiting.Self);
}
