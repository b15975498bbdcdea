using Theseus.Tasks.Spawning;

namespace Theseus.Cells.KillCheck;

/// <summary>
/// Tasks that do not want to end, each alone and then all at once, beside one whose heart goes on beating.
/// </summary>
internal static class Stubborn
{
    private const int BeatMilliseconds = 50;

    private const int ShortLimit = 1000; // of a task that is to be cut
    private const int LongLimit = 60_000; // of others: a deep stack takes seconds to unwind on a slow machine

    private static readonly object s_first = new();
    private static readonly object s_second = new();
    private static long s_worstBeat;
    private static volatile bool s_stop;
    private static int s_sink;

    public static int Run()
    {
        (string Name, Action Body, TaskEndKind End)[] tasks =
        [
            ("loops", () =>
            {
                while (true)
                {
                }
            }, TaskEndKind.Killed),
            ("allocates", () =>
            {
                while (true)
                {
                    s_sink += new byte[1000].Length;
                }
            }, TaskEndKind.Killed),
            ("keeps", Keep, TaskEndKind.Killed),
            ("recurses", () =>
            {
                while (true)
                {
                    try
                    {
                        s_sink += Deep(0);
                    }
                    catch (InsufficientExecutionStackException)
                    {
                    }
                }
            }, TaskEndKind.Killed),
            ("swallows", () =>
            {
                while (true)
                {
                    try
                    {
                        s_sink++;
                    }
                    catch (Exception)
                    {
                        s_sink--;
                    }
                }
            }, TaskEndKind.Killed),
            ("hides", () =>
            {
                try
                {
                    while (true)
                    {
                        s_sink++;
                    }
                }
                catch (Exception)
                {
                    while (true)
                    {
                        s_sink++;
                    }
                }
            }, TaskEndKind.Killed),
            ("throws", () =>
            {
                while (true)
                {
                    try
                    {
                        try
                        {
                            s_sink++;
                        }
                        finally
                        {
                            Throw();
                        }
                    }
                    catch (InvalidOperationException)
                    {
                    }
                }
            }, TaskEndKind.Killed),
            ("faults", Invalid, TaskEndKind.Threw),
            ("finally", () =>
            {
                try
                {
                    Throw();
                }
                finally
                {
                    while (!s_stop)
                    {
                        s_sink++;
                    }
                }
            }, TaskEndKind.Cut),
        ];
        JoinHandle<bool> heart = TaskBuilder.For(Beat).Named("heart").Spawn();
        int wrong = 0;
        foreach ((string name, Action body, TaskEndKind end) in tasks)
        {
            wrong += Judge(name, TaskBuilder.For(body).Named(name).Spawn(), end);
        }

        wrong += Deadlock();
        JoinHandle<bool>[] all = [.. tasks.Select(t => TaskBuilder.For(t.Body).Named(t.Name).Spawn())];
        s_worstBeat = 0;
        Thread.Sleep(500);
        Console.WriteLine($"with all, the longest beat {s_worstBeat} ms");
        for (int i = 0; i < all.Length; i++)
        {
            all[i].Kill(50, LimitOf(tasks[i].End));
        }

        for (int i = 0; i < all.Length; i++)
        {
            all[i].Wait();
            bool isRight = all[i].EndKind == tasks[i].End;
            wrong += isRight ? 0 : 1;
            Console.WriteLine($"with all, {tasks[i].Name,-10} {all[i].EndKind}{(isRight ? "" : " WRONG")}");
        }

        s_stop = true;
        heart.Join();
        Console.WriteLine($"the longest beat: {s_worstBeat} ms of {BeatMilliseconds}");
        Console.WriteLine(wrong == 0 ? "all whole" : $"{wrong} WRONG");
        return wrong == 0 ? 0 : 1;
    }

    private static int LimitOf(TaskEndKind end) => end == TaskEndKind.Cut ? ShortLimit : LongLimit;

    private static int Judge(string name, JoinHandle<bool> task, TaskEndKind end)
    {
        Thread.Sleep(30);
        task.Kill(50, LimitOf(end));
        bool isRight = task.Wait(2 * LongLimit) && task.EndKind == end;
        Console.WriteLine($"{name,-10} {task.EndKind}{(isRight ? "" : $" WRONG {task.Exception}")}, "
            + $"the longest beat {s_worstBeat} ms");
        s_worstBeat = 0;
        return isRight ? 0 : 1;
    }

    private static int Deadlock()
    {
        JoinHandle<bool> one = TaskBuilder.For(() => Both(s_first, s_second)).Spawn();
        JoinHandle<bool> two = TaskBuilder.For(() => Both(s_second, s_first)).Spawn();
        Thread.Sleep(100);
        one.Kill(50, LongLimit);
        bool isRight = one.Wait(LongLimit) && two.Wait(LongLimit)
            && (one.EndKind, two.EndKind) == (TaskEndKind.Killed, TaskEndKind.Returned);
        Console.WriteLine($"deadlock   {one.EndKind}, the other {two.EndKind}{(isRight ? "" : " WRONG")}");
        return isRight ? 0 : 1;
    }

    private static void Both(object first, object second)
    {
        lock (first)
        {
            Thread.Sleep(30);
            lock (second)
            {
                s_sink++;
            }
        }
    }

    private static void Beat()
    {
        long last = Environment.TickCount64;
        while (!s_stop)
        {
            Thread.Sleep(BeatMilliseconds);
            long now = Environment.TickCount64;
            s_worstBeat = Math.Max(s_worstBeat, now - last);
            last = now;
        }
    }

    private static void Keep()
    {
        List<byte[]> kept = [];
        while (true)
        {
            try
            {
                kept.Add(new byte[10_000]);
                if (kept.Count > 500)
                {
                    kept.Clear();
                }
            }
            catch (OutOfMemoryException)
            {
                kept.Clear();
            }
        }
    }

    private static int Deep(int depth) => Deep(depth + 1) + 1;

    private static void Throw() => throw new InvalidOperationException("from a finally");

    private static void Invalid() => Theseus.Runtime.Testing.FaultProbe.Overflow();
}
