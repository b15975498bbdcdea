using System.Diagnostics;
using System.Globalization;
using Theseus.Build.Evolution.Methods;

namespace Theseus.Build.Commands;

/// <summary><c>./theseus bench methods</c>: of how many methods the fast way of an evolution gives what the whole world
/// does.</summary>
public static class BenchMethods
{
    private const int Count = 400;
    private const int Seed = 1;

    public static int Run(Workspace workspace)
    {
        ImageBuild.Run(workspace, new BuildOptions());
        long begun = Stopwatch.GetTimestamp();
        IReadOnlyList<MethodSurvey.Compared> methods = MethodSurvey.Run(workspace, Count, Seed);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        MethodSurvey.Compared[] others = [.. methods.Where(m => m.Difference.Length > 0)];
        Console.Out.WriteLine($"measured {DateTime.UtcNow:yyyy-MM-dd}: of {methods.Count} methods compiled alone "
            + $"{methods.Count - others.Length} are what the whole world has; "
            + $"{(seconds / methods.Count).ToString("F2", CultureInfo.InvariantCulture)} s for one");
        foreach (MethodSurvey.Compared other in others)
        {
            Console.Out.WriteLine($"  {other.Method}: {other.Difference.Split('\n')[0]}");
        }

        return 0;
    }
}
