namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary><see cref="Thread.Interrupt"/> in each kind of wait, and before one.</summary>
internal static class Interrupts
{
    private const string Ended = "[ThreadInterruptedException,none]";

    public static void Run(Checker check)
    {
        check.Is("interrupt.sleep", Ended, () => Interrupted(() => Thread.Sleep(Timeout.Infinite)));
        check.Is("interrupt.sleep.time", Ended, () => Interrupted(() => Thread.Sleep(Worker.PatienceMs)));
        check.Is("interrupt.join", Ended, () =>
        {
            using ManualResetEvent gate = new(false);
            Worker other = Worker.Start(() => gate.WaitOne());
            object result = Interrupted(other.Thread.Join);
            gate.Set();
            other.End();
            return result;
        });
        check.Is("interrupt.monitor.enter", Ended, () =>
        {
            object gate = new();
            lock (gate)
            {
                return Interrupted(() => Monitor.Enter(gate));
            }
        });
        check.Is("interrupt.monitor.wait", "[ThreadInterruptedException,true,false]", () =>
        {
            object gate = new();
            List<object> seen = [];
            Worker worker = Worker.Start(() =>
            {
                Monitor.Enter(gate);
                try
                {
                    Monitor.Wait(gate);
                }
                catch (ThreadInterruptedException thrown)
                {
                    seen.Add(thrown.GetType().Name);
                    seen.Add(Monitor.IsEntered(gate));
                }

                Monitor.Exit(gate);
                seen.Add(Monitor.IsEntered(gate));
            });
            worker.UntilItWaits();
            worker.Thread.Interrupt();
            worker.End();
            return seen;
        });
        check.Is("interrupt.lock", Ended, () =>
        {
            Lock gate = new();
            using (gate.EnterScope())
            {
                return Interrupted(gate.Enter);
            }
        });
        check.Is("interrupt.event", Ended, () =>
        {
            using AutoResetEvent never = new(false);
            return Interrupted(() => never.WaitOne());
        });
        check.Is("interrupt.event.slim", Ended, () =>
        {
            using ManualResetEventSlim never = new();
            return Interrupted(never.Wait);
        });
        check.Is("interrupt.any.and.all", $"[{Ended},{Ended}]", () =>
        {
            using AutoResetEvent first = new(false);
            using AutoResetEvent second = new(false);
            return new[]
            {
                Interrupted(() => WaitHandle.WaitAny([first, second])),
                Interrupted(() => WaitHandle.WaitAll([first, second])),
            };
        });
        check.Is("interrupt.mutex", Ended, () =>
        {
            using Mutex mutex = new(initiallyOwned: true);
            object result = Interrupted(() => mutex.WaitOne());
            mutex.ReleaseMutex();
            return result;
        });
        check.Is("interrupt.semaphores", $"[{Ended},{Ended},0]", () =>
        {
            using Semaphore kernel = new(0, 1);
            using SemaphoreSlim slim = new(0);
            return new[] { Interrupted(() => kernel.WaitOne()), Interrupted(slim.Wait), slim.CurrentCount };
        });
        check.Is("interrupt.countdown", Ended, () =>
        {
            using CountdownEvent never = new(1);
            return Interrupted(never.Wait);
        });
        check.Is("interrupt.reader.writer", $"[{Ended},0,0]", () =>
        {
            using ReaderWriterLockSlim gate = new();
            gate.EnterWriteLock();
            object result = Interrupted(gate.EnterReadLock);
            gate.ExitWriteLock();
            return new[] { result, gate.WaitingReadCount, gate.CurrentReadCount };
        });
        check.Is("interrupt.task", Ended, () =>
        {
            TaskCompletionSource never = new();
            return Interrupted(never.Task.Wait);
        });
        check.Is("interrupt.before", "[ThreadInterruptedException,none]", () =>
        {
            string first = "";
            string second = "";
            Worker.Start(() =>
            {
                Thread.CurrentThread.Interrupt();
                first = Worker.Thrown(() => Thread.Sleep(1));
                second = Worker.Thrown(() => Thread.Sleep(1));
            }).End();
            return new[] { first, second };
        });
        check.Is("interrupt.before.signalled", "[none,none,ThreadInterruptedException,none]", () =>
        {
            // Neither a free lock nor a slim event that is set is waited for; an event of the other kind is.
            object gate = new();
            using ManualResetEventSlim slim = new(true);
            using ManualResetEvent set = new(true);
            List<string> seen = [];
            Worker.Start(() =>
            {
                Thread.CurrentThread.Interrupt();
                seen.Add(Worker.Thrown(() =>
                {
                    lock (gate)
                    {
                    }
                }));
                seen.Add(Worker.Thrown(slim.Wait));
                seen.Add(Worker.Thrown(() => set.WaitOne()));
                seen.Add(Worker.Thrown(() => set.WaitOne()));
            }).End();
            return seen;
        });
        check.Is("interrupt.twice", "[ThreadInterruptedException,none]", () =>
        {
            List<string> seen = [];
            Worker.Start(() =>
            {
                Thread.CurrentThread.Interrupt();
                Thread.CurrentThread.Interrupt();
                seen.Add(Worker.Thrown(() => Thread.Sleep(1)));
                seen.Add(Worker.Thrown(() => Thread.Sleep(1)));
            }).End();
            return seen;
        });
        check.Is("interrupt.finally", "[wait,finally,caught]", () =>
        {
            List<string> log = [];
            Worker worker = Worker.Start(() =>
            {
                try
                {
                    try
                    {
                        log.Add("wait");
                        Thread.Sleep(Timeout.Infinite);
                    }
                    finally
                    {
                        log.Add("finally");
                    }
                }
                catch (ThreadInterruptedException)
                {
                    log.Add("caught");
                }
            });
            worker.UntilItWaits();
            worker.Thread.Interrupt();
            worker.End();
            return log;
        });
        check.Is("interrupt.unlinks", "[ThreadInterruptedException,true,false]", () =>
        {
            // Who was interrupted in its wait takes no signal that comes later.
            using AutoResetEvent signal = new(false);
            string thrown = "";
            Worker worker = Worker.Start(() => thrown = Worker.Thrown(() => signal.WaitOne()));
            worker.UntilItWaits();
            worker.Thread.Interrupt();
            worker.End();
            signal.Set();
            return new object[] { thrown, signal.WaitOne(0), signal.WaitOne(0) };
        });
    }

    /// <summary>
    /// What a wait throws when its thread is interrupted in it, and what a short sleep after it throws.
    /// </summary>
    private static object Interrupted(Action wait)
    {
        string first = "";
        string second = "";
        Worker worker = Worker.Start(() =>
        {
            first = Worker.Thrown(wait);
            second = Worker.Thrown(() => Thread.Sleep(1));
        });
        worker.UntilItWaits();
        worker.Thread.Interrupt();
        worker.End();
        return new[] { first, second };
    }
}
