using System.Diagnostics;
using ThreadState = System.Threading.ThreadState;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>How threads begin, what they say of themselves, and how they end.</summary>
internal static class ThreadLives
{
    public static void Run(Checker check)
    {
        check.Is("thread.name", "[null,one,two,two]", () =>
        {
            string? inside = null;
            Thread thread = new(() => inside = Thread.CurrentThread.Name);
            List<object?> seen = [thread.Name];
            thread.Name = "one";
            seen.Add(thread.Name);
            thread.Name = Hidden.Of("two");
            seen.Add(thread.Name);
            thread.Start();
            thread.Join();
            seen.Add(inside);
            return seen;
        });
        check.Is("thread.current", "[true,true,false]", () =>
        {
            Thread? inside = null;
            int number = 0;
            Worker worker = Worker.Start(() =>
            {
                inside = Thread.CurrentThread;
                number = Environment.CurrentManagedThreadId;
            });
            worker.End();
            return new[] { ReferenceEquals(inside, worker.Thread), number == worker.Thread.ManagedThreadId,
                number == Environment.CurrentManagedThreadId };
        });
        check.Is("thread.states", "[Unstarted,Background, Unstarted,Background,Background, WaitSleepJoin,"
            + "Stopped]", () =>
        {
            using ManualResetEvent gate = new(false);
            ThreadState running = default;
            bool begun = false;
            Thread thread = new(() =>
            {
                running = Thread.CurrentThread.ThreadState;
                Volatile.Write(ref begun, true);
                gate.WaitOne();
            });
            List<object> seen = [thread.ThreadState];
            thread.IsBackground = true;
            seen.Add(thread.ThreadState);
            thread.Start();
            Worker.Until(() => Volatile.Read(ref begun) && (thread.ThreadState & ThreadState.WaitSleepJoin) != 0);
            seen.AddRange([running, thread.ThreadState]);
            gate.Set();
            thread.Join();
            seen.Add(thread.ThreadState & ~ThreadState.Background);
            return seen;
        });
        check.Is("thread.alive", "[false,true,false]", () =>
        {
            bool inside = false;
            Thread thread = new(() => inside = Thread.CurrentThread.IsAlive);
            List<object> seen = [thread.IsAlive];
            thread.Start();
            thread.Join();
            seen.AddRange([inside, thread.IsAlive]);
            return seen;
        });
        check.Is("thread.ended", "[ThreadStateException,ThreadStateException,ThreadStateException,true,none]", () =>
        {
            Thread thread = new(() => { });
            thread.Start();
            thread.Join();
            return new object[] { Worker.Thrown(() => thread.IsBackground = true), Worker.Thrown(thread.Start),
                Worker.Thrown(() => _ = thread.IsThreadPoolThread), thread.Join(Hidden.Of(0)),
                Worker.Thrown(thread.Interrupt) };
        });
        check.Is("thread.start.twice", "ThreadStateException", () =>
        {
            using ManualResetEvent gate = new(false);
            Worker worker = Worker.Start(() => gate.WaitOne());
            string thrown = Worker.Thrown(worker.Thread.Start);
            gate.Set();
            worker.End();
            return thrown;
        });
        check.Is("thread.join.unstarted", "[ThreadStateException,ThreadStateException]", () =>
        {
            Thread thread = new(() => { });
            return new[] { Worker.Thrown(thread.Join), Worker.Thrown(() => thread.Join(Hidden.Of(1))) };
        });
        check.Is("thread.join.time", "[false,false,ArgumentOutOfRangeException,true,true]", () =>
        {
            using ManualResetEvent gate = new(false);
            Worker worker = Worker.Start(() => gate.WaitOne());
            List<object> seen = [
                worker.Thread.Join(Hidden.Of(1)), worker.Thread.Join(TimeSpan.FromMilliseconds(1)),
                Worker.Thrown(() => worker.Thread.Join(Hidden.Of(-2)))];
            gate.Set();
            seen.AddRange([worker.Thread.Join(Worker.PatienceMs), worker.Thread.Join(TimeSpan.Zero)]);
            return seen;
        });
        check.Is("thread.join.several", "[4,4]", () =>
        {
            using ManualResetEvent gate = new(false);
            Worker joined = Worker.Start(() => gate.WaitOne());
            int over = 0;
            Worker[] joiners = [.. Enumerable.Range(0, 4).Select(_ => Worker.Start(() =>
            {
                joined.Thread.Join();
                Interlocked.Increment(ref over);
            }))];
            int waiting = 0;
            foreach (Worker joiner in joiners)
            {
                joiner.UntilItWaits();
                waiting++;
            }

            gate.Set();
            foreach (Worker joiner in joiners)
            {
                joiner.End();
            }

            return new[] { waiting, over };
        });
        check.Is("thread.priority", "[Normal,AboveNormal,none,ArgumentOutOfRangeException,ThreadStateException]", () =>
        {
            // What a thread that runs says of its priority is not the same on all of .NET: with Native AOT on Linux it
            // is always Normal.
            string inside = "";
            Thread thread = new(() =>
                inside = Worker.Thrown(() => Thread.CurrentThread.Priority = ThreadPriority.Lowest));
            List<object> seen = [thread.Priority];
            thread.Priority = ThreadPriority.AboveNormal;
            seen.Add(thread.Priority);
            thread.Start();
            thread.Join();
            seen.AddRange([inside, Worker.Thrown(() => Thread.CurrentThread.Priority = Hidden.Of((ThreadPriority)7)),
                Worker.Thrown(() => _ = thread.Priority)]);
            return seen;
        });
        check.Is("thread.parameter", "[42,null,InvalidOperationException]", () =>
        {
            object? given = "none";
            Thread first = new(value => given = value);
            first.Start(Hidden.Of(42));
            first.Join();
            object? second = given;
            Thread without = new(value => given = value);
            without.Start();
            without.Join();
            Thread plain = new(() => { });
            return new[] { second, given, Worker.Thrown(() => plain.Start("text")) };
        });
        check.Is("thread.stack", "[2000,ArgumentOutOfRangeException]", () =>
        {
            int depth = 0;
            Thread thread = new(() => depth = Deep(Hidden.Of(2000)), 1024 * 1024);
            thread.Start();
            thread.Join();
            return new object[] { depth, Worker.Thrown(() => _ = new Thread(() => { }, Hidden.Of(-1))) };
        });
        check.Is("thread.null", "[ArgumentNullException,ArgumentNullException]", () => new[]
        {
            Worker.Thrown(() => _ = new Thread(Hidden.Of<ThreadStart>(null!))),
            Worker.Thrown(() => _ = new Thread(Hidden.Of<ParameterizedThreadStart>(null!))),
        });
        check.Is("thread.pool.flags", "[false,true,true]", () =>
        {
            bool own = Worker.Elsewhere(() => Thread.CurrentThread.IsThreadPoolThread);
            return new[] { own, Worker.Result(Task.Run(() => Thread.CurrentThread.IsThreadPoolThread)),
                Worker.Result(Task.Run(() => Thread.CurrentThread.IsBackground)) };
        });
        check.Is("thread.unsupported", "[PlatformNotSupportedException,PlatformNotSupportedException,"
            + "PlatformNotSupportedException,Unknown]", () => new object[]
        {
#pragma warning disable SYSLIB0006, CS0618 // Obsolete, and here to see what is said.
            Worker.Thrown(Thread.CurrentThread.Abort), Worker.Thrown(Thread.CurrentThread.Suspend),
            Worker.Thrown(Thread.CurrentThread.Resume), Thread.CurrentThread.GetApartmentState(),
#pragma warning restore SYSLIB0006, CS0618
        });
        check.Is("thread.sleep", "[none,none,ArgumentOutOfRangeException,ArgumentOutOfRangeException]", () => new[]
        {
            Worker.Thrown(() => Thread.Sleep(Hidden.Of(0))), Worker.Thrown(() => Thread.Sleep(TimeSpan.FromTicks(1))),
            Worker.Thrown(() => Thread.Sleep(Hidden.Of(-2))), Worker.Thrown(() => Thread.Sleep(TimeSpan.MaxValue)),
        });
        check.Is("thread.sleep.least", "true", () =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            Thread.Sleep(30);
            return watch.ElapsedMilliseconds >= 29;
        });
        check.Is("thread.exceptions", "[inner,finally,caught 3,after]", () =>
        {
            List<string> log = [];
            Worker.Start(() =>
            {
                try
                {
                    try
                    {
                        log.Add("inner");
                        throw new InvalidOperationException($"{Hidden.Of(3)}");
                    }
                    finally
                    {
                        log.Add("finally");
                    }
                }
                catch (InvalidOperationException thrown) when (thrown.Message.Length == 1)
                {
                    log.Add($"caught {thrown.Message}");
                }

                log.Add("after");
            }).End();
            return log;
        });
        check.Is("thread.numbers", "[8,true]", () =>
        {
            int[] numbers = new int[8];
            using Barrier together = new(8);
            Worker.Together(8, number =>
            {
                numbers[number] = Environment.CurrentManagedThreadId;
                together.SignalAndWait();
            });
            return new object[] { numbers.Distinct().Count(), numbers.All(number => number > 0) };
        });
        check.Is("thread.preempted", "[true,100000]", () =>
        {
            // Neither loop yields: the one ends only if the other gets to run.
            bool stop = false;
            long turns = 0;
            Worker loops = Worker.Start(() =>
            {
                while (!Volatile.Read(ref stop))
                {
                    turns++;
                }
            });
            while (Volatile.Read(ref turns) < 100)
            {
            }

            int counted = Worker.Elsewhere(() => Enumerable.Range(0, Hidden.Of(100000)).Count(number => number >= 0));
            Volatile.Write(ref stop, true);
            loops.End();
            return new object[] { turns >= 100, counted };
        });
        check.Is("thread.class.constructor", "[1,4]", () =>
        {
            int sum = 0;
            Worker.Together(4, _ => Interlocked.Add(ref sum, Slow.Value));
            return new[] { Slow.s_made, sum };
        });
        check.Is("thread.class.constructor.throws", "[4,1]", () =>
        {
            int refused = 0;
            Worker.Together(4, _ =>
            {
                if (Worker.Thrown(() => Broken.Touch()) == nameof(TypeInitializationException))
                {
                    Interlocked.Increment(ref refused);
                }
            });
            return new[] { refused, s_tries };
        });
    }

    private static int s_tries;

    private static int Deep(int left) => left == 0 ? 0 : 1 + Deep(left - 1);

    /// <summary>A class whose constructor lets others run while it is under way.</summary>
    private static class Slow
    {
        internal static int s_made;
        internal static readonly int Value = Make();

        private static int Make()
        {
            for (int turn = 0; turn < 20; turn++)
            {
                Thread.Yield();
            }

            return Interlocked.Increment(ref s_made);
        }
    }

    /// <summary>A class that cannot be initialised.</summary>
    private static class Broken
    {
        private static readonly int s_value = Fail();

        internal static int Touch() => s_value;

        private static int Fail()
        {
            Interlocked.Increment(ref s_tries);
            Thread.Yield();
            throw new InvalidOperationException();
        }
    }
}
