using System.Globalization;
using System.Text.RegularExpressions;
using Theseus.Build.Machine;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus bench memory</c>: what owned memory and the heap cost, in instructions. The emulator's clock ticks
/// once an instruction, so that the figures do not depend on the host; the cell <c>memorybench</c> takes them.
/// </summary>
public static partial class BenchMemory
{
    /// <summary>100,000 mappings of 4 KiB are 400 MB, and a bench beside them wants room.</summary>
    private const int MemoryMiB = 1024;

    /// <summary>Most instructions that a figure may have, by how its name begins; issue 3 says why these.</summary>
    private static readonly (string Begins, double Aim)[] s_aims =
    [
        ("map, touch, unmap 4 KiB", 3000),
        ("allocate 24 bytes", 35),
        ("collection, 100000 objects in a list", 10_000_000),
    ];

    /// <returns>0 if every aim is met.</returns>
    public static int Run(Workspace workspace)
    {
        ImageBuild.Run(workspace, new BuildOptions());
        Progress.Say("memorybench on an emulator that counts instructions ...");
        MachineOptions options = new() { MemoryMiB = MemoryMiB, CountInstructions = true,
            Timeout = TimeSpan.FromMinutes(10) };
        ExecResult result = ExecSession.Run(workspace, options, ["memorybench"], Stream.Null, Stream.Null);
        if (result is not { Status: 0, Trouble: null })
        {
            throw new BuildException("BenchFailed", result.Trouble ?? $"memorybench ended with status {result.Status}");
        }

        Console.Out.WriteLine(
            $"measured {DateTime.UtcNow:yyyy-MM-dd}: instructions (QEMU -icount shift=0, one CPU, {MemoryMiB} MiB), "
                + $"without those of timing");
        Console.Out.WriteLine();
        Console.Out.WriteLine("| what | instructions | aim | how taken |");
        Console.Out.WriteLine("| --- | ---: | ---: | --- |");
        int missed = 0;
        foreach (Match row in Row().Matches(result.Lines[0].Output))
        {
            (string what, double figure) =
                (row.Groups["what"].Value, double.Parse(row.Groups["figure"].Value, CultureInfo.InvariantCulture));
            double aim = s_aims.Where(a => what.StartsWith(a.Begins, StringComparison.Ordinal)).Select(a => a.Aim)
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
