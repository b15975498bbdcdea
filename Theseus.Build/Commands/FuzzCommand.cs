using System.Diagnostics;
using System.Globalization;
using Theseus.Build.Cells;
using Theseus.Format;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus fuzz cells [--seed N] [--count N]</c>: spoils real cells of the last build, small ones most.
/// </summary>
public static class FuzzCommand
{
    private const int DefaultCount = 1_000_000;
    private const int SmallBytes = 64 * 1024;

    /// <exception cref="BuildException"><c>NoCells</c>; <c>FuzzFailed</c> with what to run to see it again.</exception>
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        (int seed, int count) = (1, DefaultCount);
        if (arguments.Length == 0 || arguments[0] != "cells" || arguments.Length % 2 == 0)
        {
            return Usage.Unknown("fuzz");
        }

        for (int i = 1; i < arguments.Length; i += 2)
        {
            if (!int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return Usage.BadArgument("fuzz cells", $"{arguments[i]} {arguments[i + 1]}");
            }

            switch (arguments[i])
            {
                case "--seed": seed = value; break;
                case "--count": count = value; break;
                default: return Usage.BadArgument("fuzz cells", arguments[i]);
            }
        }

        string[] files = Directory.Exists(workspace.Cells)
            ? Directory.GetFiles(workspace.Cells, "*.cell").Where(f => new FileInfo(f).Length <= SmallBytes)
            .Order(StringComparer.Ordinal).ToArray() : [];
        if (files.Length == 0)
        {
            throw new BuildException("NoCells", $"no cells in {workspace.Cells}: run ./theseus build --cells");
        }

        Stopwatch watch = Stopwatch.StartNew();
        SortedDictionary<CellError, int> outcomes = new();
        for (int i = 0; i < files.Length; i++)
        {
            CellFuzzer fuzzer = new(File.ReadAllBytes(files[i]), seed);
            for (int step = 0; step < count / files.Length; step++)
            {
                Step(fuzzer, step, files[i], seed);
            }

            foreach ((CellError error, int times) in fuzzer.Outcomes)
            {
                outcomes[error] = outcomes.GetValueOrDefault(error) + times;
            }
        }

        foreach ((CellError error, int times) in outcomes)
        {
            Console.WriteLine($"{times,10} {error}");
        }

        Console.WriteLine(
            $"{files.Length} cells, seed {seed}, {watch.Elapsed.TotalSeconds:f1} s: each ended with a named error or "
                + $"worked");
        return 0;
    }

    private static void Step(CellFuzzer fuzzer, int step, string file, int seed)
    {
        try
        {
            fuzzer.Step(step);
        }
        catch (Exception e) when (e is not BuildException)
        {
            throw new BuildException("FuzzFailed", $"{file}, seed {seed}, step {step}: {e}", e);
        }
    }
}
