namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Slim events and semaphores, countdowns, barriers.</summary>
internal static class SlimLocks
{
    public static void Run(Checker check)
    {
        check.Is("slim.event", "[false,true,true,true,false,ObjectDisposedException]", () =>
        {
            ManualResetEventSlim gate = new(false, spinCount: 1);
            List<object> seen = [gate.Wait(Hidden.Of(1))];
            bool passed = false;
            Worker worker = Worker.Start(() =>
            {
                gate.Wait();
                passed = true;
            });
            worker.UntilItWaits();
            gate.Set();
            worker.End();
            seen.AddRange([passed, gate.IsSet, gate.WaitHandle.WaitOne(0)]);
            gate.Reset();
            seen.Add(gate.WaitHandle.WaitOne(0));
            gate.Dispose();
            seen.Add(Worker.Thrown(gate.Wait));
            return seen;
        });
        check.Is("slim.event.cancelled", "[OperationCanceledException,true,OperationCanceledException]", () =>
        {
            using ManualResetEventSlim gate = new();
            using CancellationTokenSource source = new();
            bool same = false;
            string thrown = "";
            Worker worker = Worker.Start(() => thrown = Worker.Thrown(() =>
            {
                try
                {
                    gate.Wait(source.Token);
                }
                catch (OperationCanceledException cancelled)
                {
                    same = cancelled.CancellationToken == source.Token;
                    throw;
                }
            }));
            worker.UntilItWaits();
            source.Cancel();
            worker.End();
            gate.Set();
            return new object[] { thrown, same, Worker.Thrown(() => gate.Wait(source.Token)) };
        });
        check.Is("slim.semaphore", "[0,0,3,SemaphoreFullException,ArgumentOutOfRangeException]", () =>
        {
            using SemaphoreSlim semaphore = new(0, 3);
            Worker[] workers = [.. Enumerable.Range(0, 3).Select(_ => Worker.Start(semaphore.Wait))];
            foreach (Worker worker in workers)
            {
                worker.UntilItWaits();
            }

            List<object> seen = [semaphore.CurrentCount];
            semaphore.Release(3);
            foreach (Worker worker in workers)
            {
                worker.End();
            }

            seen.Add(semaphore.CurrentCount);
            semaphore.Release(3);
            seen.AddRange([semaphore.CurrentCount, Worker.Thrown(() => semaphore.Release()),
                Worker.Thrown(() => semaphore.Release(Hidden.Of(0)))]);
            return seen;
        });
        check.Is("slim.semaphore.most", "[true,false,true,2]", () =>
        {
            using SemaphoreSlim semaphore = new(2);
            semaphore.Wait();
            List<object> seen = [.. Worker.Elsewhere(() => new object[] { semaphore.Wait(0), semaphore.Wait(0) })];
            semaphore.Release(2);
            (int inside, int most) = (0, 0);
            Worker.Together(5, _ =>
            {
                for (int turn = 0; turn < 50; turn++)
                {
                    semaphore.Wait();
                    int now = Interlocked.Increment(ref inside);
                    lock (semaphore)
                    {
                        most = Math.Max(most, now);
                    }

                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                    semaphore.Release();
                }
            });
            seen.AddRange([most is 1 or 2, semaphore.CurrentCount]);
            return seen;
        });
        check.Is("slim.semaphore.async", "[false,true,true,false]", () =>
        {
            using SemaphoreSlim semaphore = new(0);
            Task first = semaphore.WaitAsync();
            Task<bool> second = semaphore.WaitAsync(Worker.PatienceMs);
            bool early = first.IsCompleted || second.IsCompleted;
            semaphore.Release(2);
            Worker.Done(first);
            bool got = Worker.Result(second);
            return new[] { early, first.IsCompletedSuccessfully, got, Worker.Result(semaphore.WaitAsync(1)) };
        });
        check.Is("slim.semaphore.async.order", "[0,1,2,3]", () =>
        {
            // Asynchronous waiters are let in in the order in which they came.
            using SemaphoreSlim semaphore = new(0);
            List<int> order = [];
            Task[] tasks = [.. Enumerable.Range(0, 4).Select(async number =>
            {
                await semaphore.WaitAsync();
                order.Add(number);
                semaphore.Release();
            })];
            semaphore.Release();
            Worker.Done(Task.WhenAll(tasks));
            return order;
        });
        check.Is("slim.semaphore.cancelled", "[OperationCanceledException,Canceled,TaskCanceledException,1]", () =>
        {
            using SemaphoreSlim semaphore = new(0);
            using CancellationTokenSource first = new();
            using CancellationTokenSource source = new();
            string thrown = "";
            Worker worker = Worker.Start(() => thrown = Worker.Thrown(() => semaphore.Wait(first.Token)));
            worker.UntilItWaits();
            first.Cancel();
            worker.End();
            Task task = semaphore.WaitAsync(source.Token);
            source.Cancel();
            TaskStatus status = Worker.Done(task);
            semaphore.Release();
            return new object[] { thrown, status,
                Worker.Thrown(() => semaphore.WaitAsync(source.Token).GetAwaiter().GetResult()),
                semaphore.CurrentCount };
        });
        check.Is("slim.semaphore.handle", "[false,true]", () =>
        {
            using SemaphoreSlim semaphore = new(0);
            bool before = semaphore.AvailableWaitHandle.WaitOne(0);
            semaphore.Release();
            return new[] { before, semaphore.AvailableWaitHandle.WaitOne(0) };
        });
        check.Is("countdown", "[4,false,true,0,true]", () =>
        {
            using CountdownEvent countdown = new(4);
            List<object> seen = [countdown.InitialCount, countdown.Wait(Hidden.Of(1))];
            Worker.Together(4, _ => countdown.Signal());
            seen.AddRange([countdown.Wait(Worker.PatienceMs), countdown.CurrentCount, countdown.IsSet]);
            return seen;
        });
        check.Is("countdown.misuse", "[InvalidOperationException,InvalidOperationException,false,"
            + "ArgumentOutOfRangeException,true,3]", () =>
        {
            using CountdownEvent countdown = new(1);
            string many = Worker.Thrown(() => countdown.Signal(Hidden.Of(2)));
            countdown.Signal();
            List<object> seen = [many, Worker.Thrown(countdown.AddCount), countdown.TryAddCount(),
                Worker.Thrown(() => countdown.Reset(Hidden.Of(-1)))];
            countdown.Reset(2);
            seen.Add(countdown.TryAddCount());
            seen.Add(countdown.CurrentCount);
            return seen;
        });
        check.Is("countdown.cancelled", "OperationCanceledException", () =>
        {
            using CountdownEvent countdown = new(1);
            using CancellationTokenSource source = new();
            string thrown = "";
            Worker worker = Worker.Start(() => thrown = Worker.Thrown(() => countdown.Wait(source.Token)));
            worker.UntilItWaits();
            source.Cancel();
            worker.End();
            return thrown;
        });
        check.Is("barrier.phases", "[[3,6,9,12],4,0]", () =>
        {
            int arrived = 0;
            List<int> phases = [];
            using Barrier barrier = new(3, _ => phases.Add(arrived));
            int early = 0;
            Worker.Together(3, _ =>
            {
                for (int phase = 0; phase < 4; phase++)
                {
                    Interlocked.Increment(ref arrived);
                    barrier.SignalAndWait();
                    early += phases.Count > phase ? 0 : 1;
                }
            });
            return new object[] { phases, barrier.CurrentPhaseNumber, early };
        });
        check.Is("barrier.action.throws", "[3,FormatException,1,none]", () =>
        {
            bool broken = true;
            using Barrier barrier = new(3, _ =>
            {
                if (Volatile.Read(ref broken))
                {
                    throw new FormatException();
                }
            });
            (int told, string inner) = (0, "");
            Worker.Together(3, _ =>
            {
                try
                {
                    barrier.SignalAndWait();
                }
                catch (BarrierPostPhaseException thrown)
                {
                    Interlocked.Increment(ref told);
                    inner = thrown.InnerException!.GetType().Name;
                }
            });
            long phase = barrier.CurrentPhaseNumber;
            Volatile.Write(ref broken, false);
            barrier.RemoveParticipants(2);
            return new object[] { told, inner, phase, Worker.Thrown(barrier.SignalAndWait) };
        });
        check.Is("barrier.participants", "[0,2,1,InvalidOperationException,false,0]", () =>
        {
            using Barrier barrier = new(1);
            List<object> seen = [barrier.AddParticipant(), barrier.ParticipantCount];
            barrier.RemoveParticipant();
            seen.Add(barrier.ParticipantCount);
            barrier.RemoveParticipant();
            seen.Add(Worker.Thrown(barrier.SignalAndWait));
            barrier.AddParticipants(2);
            seen.Add(barrier.SignalAndWait(Hidden.Of(1)));
            seen.Add(barrier.ParticipantCount - barrier.ParticipantsRemaining);
            return seen;
        });
        check.Is("barrier.within.action", "[InvalidOperationException,InvalidOperationException]", () =>
        {
            List<string> seen = [];
            using Barrier barrier = new(1, own =>
            {
                seen.Add(Worker.Thrown(own.SignalAndWait));
                seen.Add(Worker.Thrown(() => own.AddParticipant()));
            });
            barrier.SignalAndWait();
            return seen;
        });
        check.Is("barrier.cancelled", "[OperationCanceledException,2]", () =>
        {
            using Barrier barrier = new(2);
            using CancellationTokenSource source = new();
            string thrown = "";
            Worker worker = Worker.Start(() => thrown = Worker.Thrown(() => barrier.SignalAndWait(source.Token)));
            worker.UntilItWaits();
            source.Cancel();
            worker.End();
            return new object[] { thrown, barrier.ParticipantsRemaining };
        });
    }
}
