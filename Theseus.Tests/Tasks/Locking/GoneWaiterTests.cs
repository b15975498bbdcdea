using Theseus.Tasks.Channels;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>
/// Tasks that are ended where they stand, without unwinding, while they wait: nobody is given what they waited for in
/// their place, nor is a task woken that has got their control block.
/// </summary>
public sealed class GoneWaiterTests : LockTests
{
    [Fact]
    public void A_mutex_goes_to_the_next_that_is_there()
    {
        TaskMutex mutex = new();
        MutexGuard guard = mutex.Enter();
        Lose(() => mutex.Enter().Dispose());
        StartEach("a", name =>
        {
            using MutexGuard inner = mutex.Enter();
            Log.Add(name);
        });
        guard.Dispose();
        WaitForAll();
        Is("a");
        Assert.True(mutex.TryEnter(0).IsHeld);
    }

    [Fact]
    public void Readers_pass_a_writer_that_is_gone()
    {
        TaskReaderWriterLock shared = new();
        ReaderWriterGuard guard = shared.EnterRead();
        Lose(() => shared.EnterWrite().Dispose());
        StartEach("a", _ => Log.Add($"{shared.TryEnterRead(0).IsHeld}"));
        WaitForAll();
        Is("True");
        guard.Dispose();
    }

    [Fact]
    public void Units_signals_and_meetings_are_for_those_who_are_there()
    {
        TaskSemaphore semaphore = new(0, 1);
        Lose(semaphore.Wait);
        Fails(LockError.TooMany, () => semaphore.Release(2));
        semaphore.Release();
        Assert.Equal((1, 0), (semaphore.Count, semaphore.Waiters));

        TaskEvent happened = new(EventReset.Auto);
        Lose(happened.Wait);
        happened.Set();
        Assert.True(happened.TryWait(0));

        TaskBarrier barrier = new(2);
        Lose(barrier.SignalAndWait);
        Assert.False(barrier.TrySignalAndWait(0));

        TaskMutex mutex = new();
        TaskCondition condition = new(mutex);
        Lose(() =>
        {
            using MutexGuard inner = mutex.Enter();
            condition.Wait();
        });
        using MutexGuard guard = mutex.Enter();
        condition.SignalAll();
        Assert.Equal(0, condition.Waiters + mutex.Waiters);
    }

    [Fact]
    public void A_message_is_not_given_to_a_receiver_that_is_gone_nor_taken_from_such_a_sender()
    {
        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        Lose(() => receiver.Receive());
        Assert.Equal(ChannelResult.TimedOut, sender.TrySend(1));
        Lose(() => sender.Send(2));
        Assert.Equal(ChannelResult.TimedOut, receiver.TryReceive(out _));
        Lose(() => Select.Wait(new SendCase<int>(sender, 3), new ReceiveCase<int>(receiver)));
        receiver.Dispose();
        sender.Dispose();
        Assert.Equal(0, sender.End.Core.Waiters);
    }

    /// <summary>Ends a task where it waits.</summary>
    private static void Lose(Action wait)
    {
        int program = ProgramTable.Take();
        SimulatedCpu.InProgram(program, () => SimulatedCpu.Start(wait));
        TaskGroup.Settle();
        TaskEnds.EndAll(program);
        ProgramTable.Give(program);
    }
}
