using System.Diagnostics;

namespace Theseus.Build;

/// <summary>What the build is at, on standard error: standard output belongs to what runs in the machine.</summary>
public static class Progress
{
    private static readonly Stopwatch s_clock = Stopwatch.StartNew();

    /// <summary>How often a long step says that it lives.</summary>
    private static readonly TimeSpan s_pulse = TimeSpan.FromSeconds(15);

    /// <summary>Where it is said.</summary>
    public static TextWriter Output { get; set; } = Console.Error;

    /// <summary>Seconds that each step took, in order; benchmarks print them.</summary>
    public static List<(string Step, double Seconds)> Steps { get; } = [];

    public static void Say(string text) => Output.WriteLine($"[{s_clock.Elapsed.TotalSeconds,6:f1}] {text}");

    public static void Warn(string text) => Output.WriteLine($"warning: {text}");

    /// <summary>Announces <paramref name="step"/>, does it, and tells how long it took.</summary>
    public static T Time<T>(string step, Func<T> action)
    {
        Say($"{step} ...");
        long started = Stopwatch.GetTimestamp();
        using Timer pulse = new(_ => Say($"{step}: still at it"), null, s_pulse, s_pulse);
        T result = action();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
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
