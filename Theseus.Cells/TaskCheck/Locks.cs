using Theseus.Tasks.Locking;

namespace Theseus.Cells.TaskCheck;

/// <summary>Locks, conditions, semaphores, barriers and events under threads that the timer stops anywhere.</summary>
internal static class Locks
{
    private const int Threads = 6;
    private const int Rounds = 2000;

    public static int Run()
    {
        Exclusion();
        ReadersAndWriters();
        Conditions();
        Semaphores();
        Barriers();
        Events();
        Ends();
        return Checks.End();
    }

    private static void Exclusion()
    {
        TaskMutex mutex = new();
        int counter = 0;
        Checks.OnThreads(Threads, _ =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                using MutexGuard guard = mutex.Enter();
                counter = Slowly(counter);
            }
        });
        Checks.Is("mutex.counter", Threads * Rounds, counter);
        Checks.Is("mutex.free", "True 0", $"{mutex.TryEnter(0).IsHeld} {mutex.Waiters}");
        mutex.Exit();
    }

    private static void ReadersAndWriters()
    {
        TaskReaderWriterLock shared = new();
        int first = 0;
        int second = 0;
        int torn = 0;
        Checks.OnThreads(Threads, number =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                using ReaderWriterGuard guard = number < 2 ? shared.EnterWrite() : shared.EnterRead();
                if (number < 2)
                {
                    first = Slowly(first);
                    second = Slowly(second);
                }
                else if (first != second)
                {
                    Interlocked.Increment(ref torn);
                }
            }
        });
        Checks.Is("readerwriter.counters", $"{2 * Rounds} {2 * Rounds}", $"{first} {second}");
        Checks.Is("readerwriter.torn", 0, torn);
        Checks.Is("readerwriter.free", 0, shared.Holders + shared.Waiters);
    }

    private static void Conditions()
    {
        TaskMutex mutex = new();
        TaskCondition notEmpty = new(mutex);
        TaskCondition notFull = new(mutex);
        Queue<int> queue = new();
        long sum = 0;
        Checks.OnThreads(Threads, number =>
        {
            for (int i = 1; i <= Rounds; i++)
            {
                using MutexGuard guard = mutex.Enter();
                if (number % 2 == 0)
                {
                    while (queue.Count == 3)
                    {
                        notFull.Wait();
                    }

                    queue.Enqueue(i);
                    notEmpty.Signal();
                }
                else
                {
                    while (queue.Count == 0)
                    {
                        notEmpty.Wait();
                    }

                    sum += queue.Dequeue();
                    notFull.Signal();
                }
            }
        });
        Checks.Is("condition.sum", 3L * Rounds * (Rounds + 1) / 2, sum);
        using MutexGuard guard = mutex.Enter();
        Checks.Is("condition.timeout", "False True", $"{notEmpty.TryWait(5)} {mutex.IsHeld}");
    }

    private static void Semaphores()
    {
        TaskSemaphore semaphore = new(2, 2);
        int inside = 0;
        int most = 0;
        Checks.OnThreads(Threads, _ =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                semaphore.Wait();
                int now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                Interlocked.Decrement(ref inside);
                semaphore.Release();
            }
        });
        Checks.Is("semaphore.most", true, most is 1 or 2);
        Checks.Is("semaphore.count", 2, semaphore.Count);
        Checks.Is("semaphore.maximum", "TooMany", Checks.Thrown(() => semaphore.Release()));
    }

    private static void Barriers()
    {
        TaskBarrier barrier = new(Threads);
        int[] rounds = new int[Threads];
        int ahead = 0;
        Checks.OnThreads(Threads, number =>
        {
            for (int i = 1; i <= Rounds / 10; i++)
            {
                rounds[number] = i;
                barrier.SignalAndWait();
                foreach (int round in rounds)
                {
                    if (round < i || round > i + 1)
                    {
                        Interlocked.Increment(ref ahead);
                    }
                }
            }
        });
        Checks.Is("barrier.ahead", 0, ahead);
        Checks.Is("barrier.phase", Rounds / 10, barrier.Phase);
    }

    private static void Events()
    {
        TaskEvent[] turns = [new(EventReset.Auto, isSet: true), new(EventReset.Auto), new(EventReset.Auto)];
        TaskEvent over = new(EventReset.Manual);
        int turn = 0;
        int wrong = 0;
        Checks.OnThreads(turns.Length + 1, number =>
        {
            if (number == turns.Length)
            {
                over.Wait();
                wrong += turn == Rounds * turns.Length ? 0 : 1;
                return;
            }

            for (int i = 0; i < Rounds; i++)
            {
                turns[number].Wait();
                wrong += turn++ % turns.Length == number ? 0 : 1;
                if (turn == Rounds * turns.Length)
                {
                    over.Set();
                }

                turns[(number + 1) % turns.Length].Set();
            }
        });
        Checks.Is("event.turns", $"{Rounds * turns.Length} 0", $"{turn} {wrong}");
        Checks.Is("event.timeout", false, turns[1].TryWait(5));
    }

    /// <summary>Three in a circle, a reader-writer lock among what they take, while the caller runs on.</summary>
    private static void Circle()
    {
        TaskMutex mutex = new();
        TaskMutex other = new();
        TaskReaderWriterLock shared = new();
        TaskBarrier all = new(3);
        string heard = "";
        int done = 0;
        Action[] bodies =
        [
            () => { using MutexGuard held = mutex.Enter(); all.SignalAndWait(); other.Enter().Dispose(); },
            () => { using MutexGuard held = other.Enter(); all.SignalAndWait(); shared.EnterWrite().Dispose(); },
            () => { using ReaderWriterGuard held = shared.EnterRead(); all.SignalAndWait(); mutex.Enter().Dispose(); },
        ];
        foreach (Action body in bodies)
        {
            new Thread(() =>
            {
                string thrown = Checks.Thrown(body);
                heard = thrown == "nothing" ? heard : heard + thrown;
                Interlocked.Increment(ref done);
            }).Start();
        }

        while (Volatile.Read(ref done) < bodies.Length)
        {
            Thread.Yield();
        }

        Checks.Is("deadlock.circle", "Deadlock", heard);
    }

    private static void Ends()
    {
        TaskMutex first = new();
        TaskMutex second = new();
        int refused = 0;
        TaskBarrier both = new(2);
        Checks.OnThreads(2, number =>
        {
            using MutexGuard outer = (number == 0 ? first : second).Enter();
            both.SignalAndWait();
            try
            {
                using MutexGuard inner = (number == 0 ? second : first).Enter();
            }
            catch (LockException exception) when (exception.Error == LockError.Deadlock)
            {
                Interlocked.Increment(ref refused);
            }
        });
        Checks.Is("deadlock.refused", 1, refused);
        Circle();

        TaskSemaphore semaphore = new(0);
        string ended = "";
        Thread waits = new(() => ended = Checks.Thrown(semaphore.Wait));
        waits.Start();
        while (semaphore.Waiters == 0)
        {
            Thread.Yield();
        }

        semaphore.Dispose();
        waits.Join();
        Checks.Is("disposed", "Disposed", ended);
        using MutexGuard guard = first.Enter();
        Checks.Is("reentry", "AlreadyHeld", Checks.Thrown(() => first.Enter().Dispose()));
        string other = "";
        Checks.OnThreads(1, _ => other = Checks.Thrown(first.Exit));
        Checks.Is("other.task", "NotHeld", other);
    }

    /// <summary>One more, with time in between for the timer to stop it.</summary>
    private static int Slowly(int value)
    {
        Thread.SpinWait(20);
        return value + 1;
    }

    private static void InterlockedMax(ref int most, int now)
    {
        int seen = most;
        while (now > seen)
        {
            seen = Interlocked.CompareExchange(ref most, now, seen);
        }
    }
}
