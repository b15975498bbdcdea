using System.Globalization;
using System.Text.RegularExpressions;
using Theseus.Build.Machine;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus bench cells</c>: what loading and unloading cost in instructions (the emulator's clock ticks once an
/// instruction) and, without that, in time; and how large what is loaded and the books of it are. The cell
/// <c>cellbench</c> takes the figures.
/// </summary>
public static partial class BenchCells
{
    /// <summary>Most that a figure may be, by how its name begins; issue 4 says why these.</summary>
    private static readonly (string Begins, double Aim)[] s_aims =
    [
        ("load a small cell, ", 70_000),
        ("load a large cell, ", 4_000_000),
        ("nano-core", 2048),
    ];

    /// <summary>Linux's module loader on the same emulator (issue 4), for a module of about this size.</summary>
    private static readonly (string Begins, double Instructions)[] s_linux = [
        ("load a small cell, ", 139_000), ("load a large cell, ", 12_200_000)];

    private readonly record struct Figure(string What, double Value, string Unit, string How);

    /// <returns>0 if every aim is met.</returns>
    public static int Run(Workspace workspace)
    {
        ImageBuild.Run(workspace, new BuildOptions());
        Figure[] counted = Measure(workspace, "counts instructions",
            new MachineOptions { CountInstructions = true, Timeout = TimeSpan.FromMinutes(10) }, out _);
        Figure[] timed = Measure(workspace, "keeps time", new MachineOptions { Timeout = TimeSpan.FromMinutes(10) },
            out double ticksPerMicrosecond);

        Console.Out.WriteLine(
            $"measured {DateTime.UtcNow:yyyy-MM-dd}: instructions (QEMU -icount shift=0, one CPU), and time without "
                + $"counting (TCG)");
        Console.Out.WriteLine();
        Console.Out.WriteLine("| what | figure | aim | Linux | time | how taken |");
        Console.Out.WriteLine("| --- | ---: | ---: | ---: | ---: | --- |");
        int missed = 0;
        foreach (Figure figure in counted)
        {
            double aim = Of(s_aims, figure.What);
            missed += figure.Value > aim ? 1 : 0;
            string unit = figure.Unit == "ticks" ? "instructions" : figure.Unit;
            string time = figure.Unit == "ticks"
                ? timed.Where(t => Key(t.What) == Key(figure.What)).Select(t => Time(t.Value / ticksPerMicrosecond))
                .FirstOrDefault("") : "";
            Console.Out.WriteLine(
                $"| {figure.What} | {Number(figure.Value)} {unit} | {Aim(figure.Value, aim)} | "
                    + $"{Text(Of(s_linux, figure.What))} | {time} | {figure.How} |");
        }

        return missed == 0 ? 0 : 1;
    }

    private static Figure[] Measure(Workspace workspace, string how, MachineOptions options,
        out double ticksPerMicrosecond)
    {
        Progress.Say($"cellbench on an emulator that {how} ...");
        ExecResult result = ExecSession.Run(workspace, options, ["cellbench"], Stream.Null, Stream.Null);
        if (result is not { Status: 0, Trouble: null })
        {
            throw new BuildException("BenchFailed", result.Trouble ?? $"cellbench ended with status {result.Status}");
        }

        Figure[] figures =
        [
            .. Row().Matches(result.Lines[0].Output).Select(row => new Figure(
                row.Groups["what"].Value, double.Parse(row.Groups["figure"].Value, CultureInfo.InvariantCulture),
                    row.Groups["unit"].Value, row.Groups["how"].Value)),
        ];
        ticksPerMicrosecond = figures.First(f => f.Unit == "MHz").Value;
        return [.. figures.Where(f => f.Unit != "MHz")];
    }

    /// <summary>What a row is about, without the figures in its name.</summary>
    private static string Key(string what) => what.Split(':')[0];

    private static double Of((string Begins, double Value)[] table, string what) =>
        table.Where(a => what.StartsWith(a.Begins, StringComparison.Ordinal)
        && !what.Contains("per ", StringComparison.Ordinal))
            .Select(a => a.Value).DefaultIfEmpty(double.NaN).First();

    private static string Aim(double figure, double aim) =>
        double.IsNaN(aim) ? "" : figure > aim ? $"≤ {Number(aim)}, missed" : $"≤ {Number(aim)}";

    private static string Text(double number) => double.IsNaN(number) ? "" : Number(number);

    private static string Time(double microseconds) => microseconds < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{microseconds:F1} µs")
        : string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:F1} ms");

    private static string Number(double number) =>
        number.ToString(number < 1000 && number != Math.Floor(number) ? "F1" : "N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ +(?<what>\S.*?) {2,}(?<figure>[\d.]+) (?<unit>\w+)  \((?<how>.*)\)$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
