using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary><see cref="Monitor"/> and <see cref="Lock"/> between threads.</summary>
internal static class Monitors
{
    public static void Run(Checker check)
    {
        check.Is("monitor.recursion", "[false,false,false,true]", () =>
        {
            object gate = new();
            List<object> seen = [];
            for (int depth = 0; depth < Hidden.Of(3); depth++)
            {
                Monitor.Enter(gate);
            }

            for (int depth = 0; depth < 3; depth++)
            {
                seen.Add(Worker.Elsewhere(() => TryOnce(gate)));
                Monitor.Exit(gate);
            }

            seen.Add(Worker.Elsewhere(() => TryOnce(gate)));
            return seen;
        });
        check.Is("monitor.not.owner", "[SynchronizationLockException,SynchronizationLockException,"
            + "SynchronizationLockException,SynchronizationLockException,true]", () =>
        {
            object gate = new();
            lock (gate)
            {
                string[] thrown = Worker.Elsewhere(() => new[]
                {
                    Worker.Thrown(() => Monitor.Exit(gate)), Worker.Thrown(() => Monitor.Pulse(gate)),
                    Worker.Thrown(() => Monitor.PulseAll(gate)), Worker.Thrown(() => Monitor.Wait(gate, 1)),
                });
                return new object[] { thrown[0], thrown[1], thrown[2], thrown[3], Monitor.IsEntered(gate) };
            }
        });
        check.Is("monitor.try", "[false,false,false,false,ArgumentOutOfRangeException,ArgumentException]", () =>
        {
            object gate = new();
            lock (gate)
            {
                return Worker.Elsewhere(() =>
                {
                    bool taken = false;
                    Monitor.TryEnter(gate, 1, ref taken);
                    bool already = Hidden.Of(true);
                    return new object[] { Monitor.TryEnter(gate), Monitor.TryEnter(gate, Hidden.Of(1)),
                        Monitor.TryEnter(gate, TimeSpan.FromMilliseconds(1)), taken,
                        Worker.Thrown(() => Monitor.TryEnter(gate, Hidden.Of(-2))),
                        Worker.Thrown(() => Monitor.Enter(gate, ref already)) };
                });
            }
        });
        check.Is("monitor.try.later", "[true,true]", () =>
        {
            object gate = new();
            bool entered = false;
            bool held;
            Worker worker;
            lock (gate)
            {
                worker = Worker.Start(() => entered = TryOnce(gate, Worker.PatienceMs));
                worker.UntilItWaits();
                held = !entered;
            }

            worker.End();
            return new[] { held, entered };
        });
        check.Is("monitor.null", "[ArgumentNullException,ArgumentNullException,ArgumentNullException]", () => new[]
        {
            Worker.Thrown(() => Monitor.Enter(Hidden.Of<object>(null!))),
            Worker.Thrown(() => Monitor.Exit(Hidden.Of<object>(null!))),
            Worker.Thrown(() => Monitor.PulseAll(Hidden.Of<object>(null!))),
        });
        check.Is("monitor.boxes", "SynchronizationLockException", () => Worker.Thrown(() =>
        {
            int number = Hidden.Of(1);
            Monitor.Enter(number);
            Monitor.Exit(number);
        }));
        check.Is("monitor.alternate", "ababababababababababababababababababababababababab.25", () =>
        {
            object gate = new();
            List<char> log = [];
            void Take(int mine)
            {
                for (int turn = 0; turn < 25; turn++)
                {
                    lock (gate)
                    {
                        while (log.Count % 2 != mine)
                        {
                            Monitor.Wait(gate);
                        }

                        log.Add((char)('a' + mine));
                        Monitor.Pulse(gate);
                    }
                }
            }

            Worker.Together(2, Take);
            return string.Concat(log) + "." + log.Count(letter => letter == 'a');
        });
        check.Is("monitor.pulse", "[1,2,3]", () => Pulses(Monitor.Pulse, 1));
        check.Is("monitor.pulse.all", "[3]", () => Pulses(Monitor.PulseAll, 3));
        check.Is("monitor.pulse.lost", "[false,true,false,true]", () =>
        {
            object gate = new();
            lock (gate)
            {
                Monitor.Pulse(gate);
                bool pulsed = Monitor.Wait(gate, Hidden.Of(1));
                bool entered = Monitor.IsEntered(gate);
                bool again = Monitor.Wait(gate, TimeSpan.FromMilliseconds(1));
                return new[] { pulsed, entered, again, Monitor.IsEntered(gate) };
            }
        });
        check.Is("monitor.wait.time", "[true,ArgumentOutOfRangeException]", () =>
        {
            object gate = new();
            bool pulsed = false;
            Worker worker;
            lock (gate)
            {
                worker = Worker.Start(() =>
                {
                    lock (gate)
                    {
                        Monitor.Pulse(gate);
                    }
                });
                pulsed = Monitor.Wait(gate, Worker.PatienceMs);
            }

            worker.End();
            lock (gate)
            {
                return new object[] { pulsed, Worker.Thrown(() => Monitor.Wait(gate, Hidden.Of(-2))) };
            }
        });
        check.Is("monitor.wait.recursive", "[true,true,true,true,false]", () =>
        {
            object gate = new();
            List<object> seen = [];
            for (int depth = 0; depth < 3; depth++)
            {
                Monitor.Enter(gate);
            }

            Worker worker = Worker.Start(() =>
            {
                lock (gate)
                {
                    Monitor.Pulse(gate);
                }
            });
            seen.Add(Monitor.Wait(gate));
            for (int depth = 0; depth < 3; depth++)
            {
                seen.Add(Monitor.IsEntered(gate));
                Monitor.Exit(gate);
            }

            seen.Add(Monitor.IsEntered(gate));
            worker.End();
            return seen;
        });
        check.Is("monitor.excludes", "[8000,8000]", () =>
        {
            object gate = new();
            object hashed = new();
            int hash = hashed.GetHashCode();
            (int first, int second) = (0, 0);
            Worker.Together(4, _ =>
            {
                for (int turn = 0; turn < 2000; turn++)
                {
                    lock (gate)
                    {
                        first++;
                    }

                    lock (hashed)
                    {
                        second += hashed.GetHashCode() == hash ? 1 : 0;
                    }
                }
            });
            return new[] { first, second };
        });
        check.Is("monitor.synchronized", "[4000,4000]", () =>
        {
            Counter counter = new();
            Worker.Together(4, _ =>
            {
                for (int turn = 0; turn < 1000; turn++)
                {
                    counter.Step();
                    Counter.StepShared();
                }
            });
            return new[] { counter.Value, Counter.s_shared };
        });
        check.Is("monitor.contended", "true", () =>
        {
            object gate = new();
            long before = Monitor.LockContentionCount;
            Worker worker;
            lock (gate)
            {
                worker = Worker.Start(() =>
                {
                    lock (gate)
                    {
                    }
                });
                worker.UntilItWaits();
            }

            worker.End();
            return Monitor.LockContentionCount > before;
        });
        check.Is("lock.recursion", "[true,true,false,false,true]", () =>
        {
            Lock gate = new();
            gate.Enter();
            bool again = gate.TryEnter();
            gate.Exit();
            bool held = gate.IsHeldByCurrentThread;
            bool elsewhere = Worker.Elsewhere(() => gate.TryEnter(1));
            bool known = Worker.Elsewhere(() => gate.IsHeldByCurrentThread);
            gate.Exit();
            return new[] { again, held, elsewhere, known, Worker.Elsewhere(() => gate.TryEnter()) };
        });
        check.Is("lock.not.owner", "[SynchronizationLockException,SynchronizationLockException]", () =>
        {
            Lock gate = new();
            using (gate.EnterScope())
            {
                string held = Worker.Elsewhere(() => Worker.Thrown(gate.Exit));
                return new[] { held, Worker.Thrown(new Lock().Exit) };
            }
        });
        check.Is("lock.try", "[false,false,ArgumentOutOfRangeException]", () =>
        {
            Lock gate = new();
            lock (gate)
            {
                return Worker.Elsewhere(() => new object[] { gate.TryEnter(Hidden.Of(1)),
                    gate.TryEnter(TimeSpan.FromMilliseconds(1)), Worker.Thrown(() => gate.TryEnter(Hidden.Of(-2))) });
            }
        });
        check.Is("lock.scope.throws", "[FormatException,false]", () =>
        {
            Lock gate = new();
            string thrown = Worker.Thrown(() =>
            {
                using (gate.EnterScope())
                {
                    throw new FormatException();
                }
            });
            return new object[] { thrown, gate.IsHeldByCurrentThread };
        });
        check.Is("lock.excludes", "[8000,0]", () =>
        {
            Lock gate = new();
            (int count, int inside, int broken) = (0, 0, 0);
            Worker.Together(4, _ =>
            {
                for (int turn = 0; turn < 2000; turn++)
                {
                    lock (gate)
                    {
                        broken += ++inside == 1 ? 0 : 1;
                        count++;
                        inside--;
                    }
                }
            });
            return new[] { count, broken };
        });
    }

    private static bool TryOnce(object gate, int timeMs = 0)
    {
        bool taken = Monitor.TryEnter(gate, timeMs);
        if (taken)
        {
            Monitor.Exit(gate);
        }

        return taken;
    }

    /// <summary>
    /// How many of three waiters have woken after each pulse of which each is to wake <paramref name="each"/>. Others
    /// have many turns to wake before it is counted.
    /// </summary>
    private static List<int> Pulses(Action<object> pulse, int each)
    {
        object gate = new();
        (int waiting, int woken) = (0, 0);
        Worker[] workers = [.. Enumerable.Range(0, 3).Select(_ => Worker.Start(() =>
        {
            lock (gate)
            {
                waiting++;
                Monitor.Wait(gate);
                woken++;
            }
        }))];
        bool Within(Func<bool> condition)
        {
            lock (gate)
            {
                return condition();
            }
        }

        Worker.Until(() => Within(() => waiting == 3));
        List<int> seen = [];
        for (int due = each; due <= 3; due += each)
        {
            lock (gate)
            {
                pulse(gate);
            }

            Worker.Until(() => Within(() => woken >= due));
            for (int turn = 0; turn < 50; turn++)
            {
                Within(() => true);
                Thread.Yield();
            }

            lock (gate)
            {
                seen.Add(woken);
            }
        }

        foreach (Worker worker in workers)
        {
            worker.End();
        }

        return seen;
    }

    private sealed class Counter
    {
        internal static int s_shared;

        internal int Value { get; private set; }

        [MethodImpl(MethodImplOptions.Synchronized)]
        internal static void StepShared() => s_shared++;

        [MethodImpl(MethodImplOptions.Synchronized)]
        internal void Step() => Value++;
    }
}
