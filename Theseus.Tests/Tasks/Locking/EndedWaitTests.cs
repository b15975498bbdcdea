using Theseus.Runtime;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>
/// A wait that is ended from outside, wherever the timer ticks: the task hears so by an exception and unwinds, and what
/// it waited in is whole. What it was given before is its own, and goes back by its guards.
/// </summary>
public sealed class EndedWaitTests : LockTests
{
    [Fact]
    public void A_mutex_is_free_afterwards() => Explore((group, ender) =>
    {
        TaskMutex mutex = new();
        int inside = 0;
        void Use()
        {
            using MutexGuard guard = mutex.Enter();
            Assert.Equal(1, ++inside);
            SimulatedCpu.Point();
            inside--;
        }

        group.Start(Use);
        ender.StartVictim(group, Use);
        group.Start(Use);
        return () => Assert.True(mutex.TryEnter(0).IsHeld && mutex.Waiters == 0);
    });

    [Fact]
    public void A_reader_writer_lock_is_free_afterwards_and_readers_do_not_wait_for_a_writer_that_is_gone() =>
        Explore((group, ender) =>
        {
            TaskReaderWriterLock shared = new();
            void Read()
            {
                using ReaderWriterGuard guard = shared.EnterRead();
                Scheduler.Yield();
            }

            group.Start(Read);
            ender.StartVictim(group, () =>
            {
                using ReaderWriterGuard guard = shared.EnterWrite();
                SimulatedCpu.Point();
            });
            group.Start(Read);
            return () => Assert.True(shared.TryEnterWrite(0).IsHeld && shared.Waiters == 0);
        });

    [Fact]
    public void A_signal_goes_on_to_the_next_that_waits_for_the_condition() => Explore((group, ender) =>
    {
        TaskMutex mutex = new();
        TaskCondition condition = new(mutex);
        int filled = 0;
        int taken = 0;
        bool gaveUp = false;
        void Take()
        {
            using MutexGuard guard = mutex.Enter();
            while (filled == 0)
            {
                if (!condition.TryWait(50))
                {
                    gaveUp = filled != 0; // it was there, and nobody said so
                    return;
                }
            }

            filled--;
            taken++;
        }

        ender.StartVictim(group, Take);
        group.Start(Take);
        group.Start(() =>
        {
            using MutexGuard guard = mutex.Enter();
            filled++;
            condition.Signal();
            SimulatedCpu.Point();
        });
        return () =>
        {
            Assert.Equal((0, 1), (filled, taken));
            Assert.False(gaveUp);
            Assert.True(mutex.TryEnter(0).IsHeld && condition.Waiters + mutex.Waiters == 0);
        };
    });

    [Fact]
    public void A_unit_is_taken_or_kept() => Explore((group, ender) =>
    {
        TaskSemaphore semaphore = new(0);
        int taken = 0;
        void Take()
        {
            if (semaphore.TryWait(5))
            {
                taken++;
            }
        }

        ender.StartVictim(group, Take);
        group.Start(Take);
        group.Start(() => semaphore.Release());
        return () =>
        {
            Assert.Equal(1, taken + semaphore.Count);
            Assert.Equal(0, semaphore.Waiters);
        };
    });

    [Fact]
    public void Who_is_ended_before_a_barrier_does_not_count() => Explore((group, ender) =>
    {
        TaskBarrier barrier = new(2);
        int met = 0;
        void Meet()
        {
            if (barrier.TrySignalAndWait(5))
            {
                met++;
            }
        }

        ender.StartVictim(group, Meet);
        group.Start(Meet);
        group.Start(Meet);
        return () =>
        {
            Assert.Equal(2 * barrier.Phase, met);
            Assert.Equal(0, barrier.Waiters);
        };
    });

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void What_was_sent_is_received_once_whichever_side_is_ended(bool rendezvous, bool sender) =>
        Explore((group, ender) =>
        {
            (Sender<int> Sender, Receiver<int> Receiver) channel =
                rendezvous ? Channel.Rendezvous<int>() : Channel.Bounded<int>(1);
            (Sender<int> Sender, Receiver<int> Receiver) quiet = Channel.Rendezvous<int>();
            int sent = 0;
            int received = 0;
            void Send(int message)
            {
                if (channel.Sender.TrySend(message, 5) == ChannelResult.Done)
                {
                    sent += message;
                }
            }

            void Receive()
            {
                ReceiveCase<int> wanted = new(channel.Receiver);
                if (Select.TryWait(5, new SendCase<int>(quiet.Sender, 100), wanted) == 1)
                {
                    received += wanted.Value;
                }
            }

            if (!rendezvous && sender)
            {
                Send(100); // so that the next has to wait
            }

            if (sender)
            {
                ender.StartVictim(group, () => Send(1));
                group.Start(Receive);
            }
            else
            {
                ender.StartVictim(group, Receive);
                group.Start(() => Send(1));
            }

            group.Start(() => Send(10));
            group.Start(Receive);
            return () =>
            {
                while (channel.Receiver.TryReceive(out int value) == ChannelResult.Done)
                {
                    received += value;
                }

                Assert.Equal(sent, received);
                Assert.Equal(0, channel.Sender.End.Core.Waiters + quiet.Sender.End.Core.Waiters);
            };
        });

    private static void Explore(Func<TaskGroup, Ender, Action> program)
    {
        int ended = 0;
        int runs = 0;
        foreach (bool isEarly in new[] { true, false })
        {
            runs += TaskGroup.Explore(group =>
            {
                Ender ender = new() { IsEarly = isEarly };
                Action check = program(group, ender);
                ender.StartLate(group);
                group.Wait();
                check();
                ended += ender.HasEnded ? 1 : 0;
            });
        }

        Assert.InRange(runs, 100, 40_000);
        Assert.InRange(ended, 1, runs);
    }

    /// <summary>Ends the wait of a task, once, when it finds it waiting.</summary>
    private sealed class Ender
    {
        private TaskReference _victim;
        private bool _isOver;

        /// <summary>True where it comes right behind the victim, and not behind all.</summary>
        public bool IsEarly { get; init; }

        /// <summary>True if the victim has heard of it.</summary>
        public bool HasEnded { get; private set; }

        public void StartVictim(TaskGroup group, Action body)
        {
            group.Start(() =>
            {
                _victim = TaskReference.Current;
                try
                {
                    body();
                }
                catch (PlatformNotSupportedException)
                {
                    HasEnded = true;
                }

                _isOver = true;
            });
            if (IsEarly)
            {
                Start(group);
            }
        }

        public void StartLate(TaskGroup group)
        {
            if (!IsEarly)
            {
                Start(group);
            }
        }

        private void Start(TaskGroup group) => group.Start(() =>
        {
            for (int i = 0; i < 10 && !_isOver; i++)
            {
                bool on = Scheduler.TurnOff();
                if (!_victim.IsNone && _victim.State is { Phase: TaskPhase.Blocked, Kind: WaitKind.Signal })
                {
                    Scheduler.Wake(_victim, WakeReason.Hopeless);
                    i = 10;
                }

                Scheduler.TurnOn(on);
                Scheduler.Yield();
            }
        });
    }
}
