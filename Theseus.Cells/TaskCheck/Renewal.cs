using System.Text.Json;
using Theseus.Tasks.Supervision;

namespace Theseus.Cells.TaskCheck;

/// <summary>
/// A cell whose statics were left wrong begins anew where the same fault comes again. So this cell does: what is to be
/// known afterwards is in objects, which stay.
/// </summary>
internal static class Renewal
{
    private const int Many = 10;
    private const int WithinMs = 600_000;
    private const int LongMs = 600_000;

    private static readonly List<string> s_begun = [];
    private static bool s_isBroken;

    private sealed class Outcome
    {
        public int Lives { get; set; }

        public int OtherLives { get; set; }

        public string Seen { get; set; } = "";

        public Type Type { get; } = typeof(Marker);

        public object Marker { get; } = new Marker();
    }

    private sealed class Marker;

    /// <summary>One whose statics are wrong is served by fresh ones, with all its types.</summary>
    public static int Statics()
    {
        Outcome outcome = new();
        Supervisor supervisor = Supervisor.Begin("renewal", new RestartPolicy(
            mostRestarts: Many, withinMs: WithinMs, firstBackOffMs: 1, mostBackOffMs: 1));
        SupervisedTask other = supervisor.Start("other", () =>
        {
            outcome.OtherLives++;
            WaitHere();
        });
        SupervisedTask server = supervisor.Start("server", () =>
        {
            Serve(outcome, supervisor);
            while (outcome.OtherLives < 2)
            {
                Thread.Sleep(1); // it has begun anew, and may not have run yet
            }

            supervisor.Dispose();
        });
        supervisor.Join();
        Checks.Is("statics.lives", "3 2", $"{outcome.Lives} {server.Restarts}");
        Checks.Is("statics.seen", "1 2 1 ", outcome.Seen);
        Checks.Is("statics.other", "2 1", $"{outcome.OtherLives} {other.Restarts}");
        Checks.Is("statics.type", "True True",
            $"{ReferenceEquals(outcome.Type, typeof(Marker))} {outcome.Marker.GetType() == typeof(Marker)}");
        return Checks.End();
    }

    /// <summary>One that a task is in which nobody begins anew stays as it is.</summary>
    public static int Busy()
    {
        Outcome outcome = new();
        Thread thread = new(WaitHere) { IsBackground = true };
        thread.Start();
        while (thread.ThreadState != (ThreadState.WaitSleepJoin | ThreadState.Background))
        {
            Thread.Yield();
        }

        Supervisor supervisor = Supervisor.Begin("busy", new RestartPolicy(
            mostRestarts: 2, withinMs: WithinMs, firstBackOffMs: 1, mostBackOffMs: 1));
        supervisor.Start("server", () => Serve(outcome, supervisor));
        Checks.Is("busy.join", "GaveUp", Checks.Thrown(supervisor.Join));
        Checks.Is("busy.seen", "3 1 2 3 ", $"{outcome.Lives} {outcome.Seen}");
        return Checks.End();
    }

    /// <summary>The cell of a library that refuses its input goes first, then this one, then all that use it.</summary>
    public static int Library()
    {
        Outcome outcome = new();
        Supervisor supervisor = Supervisor.Begin("library", new RestartPolicy(
            mostRestarts: 4, withinMs: WithinMs, firstBackOffMs: 1, mostBackOffMs: 1));
        supervisor.Start("parser", () =>
        {
            outcome.Lives++;
            s_begun.Add("again");
            outcome.Seen += $"{s_begun.Count} ";
            while (!supervisor.IsJoined)
            {
                Thread.Sleep(1);
            }

            JsonDocument.Parse("{").Dispose();
        });
        Checks.Is("library.join", "GaveUp", Checks.Thrown(supervisor.Join));
        Checks.Is("library.seen", "5 1 2 3 1 1 ", $"{outcome.Lives} {outcome.Seen}");
        return Checks.End();
    }

    /// <summary>Not by a last call, which would leave nothing of this cell on the stack.</summary>
    private static void WaitHere()
    {
        while (true)
        {
            Thread.Sleep(LongMs);
        }
    }

    private static void Serve(Outcome outcome, Supervisor supervisor)
    {
        outcome.Lives++;
        s_begun.Add("again");
        outcome.Seen += $"{s_begun.Count} ";
        while (!supervisor.IsJoined)
        {
            Thread.Sleep(1);
        }

        s_isBroken |= outcome.Lives == 1;
        if (s_isBroken)
        {
            object nothing = null!;
            nothing.ToString();
        }
    }
}
