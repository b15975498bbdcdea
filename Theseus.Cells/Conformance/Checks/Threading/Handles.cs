namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Events, mutexes and semaphores that are wait handles, and waits for several of them.</summary>
internal static class Handles
{
    public static void Run(Checker check)
    {
        check.Is("event.auto.one", "[1,2,3]", () =>
        {
            using AutoResetEvent signal = new(false);
            int woken = 0;
            Worker[] workers = [.. Enumerable.Range(0, 3).Select(_ => Worker.Start(() =>
            {
                signal.WaitOne();
                Interlocked.Increment(ref woken);
            }))];
            List<int> seen = [];
            for (int due = 1; due <= 3; due++)
            {
                signal.Set();
                Worker.Until(() => Volatile.Read(ref woken) >= due);
                for (int turn = 0; turn < 50; turn++)
                {
                    Thread.Yield();
                }

                seen.Add(Volatile.Read(ref woken));
            }

            foreach (Worker worker in workers)
            {
                worker.End();
            }

            return seen;
        });
        check.Is("event.auto.remembers.one", "[true,false]", () =>
        {
            using AutoResetEvent signal = new(false);
            signal.Set();
            signal.Set();
            return new[] { signal.WaitOne(Hidden.Of(0)), signal.WaitOne(TimeSpan.Zero) };
        });
        check.Is("event.manual", "[3,true,true,false]", () =>
        {
            using ManualResetEvent signal = new(false);
            int woken = 0;
            Worker[] workers = [.. Enumerable.Range(0, 3).Select(_ => Worker.Start(() =>
            {
                signal.WaitOne();
                Interlocked.Increment(ref woken);
            }))];
            workers[2].UntilItWaits();
            signal.Set();
            foreach (Worker worker in workers)
            {
                worker.End();
            }

            List<object> seen = [woken, signal.WaitOne(0), signal.WaitOne(0)];
            signal.Reset();
            seen.Add(signal.WaitOne(1));
            return seen;
        });
        check.Is("event.mode", "[true,true,true,false]", () =>
        {
            using EventWaitHandle manual = new(true, EventResetMode.ManualReset);
            using EventWaitHandle auto = new(true, EventResetMode.AutoReset);
            return new[] { manual.WaitOne(0), manual.WaitOne(0), auto.WaitOne(0), auto.WaitOne(0) };
        });
        check.Is("event.ping.pong", "[100,100]", () =>
        {
            using AutoResetEvent ping = new(false);
            using AutoResetEvent pong = new(false);
            (int here, int there) = (0, 0);
            Worker worker = Worker.Start(() =>
            {
                for (int turn = 0; turn < 100; turn++)
                {
                    ping.WaitOne();
                    there++;
                    pong.Set();
                }
            });
            for (int turn = 0; turn < 100; turn++)
            {
                ping.Set();
                pong.WaitOne();
                here += there == turn + 1 ? 1 : 0;
            }

            worker.End();
            return new[] { here, there };
        });
        check.Is("event.misuse", "[ObjectDisposedException,ObjectDisposedException,ArgumentOutOfRangeException]", () =>
        {
            ManualResetEvent closed = new(true);
            closed.Dispose();
            using ManualResetEvent open = new(true);
            return new[] { Worker.Thrown(() => closed.WaitOne()), Worker.Thrown(() => closed.Set()),
                Worker.Thrown(() => open.WaitOne(Hidden.Of(-2))) };
        });
        check.Is("event.named", "[PlatformNotSupportedException,PlatformNotSupportedException,"
            + "PlatformNotSupportedException,PlatformNotSupportedException]", () => new[]
        {
#pragma warning disable CA1416 // Not on Linux, and so not here: this shows what is said.
            Worker.Thrown(() => new EventWaitHandle(false, EventResetMode.AutoReset, "conformance").Dispose()),
            Worker.Thrown(() => EventWaitHandle.OpenExisting("conformance").Dispose()),
            Worker.Thrown(() => new Semaphore(0, 1, "conformance").Dispose()),
            Worker.Thrown(() => Semaphore.OpenExisting("conformance").Dispose()),
#pragma warning restore CA1416
        });
        check.Is("wait.any", "[1,258,0,2]", () =>
        {
            using AutoResetEvent first = new(false);
            using AutoResetEvent second = new(true);
            using ManualResetEvent third = new(false);
            WaitHandle[] all = [first, second, third];
            List<int> seen = [WaitHandle.WaitAny(all), WaitHandle.WaitAny(all, Hidden.Of(1))];
            first.Set();
            third.Set();
            seen.AddRange([WaitHandle.WaitAny(all), WaitHandle.WaitAny(all, TimeSpan.Zero)]);
            return seen;
        });
        check.Is("wait.any.blocked", "[2,false]", () =>
        {
            using AutoResetEvent first = new(false);
            using AutoResetEvent second = new(false);
            using AutoResetEvent third = new(false);
            int index = -1;
            Worker worker = Worker.Start(() => index = WaitHandle.WaitAny([first, second, third]));
            worker.UntilItWaits();
            third.Set();
            worker.End();
            return new object[] { index, third.WaitOne(0) };
        });
        check.Is("wait.all", "[false,true,true,false,false]", () =>
        {
            using AutoResetEvent first = new(true);
            using AutoResetEvent second = new(false);
            List<object> seen = [WaitHandle.WaitAll([first, second], Hidden.Of(1)), first.WaitOne(0)];
            bool all = false;
            Worker worker = Worker.Start(() => all = WaitHandle.WaitAll([first, second], Worker.PatienceMs));
            worker.UntilItWaits();
            first.Set();
            second.Set();
            worker.End();
            seen.AddRange([all, first.WaitOne(0), second.WaitOne(0)]);
            return seen;
        });
        check.Is("wait.misuse", "[DuplicateWaitObjectException,ArgumentNullException,ArgumentException,"
            + "NotSupportedException,ArgumentNullException]", () =>
        {
            using ManualResetEvent set = new(true);
            return new[] { Worker.Thrown(() => WaitHandle.WaitAll([set, set])),
                Worker.Thrown(() => WaitHandle.WaitAny([set, null!])), Worker.Thrown(() => WaitHandle.WaitAny([])),
                Worker.Thrown(() => WaitHandle.WaitAny([.. Enumerable.Repeat(set, Hidden.Of(65))])),
                Worker.Thrown(() => WaitHandle.WaitAll(Hidden.Of<WaitHandle[]>(null!))) };
        });
        check.Is("wait.64", "63", () =>
        {
            AutoResetEvent[] all = [.. Enumerable.Range(0, 64).Select(number => new AutoResetEvent(number == 63))];
            int index = WaitHandle.WaitAny(all);
            Array.ForEach(all, one => one.Dispose());
            return index;
        });
        check.Is("signal.and.wait", "[20,true,false]", () =>
        {
            using AutoResetEvent ping = new(false);
            using AutoResetEvent pong = new(false);
            int turns = 0;
            Worker worker = Worker.Start(() =>
            {
                ping.WaitOne();
                for (int turn = 1; turn < 20; turn++)
                {
                    turns++;
                    WaitHandle.SignalAndWait(pong, ping);
                }

                turns++;
                pong.Set();
            });
            bool all = true;
            for (int turn = 1; turn <= 20; turn++)
            {
                all &= WaitHandle.SignalAndWait(ping, pong, Worker.PatienceMs, false) && turns == turn;
            }

            worker.End();
            return new object[] { turns, all, WaitHandle.SignalAndWait(pong, ping, 1, false) };
        });
        check.Is("mutex.recursion", "[true,false,false,true]", () =>
        {
            using Mutex mutex = new(initiallyOwned: true);
            List<object> seen = [mutex.WaitOne(Hidden.Of(0))];
            for (int depth = 0; depth < 2; depth++)
            {
                seen.Add(Worker.Elsewhere(() => mutex.WaitOne(1)));
                mutex.ReleaseMutex();
            }

            seen.Add(Worker.Elsewhere(() =>
            {
                bool taken = mutex.WaitOne(0);
                mutex.ReleaseMutex();
                return taken;
            }));
            return seen;
        });
        check.Is("mutex.not.owner", "[ApplicationException,ApplicationException]", () =>
        {
            using Mutex mutex = new(initiallyOwned: true);
            string elsewhere = Worker.Elsewhere(() => Worker.Thrown(mutex.ReleaseMutex));
            mutex.ReleaseMutex();
            return new[] { elsewhere, Worker.Thrown(mutex.ReleaseMutex) };
        });
        check.Is("mutex.abandoned", "[AbandonedMutexException,none,true]", () =>
        {
            using Mutex mutex = new();
            Worker.Start(() => mutex.WaitOne()).End();
            string thrown = Worker.Thrown(() => mutex.WaitOne());
            string released = Worker.Thrown(mutex.ReleaseMutex);
            return new object[] { thrown, released, mutex.WaitOne(0) };
        });
        check.Is("mutex.abandoned.any", "[1,true]", () =>
        {
            using Mutex mutex = new();
            using AutoResetEvent never = new(false);
            Worker.Start(() => mutex.WaitOne()).End();
            try
            {
                return WaitHandle.WaitAny([never, mutex]);
            }
            catch (AbandonedMutexException thrown)
            {
                return new object[] { thrown.MutexIndex, ReferenceEquals(thrown.Mutex, mutex) };
            }
        });
        check.Is("mutex.abandoned.waiter", "AbandonedMutexException", () =>
        {
            // The waiter waits already when the owner ends.
            using Mutex mutex = new();
            using ManualResetEventSlim owned = new();
            using ManualResetEventSlim leave = new();
            Worker owner = Worker.Start(() =>
            {
                mutex.WaitOne();
                owned.Set();
                leave.Wait();
            });
            owned.Wait();
            string thrown = "";
            Worker waiter = Worker.Start(() => thrown = Worker.Thrown(() => mutex.WaitOne()));
            waiter.UntilItWaits();
            leave.Set();
            owner.End();
            waiter.End();
            return thrown;
        });
        check.Is("mutex.excludes", "[1500,0]", () =>
        {
            using Mutex mutex = new();
            (int count, int inside, int broken) = (0, 0, 0);
            Worker.Together(3, _ =>
            {
                for (int turn = 0; turn < 500; turn++)
                {
                    mutex.WaitOne();
                    broken += ++inside == 1 ? 0 : 1;
                    count++;
                    inside--;
                    mutex.ReleaseMutex();
                }
            });
            return new[] { count, broken };
        });
        check.Is("semaphore.counts", "[0,2,true,true,true,false,SemaphoreFullException]", () =>
        {
            using Semaphore semaphore = new(0, 3);
            List<object> seen = [semaphore.Release(2), semaphore.Release()];
            for (int turn = 0; turn < 4; turn++)
            {
                seen.Add(semaphore.WaitOne(Hidden.Of(0)));
            }

            seen.Add(Worker.Thrown(() => semaphore.Release(4)));
            return seen;
        });
        check.Is("semaphore.misuse", "[ArgumentException,ArgumentOutOfRangeException,ArgumentOutOfRangeException]",
            () => new[]
            {
                Worker.Thrown(() => new Semaphore(Hidden.Of(2), 1).Dispose()),
                Worker.Thrown(() => new Semaphore(0, Hidden.Of(0)).Dispose()),
                Worker.Thrown(() => new Semaphore(Hidden.Of(-1), 1).Dispose()),
            });
        check.Is("registered", "[False,True,true]", () =>
        {
            using AutoResetEvent signal = new(false);
            using AutoResetEvent called = new(false);
            using ManualResetEvent gone = new(false);
            List<object> seen = [];
            void Callback(object? state, bool timedOut)
            {
                seen.Add($"{timedOut}");
                called.Set();
            }

            RegisteredWaitHandle first = ThreadPool.RegisterWaitForSingleObject(signal, Callback, null,
                Timeout.Infinite, executeOnlyOnce: true);
            signal.Set();
            called.WaitOne();
            first.Unregister(null);
            RegisteredWaitHandle second = ThreadPool.RegisterWaitForSingleObject(signal, Callback, null, 1, true);
            called.WaitOne();
            second.Unregister(gone);
            seen.Add(gone.WaitOne(Worker.PatienceMs));
            return seen;
        });
        check.Is("registered.repeats", "[3,true,false]", () =>
        {
            using AutoResetEvent signal = new(false);
            using SemaphoreSlim called = new(0);
            int count = 0;
            RegisteredWaitHandle registered = ThreadPool.RegisterWaitForSingleObject(signal, (_, _) =>
            {
                count++;
                called.Release();
            }, null, Timeout.Infinite, executeOnlyOnce: false);
            for (int turn = 0; turn < 3; turn++)
            {
                signal.Set();
                called.Wait();
            }

            return new object[] { count, registered.Unregister(null), registered.Unregister(null) };
        });
    }
}
