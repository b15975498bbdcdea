using Theseus.Memory;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;

namespace Theseus.Cells.TaskCheck;

/// <summary>Supervisors begin anew what has failed, whatever ended it, and nothing of it is left.</summary>
internal static class Supervision
{
    private const int Bytes = 3 * 4096;
    private const int MostWaitMs = 60_000;
    private const int Resident = 5;

    private static readonly List<string> s_log = [];
    private static MappedPages<ReadWrite> s_mapping;
    private static int s_lives;

    public static int Run()
    {
        Order(RestartStrategy.OneForOne, "-b +b");
        Order(RestartStrategy.AllForOne, "-b -c -a +a +b +c");
        Order(RestartStrategy.RestForOne, "-b -c +b +c");
        Fault();
        Released();
        Kinds();
        Killed();
        Cut();
        AtOnce();
        Escalated();
        Parents();
        Refused();
        Watchdogs.Run();
        return Checks.End();
    }

    /// <summary>A program with a supervisor tree, to be looked at from outside.</summary>
    public static int Hold()
    {
        Supervisor top = Supervisor.Begin("top", new RestartPolicy(RestartStrategy.RestForOne));
        top.Start("steady", () => WaitLong());
        Supervisor nested = top.StartSupervisor("nested",
            new RestartPolicy(RestartStrategy.AllForOne, 2, 60_000, 1, 1, WhenExceeded.GiveUp));
        nested.Start("shaky", () =>
        {
            if (s_lives++ == 0)
            {
                object nothing = null!;
                nothing.ToString();
            }

            WaitLong();
        });
        WaitFor(() => s_lives == 2);
        Console.WriteLine("holding");
        WaitLong();
        return 0;
    }

    private static RestartPolicy Many(RestartStrategy strategy = RestartStrategy.OneForOne) =>
        new(strategy, 100, MostWaitMs, 1, 1);

    private static void Order(RestartStrategy strategy, string expected)
    {
        TaskEvent fail = new(EventReset.Auto);
        s_log.Clear();
        using Supervisor supervisor = Supervisor.Begin("order", Many(strategy));
        supervisor.Start("a", () => Live("a", null));
        SupervisedTask middle = supervisor.Start("b", () => Live("b", fail));
        supervisor.Start("c", () => Live("c", null));
        WaitFor(() => s_log.Count == 3);
        s_log.Clear();
        fail.Set();
        WaitFor(() => middle.Restarts == 1 && s_log.Count == expected.Split(' ').Length);
        Checks.Is($"order.{strategy}", expected, Logged());
        s_log.Clear();
        supervisor.Dispose();
        Checks.Is($"order.{strategy}.end", "-c -b -a", Logged());
    }

    private static void Fault()
    {
        s_lives = 0;
        using Supervisor supervisor = Supervisor.Begin("faulty", Many());
        SupervisedTask child = supervisor.Start("null", () =>
        {
            if (s_lives++ == 0)
            {
                object nothing = null!;
                nothing.ToString();
            }
        }, RestartKind.Transient);
        child.Wait();
        Checks.Is("fault.done", "Done 1 2", $"{child.State} {child.Restarts} {s_lives}");
    }

    private static void Released()
    {
        ulong before = MemoryOwner.Current.Pages;
        TaskMutex mutex = new();
        s_lives = 0;
        using Supervisor supervisor = Supervisor.Begin("taker", Many());
        string seen = "";
        SupervisedTask child = supervisor.Start("taker", () =>
        {
            seen += $"{s_mapping.IsHeld} ";
            s_mapping = MappedPages.Allocate(Bytes);
            mutex.Enter();
            if (s_lives++ < 2)
            {
                throw new InvalidOperationException();
            }
        }, RestartKind.Transient);
        child.Wait();
        Checks.Is("released.seen", "False False False ", seen);
        Checks.Is("released.left", $"False True {before}",
            $"{s_mapping.IsHeld} {mutex.TryEnter(0).IsHeld} {MemoryOwner.Current.Pages}");
        mutex.Exit();
    }

    private static void Kinds()
    {
        s_lives = 0;
        using Supervisor supervisor = Supervisor.Begin("kinds", Many());
        SupervisedTask permanent = supervisor.Start("permanent", () =>
        {
            if (s_lives++ == Resident)
            {
                WaitLong();
            }
        });
        WaitFor(() => s_lives > Resident);
        Checks.Is("kinds.permanent", $"Running {Resident}", $"{permanent.State} {permanent.Restarts}");
        SupervisedTask temporary = supervisor.Start("temporary", () => throw new InvalidOperationException(),
            RestartKind.Temporary);
        temporary.Wait();
        Checks.Is("kinds.temporary", "Done 0 Threw", $"{temporary.State} {temporary.Restarts} {temporary.LastEnd}");
        SupervisedTask built = TaskBuilder.For(() => 42).Named("built").WithStack(1 << 20)
            .SpawnUnder(supervisor, RestartKind.Transient);
        built.Wait();
        Checks.Is("kinds.built", "built Done Returned", $"{built.Name} {built.State} {built.LastEnd}");
    }

    private static void Killed()
    {
        s_log.Clear();
        using Supervisor supervisor = Supervisor.Begin("killed", Many());
        SupervisedTask child = supervisor.Start("a", () => Live("a", null), RestartKind.Transient);
        WaitFor(() => s_log.Count == 1);
        child.Task!.Kill();
        WaitFor(() => s_log.Count == 3);
        Checks.Is("killed.child", "+a -a +a Killed", $"{Logged()} {child.LastEnd}");
        supervisor.Start("b", () => Live("b", null));
        WaitFor(() => s_log.Count == 4);
        s_log.Clear();
        supervisor.Task!.Kill();
        supervisor.Wait();
        Checks.Is("killed.supervisor", "-b -a Ended Killed", $"{Logged()} {supervisor.State} {supervisor.LastEnd}");
        Checks.Is("killed.join", "Killed", Checks.Thrown(supervisor.Join));
    }

    private static void Cut()
    {
        s_lives = 0;
        using Supervisor supervisor = Supervisor.Begin("cut", Many());
        SupervisedTask child = supervisor.Start("stubborn", () =>
        {
            if (s_lives++ != 0)
            {
                return;
            }

            try
            {
                Loop();
            }
            finally
            {
                Loop();
            }
        }, RestartKind.Transient);
        WaitFor(() => s_lives == 1);
        Thread.Sleep(10);
        child.Task!.Kill(0, 300);
        child.Wait();
        Checks.Is("cut.child", "Done 1 2", $"{child.State} {child.Restarts} {s_lives}");
    }

    private static void AtOnce()
    {
        s_lives = 0;
        Supervisor supervisor = Supervisor.Begin("hopeless", new RestartPolicy(
            mostRestarts: 3, withinMs: MostWaitMs, firstBackOffMs: 0));
        supervisor.Start("thrower", () =>
        {
            s_lives++;
            throw new FormatException("on purpose");
        });
        supervisor.Wait();
        Checks.Is("atonce.lives", "4 GaveUp", $"{s_lives} {supervisor.State}");
        SupervisionFailure failure = supervisor.Failure!.Value;
        Checks.Is("atonce.failure", "thrower Threw on purpose",
            $"{failure.Child} {failure.End} {failure.Exception?.Message}");
        Checks.Is("atonce.join", "GaveUp", Checks.Thrown(supervisor.Join));
        Checks.Is("atonce.start", "GaveUp", Checks.Thrown(() => supervisor.Start("late", WaitLong)));
    }

    private static void Escalated()
    {
        s_lives = 0;
        Supervisor top = Supervisor.Begin("upper", new RestartPolicy(mostRestarts: 1, withinMs: MostWaitMs));
        Supervisor nested = top.StartSupervisor("lower", new RestartPolicy(mostRestarts: 2, withinMs: MostWaitMs));
        nested.Start("thrower", () =>
        {
            s_lives++;
            throw new FormatException();
        });
        top.Wait();
        Checks.Is("escalated", "6 GaveUp Ended lower", $"{s_lives} {top.State} {nested.State} {top.Failure?.Child}");
    }

    private static void Parents()
    {
        s_log.Clear();
        Supervisor? supervisor = null;
        JoinHandle<bool> task = TaskBuilder.For(() =>
        {
            supervisor = Supervisor.Begin("owned", Many());
            supervisor.Start("a", () => Live("a", null));
            supervisor.StartSupervisor("n", Many()).Start("b", () => Live("b", null));
            WaitFor(() => s_log.Count == 2);
        }).Spawn();
        task.Join();
        Checks.Is("parent.ended", "+a +b -b -a Ended", $"{Logged()} {supervisor!.State}");
    }

    private static void Refused()
    {
        Supervisor supervisor = Supervisor.Begin("refused", Many());
        supervisor.Dispose();
        Checks.Is("refused.start", "Ended", Checks.Thrown(() => supervisor.Start("late", WaitLong)));
        Checks.Is("refused.twice", "nothing", Checks.Thrown(supervisor.Dispose));
    }

    private static string Logged()
    {
        lock (s_log)
        {
            return string.Join(' ', s_log);
        }
    }

    private static void Live(string name, TaskEvent? fail)
    {
        Log($"+{name}");
        try
        {
            if (fail is null)
            {
                WaitLong();
            }

            fail!.Wait();
            throw new InvalidOperationException(name);
        }
        finally
        {
            Log($"-{name}");
        }
    }

    private static void Log(string what)
    {
        lock (s_log)
        {
            s_log.Add(what);
        }
    }

    private static void WaitLong() => Thread.Sleep(MostWaitMs);

    private static void WaitFor(Func<bool> condition)
    {
        while (!condition())
        {
            Thread.Sleep(1);
        }
    }

    private static void Loop()
    {
        while (true)
        {
        }
    }
}
