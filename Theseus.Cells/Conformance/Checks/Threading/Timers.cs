namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Timers: what is called, how often at least, and what ends it.</summary>
internal static class Timers
{
    public static void Run(Checker check)
    {
        check.Is("timer.once", "[state,true,1]", () =>
        {
            using SemaphoreSlim called = new(0);
            (object? given, bool pool, int count) = (null, false, 0);
            using Timer timer = new(state =>
            {
                given = state;
                pool = Thread.CurrentThread.IsThreadPoolThread;
                count++;
                called.Release();
            }, "state", 1, Timeout.Infinite);
            called.Wait();
            return new[] { given, pool, count };
        });
        check.Is("timer.own.state", "true", () =>
        {
            using SemaphoreSlim called = new(0);
            object? given = null;
            using Timer timer = new(state =>
            {
                given = state;
                called.Release();
            });
            timer.Change(1, Timeout.Infinite);
            called.Wait();
            return ReferenceEquals(given, timer);
        });
        check.Is("timer.periodic", "true", () =>
        {
            int count = 0;
            using ManualResetEventSlim enough = new();
            using Timer timer = new(_ =>
            {
                if (Interlocked.Increment(ref count) == 4)
                {
                    enough.Set();
                }
            }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
            return enough.Wait(Worker.PatienceMs);
        });
        check.Is("timer.change", "[true,0,true,1]", () =>
        {
            using SemaphoreSlim called = new(0);
            int count = 0;
            using Timer timer = new(_ =>
            {
                count++;
                called.Release();
            }, null, Worker.PatienceMs * 10, Timeout.Infinite);
            List<object> seen = [timer.Change(Timeout.Infinite, Timeout.Infinite), count];
            seen.Add(timer.Change(0, Timeout.Infinite));
            called.Wait();
            seen.Add(count);
            return seen;
        });
        check.Is("timer.misuse", "[ArgumentOutOfRangeException,ArgumentOutOfRangeException,"
            + "ArgumentNullException]", () =>
        {
            using Timer timer = new(_ => { });
            return new[] { Worker.Thrown(() => timer.Change(Hidden.Of(-2), 0)),
                Worker.Thrown(() => timer.Change(TimeSpan.Zero, TimeSpan.MaxValue)),
                Worker.Thrown(() => new Timer(Hidden.Of<TimerCallback>(null!)).Dispose()) };
        });
        check.Is("timer.disposed", "[true,false,false]", () =>
        {
            Timer timer = new(_ => { });
            using ManualResetEvent gone = new(false);
            bool first = timer.Dispose(gone);
            gone.WaitOne();
            bool second = timer.Dispose(gone);
            return new object[] { first, second, timer.Change(1, 1) };
        });
        check.Is("timer.dispose.waits", "[false,true,true]", () =>
        {
            // The handle is set when the callback that is under way has returned.
            using ManualResetEventSlim inside = new();
            using ManualResetEventSlim leave = new();
            bool over = false;
            Timer timer = new(_ =>
            {
                inside.Set();
                leave.Wait();
                Volatile.Write(ref over, true);
            }, null, 0, Timeout.Infinite);
            inside.Wait();
            using ManualResetEvent gone = new(false);
            timer.Dispose(gone);
            bool early = gone.WaitOne(1);
            leave.Set();
            return new[] { early, gone.WaitOne(Worker.PatienceMs), Volatile.Read(ref over) };
        });
        check.Is("timer.dispose.async", "[false,RanToCompletion,true]", () =>
        {
            using ManualResetEventSlim inside = new();
            using ManualResetEventSlim leave = new();
            bool over = false;
            Timer timer = new(_ =>
            {
                inside.Set();
                leave.Wait();
                Volatile.Write(ref over, true);
            }, null, 0, Timeout.Infinite);
            inside.Wait();
            Task gone = timer.DisposeAsync().AsTask();
            bool early = gone.IsCompleted;
            leave.Set();
            return new object[] { early, Worker.Done(gone), over };
        });
        check.Is("timer.order", "[1,2,3]", () =>
        {
            // Each timer is made by the one before: they cannot change places.
            List<int> order = [];
            List<Timer> timers = [];
            using ManualResetEventSlim done = new();
            void Next(int number)
            {
                lock (timers)
                {
                    timers.Add(new Timer(_ =>
                    {
                        order.Add(number);
                        if (number == 3)
                        {
                            done.Set();
                        }
                        else
                        {
                            Next(number + 1);
                        }
                    }, null, 1, Timeout.Infinite));
                }
            }

            Next(1);
            done.Wait();
            timers.ForEach(timer => timer.Dispose());
            return order;
        });
        check.Is("timer.many", "[200,19900]", () =>
        {
            using CountdownEvent due = new(200);
            int sum = 0;
            Timer[] timers = [.. Enumerable.Range(0, 200).Select(number => new Timer(_ =>
            {
                Interlocked.Add(ref sum, number);
                due.Signal();
            }, null, number % 7, Timeout.Infinite))];
            due.Wait();
            Array.ForEach(timers, timer => timer.Dispose());
            return new[] { timers.Length, sum };
        });
        check.Is("periodic", "[true,true,true,false]", () => Worker.Result(Periodic()));
        check.Is("periodic.cancelled", "[OperationCanceledException,true]", () =>
        {
            using PeriodicTimer timer = new(TimeSpan.FromDays(1));
            using CancellationTokenSource source = new();
            Task<bool> tick = timer.WaitForNextTickAsync(source.Token).AsTask();
            source.Cancel();
            Worker.Done(tick);
            return new object[] { Worker.Thrown(() => tick.GetAwaiter().GetResult()), tick.IsCanceled };
        });
        check.Is("periodic.misuse", "[InvalidOperationException,ArgumentOutOfRangeException,false,00:00:02]", () =>
        {
            PeriodicTimer timer = new(TimeSpan.FromDays(1));
            Task<bool> tick = timer.WaitForNextTickAsync().AsTask();
            string twice = Worker.Thrown(() => _ = timer.WaitForNextTickAsync());
            string zero = Worker.Thrown(() => new PeriodicTimer(TimeSpan.Zero).Dispose());
            timer.Period = TimeSpan.FromSeconds(Hidden.Of(2));
            TimeSpan period = timer.Period;
            timer.Dispose();
            return new object[] { twice, zero, Worker.Result(tick) && false, period };
        });
        check.Is("delay", "[RanToCompletion,RanToCompletion,Canceled,ArgumentOutOfRangeException]", () =>
        {
            using CancellationTokenSource source = new();
            Task delayed = Task.Delay(Timeout.Infinite, source.Token);
            source.Cancel();
            return new object[] { Worker.Done(Task.Delay(1)), Task.Delay(0).Status, Worker.Done(delayed),
                Worker.Thrown(() => Task.Delay(Hidden.Of(-2))) };
        });
        check.Is("time.provider", "[false,true,1,2]", () =>
        {
            // A clock that stands until it is told to go on.
            Clock clock = new();
            Task delayed = Task.Delay(TimeSpan.FromHours(1), clock);
            using CancellationTokenSource source = new(TimeSpan.FromHours(2), clock);
            bool early = delayed.IsCompleted || source.IsCancellationRequested;
            int fired = clock.Go(TimeSpan.FromHours(1));
            Worker.Done(delayed);
            bool between = !source.IsCancellationRequested;
            fired += clock.Go(TimeSpan.FromHours(1)) * 10;
            return new object[] { early, between, fired - 10, source.IsCancellationRequested ? 2 : 0 };
        });
        check.Is("task.wait.async", "[TimeoutException,TaskCanceledException,5]", () =>
        {
            TaskCompletionSource<int> source = new();
            using CancellationTokenSource cancelled = new();
            Task<int> timed = source.Task.WaitAsync(TimeSpan.FromMilliseconds(1));
            Task<int> waiting = source.Task.WaitAsync(cancelled.Token);
            Task<int> patient = source.Task.WaitAsync(TimeSpan.FromMilliseconds(Worker.PatienceMs));
            cancelled.Cancel();
            Worker.Done(timed);
            Worker.Done(waiting);
            source.SetResult(5);
            return new object[] { Worker.Thrown(() => timed.GetAwaiter().GetResult()),
                Worker.Thrown(() => waiting.GetAwaiter().GetResult()), Worker.Result(patient) };
        });
    }

    private static async Task<List<bool>> Periodic()
    {
        List<bool> ticks = [];
        PeriodicTimer timer = new(TimeSpan.FromMilliseconds(1));
        for (int turn = 0; turn < 3; turn++)
        {
            ticks.Add(await timer.WaitForNextTickAsync());
        }

        timer.Dispose();
        ticks.Add(await timer.WaitForNextTickAsync());
        return ticks;
    }

    private sealed class Clock : TimeProvider
    {
        private readonly List<Alarm> _alarms = [];
        private TimeSpan _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Alarm alarm = new(this, () => callback(state));
            alarm.Change(dueTime, period);
            _alarms.Add(alarm);
            return alarm;
        }

        /// <summary>Goes on by so much, calls what is due, and gives how many that were.</summary>
        internal int Go(TimeSpan time)
        {
            _now += time;
            Alarm[] due = [.. _alarms.Where(alarm => alarm.Due <= _now)];
            foreach (Alarm alarm in due)
            {
                alarm.Due = TimeSpan.MaxValue;
                alarm.Fire();
            }

            return due.Length;
        }

        private sealed class Alarm(Clock clock, Action fire) : ITimer
        {
            internal TimeSpan Due { get; set; }

            internal Action Fire { get; } = fire;

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : clock._now + dueTime;
                return true;
            }

            public void Dispose() => clock._alarms.Remove(this);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
