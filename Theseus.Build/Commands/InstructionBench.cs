using System.Globalization;
using System.Text.RegularExpressions;
using Theseus.Build.Machine;

namespace Theseus.Build.Commands;

/// <summary>
/// Benchmarks that a cell takes on the machine. The emulator's clock ticks once an instruction, so that the figures do
/// not depend on the host.
/// </summary>
public static partial class InstructionBench
{
    /// <param name="workspace">The tree.</param>
    /// <param name="cell">What is typed at the prompt: it prints a row a figure.</param>
    /// <param name="memoryMiB">Of the machine.</param>
    /// <param name="aims">Most instructions that a figure may have, by how its name begins.</param>
    /// <returns>0 if every aim is met.</returns>
    public static int Run(
        Workspace workspace, string cell, int memoryMiB, IReadOnlyList<(string Begins, double Aim)> aims)
    {
        ImageBuild.Run(workspace, new BuildOptions());
        Progress.Say($"{cell} on an emulator that counts instructions ...");
        MachineOptions options = new() { MemoryMiB = memoryMiB, CountInstructions = true,
            Timeout = TimeSpan.FromMinutes(10) };
        ExecResult result = ExecSession.Run(workspace, options, [cell], Stream.Null, Stream.Null);
        if (result is not { Status: 0, Trouble: null })
        {
            throw new BuildException("BenchFailed", result.Trouble ?? $"{cell} ended with status {result.Status}");
        }

        Console.Out.WriteLine(
            $"measured {DateTime.UtcNow:yyyy-MM-dd}: instructions (QEMU -icount shift=0, one CPU, {memoryMiB} MiB), "
                + $"without those of timing");
        Console.Out.WriteLine();
        Console.Out.WriteLine("| what | instructions | aim | how taken |");
        Console.Out.WriteLine("| --- | ---: | ---: | --- |");
        int missed = 0;
        foreach (Match row in Row().Matches(result.Lines[0].Output))
        {
            (string what, double figure) =
                (row.Groups["what"].Value, double.Parse(row.Groups["figure"].Value, CultureInfo.InvariantCulture));
            double aim = aims.Where(a => what.StartsWith(a.Begins, StringComparison.Ordinal)).Select(a => a.Aim)
                .DefaultIfEmpty(double.NaN).First();
            missed += figure > aim ? 1 : 0;
            Console.Out.WriteLine($"| {what} | {Number(figure)} | {Aim(figure, aim)} | {row.Groups["how"].Value} |");
        }

        return missed == 0 ? 0 : 1;
    }

    private static string Aim(double figure, double aim) =>
        double.IsNaN(aim) ? "" : figure > aim ? $"≤ {Number(aim)}, missed" : $"≤ {Number(aim)}";

    private static string Number(double number) =>
        number.ToString(number < 1000 && number != Math.Floor(number) ? "F1" : "N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ +(?<what>\S.*?) {2,}(?<figure>[\d.]+)  \((?<how>.*)\)$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
