using System.Diagnostics;
using System.Globalization;
using Theseus.Tasks.Supervision;

namespace Theseus.Cells.TaskBench;

/// <summary>
/// From a fault to the begin of the next life of what has failed, by the clock: <c>./theseus bench recovery</c>. This
/// cell begins anew meanwhile, so what is measured lies in objects.
/// </summary>
internal static class Recovery
{
    private const int Times = 100;
    private const int WithinMs = 600_000;

    private sealed class Figures
    {
        public List<double> Instructions { get; } = [];

        public long FailedAt { get; set; }

        public int Lives { get; set; }
    }

    public static int Run()
    {
        Measure("null reference, until the task begins anew", 1, Follow);
        Measure("exception that is thrown, until the task begins anew", 1, Throw);
        Measure("the same again, until the task begins anew in a fresh cell", 2, Follow);
        return 0;
    }

    /// <param name="what">What it is called.</param>
    /// <param name="faults">Which of the faults of one child, one behind the other, is measured.</param>
    /// <param name="fault">Fails.</param>
    private static void Measure(string what, int faults, Action fault)
    {
        Figures figures = new();
        for (int i = 0; i < Times; i++)
        {
            GC.Collect();
            One(figures, faults, fault);
        }

        double[] sorted = [.. figures.Instructions.Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what,-60}  {sorted[Times / 2],9:F1}  (median of {Times}, at most {sorted[^1]:F0})"));
    }

    private static void One(Figures figures, int faults, Action fault)
    {
        figures.Lives = 0;
        Supervisor supervisor = Supervisor.Begin("bench", new RestartPolicy(
            mostRestarts: faults, withinMs: WithinMs, firstBackOffMs: 0, mostBackOffMs: 0));
        supervisor.Start("child", () =>
        {
            long now = Stopwatch.GetTimestamp();
            while (!supervisor.IsJoined)
            {
                Thread.Yield();
            }

            if (figures.Lives++ == faults)
            {
                figures.Instructions.Add((now - figures.FailedAt) * (1e9 / Stopwatch.Frequency));
                supervisor.Dispose();
                return;
            }

            figures.FailedAt = Stopwatch.GetTimestamp();
            fault();
        });
        supervisor.Join();
    }

    private static void Follow()
    {
        object nothing = null!;
        nothing.ToString();
    }

    private static void Throw() => throw new InvalidOperationException();
}
