using System.Diagnostics;

namespace Theseus.Build;

/// <summary>What the build is at, on standard error: standard output belongs to what runs in the machine.</summary>
public static class Progress
{
    private static readonly Stopwatch Clock = Stopwatch.StartNew();

    /// <summary>How often a long step says that it lives.</summary>
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(15);

    /// <summary>Seconds that each step took, in order; benchmarks print them.</summary>
    public static List<(string Step, double Seconds)> Steps { get; } = [];

    public static void Say(string text) => Console.Error.WriteLine($"[{Clock.Elapsed.TotalSeconds,6:f1}] {text}");

    public static void Warn(string text) => Console.Error.WriteLine($"warning: {text}");

    /// <summary>Announces <paramref name="step"/>, does it, and tells how long it took.</summary>
    public static T Time<T>(string step, Func<T> action)
    {
        Say($"{step} ...");
        var started = Stopwatch.GetTimestamp();
        using var pulse = new Timer(_ => Say($"{step}: still at it"), null, Pulse, Pulse);
        var result = action();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Steps.Add((step, seconds));
        Say($"{step}: {seconds:f1} s");
        return result;
    }

    public static void Time(string step, Action action) => Time(step, () =>
    {
        action();
        return 0;
    });
}
