using System.Collections.Concurrent;
using System.Diagnostics;

// Threads, tasks, locks, timers: each line is the same wherever this runs.
// More than 400 lines: a case is one file, which `dotnet` runs as it is.
internal static class Program
{
    [ThreadStatic]
    private static int s_own;

    private static int Main()
    {
        Run("start and join", StartAndJoin);
        Run("thread statics", ThreadStatics);
        Run("locks exclude", LocksExclude);
        Run("wait and pulse", WaitAndPulse);
        Run("preemption", Preemption);
        Run("sleep", Sleeps);
        Run("events", Events);
        Run("semaphore", Semaphores);
        Run("barrier", Barriers);
        Run("reader writer", ReaderWriter);
        Run("interrupt", Interrupts);
        Run("timer", Timers);
        Run("pool", Pool);
        Run("tasks", Tasks);
        Run("async", () => Async().GetAwaiter().GetResult());
        Run("cancellation", Cancellation);
        Run("parallel", Parallels);
        Run("plinq", () => $"{Enumerable.Range(1, 1000).AsParallel().Select(i => (long)i * i).Sum()}");
        Run("channel", () => Channels().GetAwaiter().GetResult());
        Run("collections", Collections);
        Run("exceptions", Exceptions);
        Run("periodic timer", () => Periodic().GetAwaiter().GetResult());
        Run("background", Background);
        Run("many threads", ManyThreads);
        Run("collect", Collect);
        Run("lazy", Lazies);
        return 0;
    }

    private static void Run(string name, Func<string> check)
    {
        string result;
        try
        {
            result = check();
        }
        catch (Exception exception)
        {
            result = exception.GetType() + ": " + exception.Message;
        }

        Console.WriteLine($"{name}: {result}");
    }

    private static string StartAndJoin()
    {
        int result = 0;
        Thread thread = new(value => result = (int)value! * 2) { Name = "worker" };
        string before = thread.ThreadState.ToString();
        thread.Start(21);
        thread.Join();
        return $"{result} {before} {thread.ThreadState} {thread.IsAlive} {thread.Join(0)}";
    }

    private static string ThreadStatics()
    {
        s_own = 1;
        int seen = -1;
        ThreadLocal<int> local = new(() => 7);
        local.Value = 3;
        int localSeen = 0;
        Thread thread = new(() =>
        {
            seen = s_own;
            s_own = 5;
            localSeen = local.Value;
        });
        thread.Start();
        thread.Join();
        return $"{s_own} {seen} {local.Value} {localSeen}";
    }

    private static string LocksExclude()
    {
        object gate = new();
        Lock other = new();
        int count = 0, second = 0;
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (int n = 0; n < 20000; n++)
                {
                    lock (gate) { count++; }
                    lock (other) { second++; }
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads) { thread.Join(); }
        return $"{count} {second}";
    }

    private static string WaitAndPulse()
    {
        Queue<int> queue = new();
        int sum = 0;
        Thread consumer = new(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                lock (queue)
                {
                    while (queue.Count == 0) { Monitor.Wait(queue); }
                    sum += queue.Dequeue();
                }
            }
        });
        consumer.Start();
        for (int i = 1; i <= 100; i++)
        {
            lock (queue)
            {
                queue.Enqueue(i);
                Monitor.Pulse(queue);
            }
        }

        consumer.Join();
        lock (queue) { return $"{sum} {Monitor.Wait(queue, 10)}"; }
    }

    private static string Preemption()
    {
        bool stop = false;
        long spins = 0;
        Thread spinner = new(() =>
        {
            while (!Volatile.Read(ref stop)) { spins++; }
        });
        spinner.Start();
        while (Volatile.Read(ref spins) < 1000) { }
        int other = 0;
        Thread second = new(() => { for (int i = 0; i < 1000000; i++) { other++; } });
        second.Start();
        second.Join();
        Volatile.Write(ref stop, true);
        spinner.Join();
        return $"{spins >= 1000} {other}";
    }

    private static string Sleeps()
    {
        Stopwatch watch = Stopwatch.StartNew();
        List<int> order = [];
        Thread[] threads = new Thread[3];
        for (int i = 0; i < 3; i++)
        {
            int n = i;
            threads[i] = new Thread(() =>
            {
                Thread.Sleep(300 - (n * 100));
                lock (order) { order.Add(n); }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads) { thread.Join(); }
        return $"{string.Join(",", order)} {watch.ElapsedMilliseconds is >= 299 and < 3000}";
    }

    private static string Events()
    {
        using AutoResetEvent auto = new(false);
        using ManualResetEvent manual = new(false);
        using ManualResetEventSlim slim = new();
        int woken = 0;
        Thread[] threads = new Thread[3];
        for (int i = 0; i < 3; i++)
        {
            threads[i] = new Thread(() =>
            {
                manual.WaitOne();
                slim.Wait();
                auto.WaitOne();
                Interlocked.Increment(ref woken);
            });
            threads[i].Start();
        }

        bool early = auto.WaitOne(20);
        manual.Set();
        slim.Set();
        for (int i = 0; i < 3; i++)
        {
            auto.Set();
            threads[i].Join(30);
            while (Volatile.Read(ref woken) <= i) { Thread.Yield(); }
        }

        int any = WaitHandle.WaitAny([new AutoResetEvent(false), new AutoResetEvent(true)]);
        bool all = WaitHandle.WaitAll([new AutoResetEvent(true), new ManualResetEvent(true)], 1000);
        return $"{early} {woken} {any} {all}";
    }

    private static string Semaphores()
    {
        SemaphoreSlim slim = new(2);
        using Semaphore semaphore = new(0, 3);
        int inside = 0, most = 0;
        Thread[] threads = new Thread[5];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() =>
            {
                slim.Wait();
                int now = Interlocked.Increment(ref inside);
                lock (slim) { most = Math.Max(most, now); }
                Thread.Sleep(20);
                Interlocked.Decrement(ref inside);
                slim.Release();
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads) { thread.Join(); }
        semaphore.Release(2);
        return $"{most} {slim.CurrentCount} {semaphore.WaitOne(0)} {semaphore.WaitOne(0)} {semaphore.WaitOne(0)}";
    }

    private static string Barriers()
    {
        int phases = 0;
        using Barrier barrier = new(3, _ => phases++);
        using CountdownEvent countdown = new(3);
        for (int i = 0; i < 3; i++)
        {
            new Thread(() =>
            {
                for (int n = 0; n < 4; n++) { barrier.SignalAndWait(); }
                countdown.Signal();
            }).Start();
        }

        return $"{countdown.Wait(20000)} {phases}";
    }

    private static string ReaderWriter()
    {
        using ReaderWriterLockSlim gate = new();
        int value = 0, bad = 0;
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            bool writes = i == 0;
            threads[i] = new Thread(() =>
            {
                for (int n = 0; n < 500; n++)
                {
                    if (writes)
                    {
                        gate.EnterWriteLock();
                        value++;
                        value++;
                        gate.ExitWriteLock();
                    }
                    else
                    {
                        gate.EnterReadLock();
                        if (value % 2 != 0) { bad++; }
                        gate.ExitReadLock();
                    }
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads) { thread.Join(); }
        return $"{value} {bad}";
    }

    private static string Interrupts()
    {
        string seen = "none";
        Thread thread = new(() =>
        {
            try { Thread.Sleep(Timeout.Infinite); }
            catch (ThreadInterruptedException exception) { seen = exception.GetType().Name; }
        });
        thread.Start();
        while ((thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) == 0) { Thread.Yield(); }
        thread.Interrupt();
        thread.Join();
        return seen;
    }

    private static string Timers()
    {
        int ticks = 0;
        using ManualResetEventSlim done = new();
        using Timer timer = new(_ =>
        {
            if (Interlocked.Increment(ref ticks) == 3) { done.Set(); }
        }, null, 10, 10);
        return $"{done.Wait(20000)} {ticks >= 3}";
    }

    private static string Pool()
    {
        using CountdownEvent done = new(50);
        long sum = 0;
        bool pool = true;
        for (int i = 0; i < 50; i++)
        {
            int n = i;
            ThreadPool.QueueUserWorkItem(_ =>
            {
                pool &= Thread.CurrentThread.IsThreadPoolThread;
                Interlocked.Add(ref sum, n);
                done.Signal();
            });
        }

        return $"{done.Wait(20000)} {sum} {pool}";
    }

    private static string Tasks()
    {
        Task<int>[] tasks = new Task<int>[10];
        for (int i = 0; i < tasks.Length; i++)
        {
            int n = i;
            tasks[i] = Task.Run(() => n * n);
        }

        Task.WaitAll(tasks);
        Task<int> then = tasks[9].ContinueWith(t => t.Result + 1);
        Task long1 = Task.Factory.StartNew(() => Thread.Sleep(10), TaskCreationOptions.LongRunning);
        long1.Wait();
        return $"{tasks.Sum(t => t.Result)} {then.Result} {long1.Status}";
    }

    private static async Task<string> Async()
    {
        Stopwatch watch = Stopwatch.StartNew();
        await Task.Delay(50);
        bool late = watch.ElapsedMilliseconds >= 49;
        int first = await Task.Run(() => 40);
        await Task.Yield();
        string caught = "";
        try { await Task.Run(() => throw new InvalidOperationException("inner")); }
        catch (InvalidOperationException exception) { caught = exception.Message; }
        int[] all = await Task.WhenAll(Task.Run(() => 1), Task.Run(async () => { await Task.Delay(5); return 2; }));
        AsyncLocal<int> local = new() { Value = 9 };
        int flowed = await Task.Run(() => local.Value);
        int enumerated = 0;
        await foreach (int n in Numbers()) { enumerated += n; }
        return $"{late} {first} {caught} {all.Sum()} {flowed} {enumerated}";
    }

    private static async IAsyncEnumerable<int> Numbers()
    {
        for (int i = 0; i < 5; i++)
        {
            await Task.Delay(1);
            yield return i;
        }
    }

    private static string Cancellation()
    {
        using CancellationTokenSource source = new(30);
        string result;
        try
        {
            Task.Delay(Timeout.Infinite, source.Token).Wait();
            result = "?";
        }
        catch (AggregateException exception) { result = exception.InnerException!.GetType().Name; }
        bool called = false;
        using CancellationTokenSource second = new();
        second.Token.Register(() => called = true);
        second.Cancel();
        return $"{result} {called} {source.IsCancellationRequested}";
    }

    private static string Parallels()
    {
        long sum = 0;
        Parallel.For(0, 1000, i => Interlocked.Add(ref sum, i));
        int count = 0;
        Parallel.ForEach(Enumerable.Range(0, 100), _ => Interlocked.Increment(ref count));
        int invoked = 0;
        Parallel.Invoke(() => Interlocked.Increment(ref invoked), () => Interlocked.Increment(ref invoked));
        return $"{sum} {count} {invoked}";
    }

    private static async Task<string> Channels()
    {
        System.Threading.Channels.Channel<int> channel = System.Threading.Channels.Channel.CreateBounded<int>(3);
        Task writer = Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++) { await channel.Writer.WriteAsync(i); }
            channel.Writer.Complete();
        });
        int sum = 0;
        await foreach (int i in channel.Reader.ReadAllAsync()) { sum += i; }
        await writer;
        return $"{sum}";
    }

    private static string Collections()
    {
        ConcurrentDictionary<int, int> dictionary = new();
        ConcurrentQueue<int> queue = new();
        using BlockingCollection<int> blocking = new(5);
        Thread producer = new(() =>
        {
            for (int i = 0; i < 50; i++) { blocking.Add(i); }
            blocking.CompleteAdding();
        });
        producer.Start();
        int taken = 0;
        foreach (int i in blocking.GetConsumingEnumerable()) { taken += i; }
        Parallel.For(0, 500, i => { dictionary.AddOrUpdate(i % 10, 1, (_, n) => n + 1); queue.Enqueue(i); });
        return $"{taken} {dictionary.Values.Sum()} {queue.Count}";
    }

    private static string Exceptions()
    {
        int finallys = 0;
        Exception? seen = null;
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (int n = 0; n < 200; n++)
                {
                    try
                    {
                        try { Thrower(n); }
                        finally { Interlocked.Increment(ref finallys); }
                    }
                    catch (ArgumentException exception) { seen = exception; }
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads) { thread.Join(); }
        string? nothing = null;
        string caught = "";
        Thread faulty = new(() =>
        {
            try { _ = nothing!.Length; }
            catch (NullReferenceException) { caught = "null"; }
        });
        faulty.Start();
        faulty.Join();
        return $"{finallys} {seen!.Message} {caught}";
    }

    private static void Thrower(int depth)
    {
        if (depth % 10 == 0) { throw new ArgumentException("thrown"); }
        Thrower(depth - 1);
    }

    private static async Task<string> Periodic()
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        int n = 0;
        while (n < 3 && await timer.WaitForNextTickAsync()) { n++; }
        return $"{n}";
    }

    private static string Background()
    {
        Thread thread = new(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true };
        thread.Start();
        return $"{thread.IsAlive} {thread.Join(20)}";
    }

    private static string ManyThreads()
    {
        int count = 0;
        for (int round = 0; round < 10; round++)
        {
            Thread[] threads = new Thread[20];
            for (int i = 0; i < threads.Length; i++)
            {
                threads[i] = new Thread(() => Interlocked.Increment(ref count));
                threads[i].Start();
            }

            foreach (Thread thread in threads) { thread.Join(); }
        }

        return $"{count}";
    }

    private static string Collect()
    {
        bool bad = false;
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.Length; i++)
        {
            int seed = i;
            threads[i] = new Thread(() =>
            {
                List<byte[]> kept = [];
                for (int n = 0; n < 3000; n++)
                {
                    byte[] block = new byte[200 + (n % 500)];
                    Array.Fill(block, (byte)(seed + n));
                    kept.Add(block);
                    if (kept.Count > 50)
                    {
                        int expected = seed + n - (kept.Count - 1);
                        foreach (byte b in kept[0]) { bad |= b != (byte)expected; }
                        kept.RemoveAt(0);
                    }

                    if (n % 500 == 0) { GC.Collect(); }
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads) { thread.Join(); }
        return $"{!bad}";
    }

    private static string Lazies()
    {
        int made = 0;
        Lazy<int> lazy = new(() => { Thread.Sleep(10); return Interlocked.Increment(ref made); });
        Parallel.For(0, 8, _ => { _ = lazy.Value; });
        Thread[] threads = new Thread[4];
        int sum = 0;
        for (int i = 0; i < 4; i++)
        {
            threads[i] = new Thread(() => Interlocked.Add(ref sum, Slow.Value));
            threads[i].Start();
        }

        foreach (Thread thread in threads) { thread.Join(); }
        return $"{made} {lazy.Value} {sum} {Slow.Made}";
    }

    private static class Slow
    {
        public static int Made;
        public static readonly int Value = Make();

        private static int Make()
        {
            Thread.Sleep(30);
            Made++;
            return 5;
        }
    }
}
