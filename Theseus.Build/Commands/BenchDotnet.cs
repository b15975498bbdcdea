using System.Globalization;
using System.Text.RegularExpressions;
using Theseus.Build.Linux;
using Theseus.Build.Machine;
using Theseus.Build.World;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus bench dotnet</c>: what ordinary operations cost here and on Linux, in instructions of the same
/// emulator. Both run the cell <c>operationbench</c>, there published by the SDK's Native AOT of the same version;
/// <c>docs/benchmarks.md</c> says how.
/// </summary>
public static partial class BenchDotnet
{
    private const int MemoryMiB = 1024;
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(20);

    /// <returns>0 if no row is above 1.</returns>
    public static int Run(Workspace workspace)
    {
        ImageBuild.Run(workspace, new BuildOptions());
        MachineOptions options = new() { MemoryMiB = MemoryMiB, CountInstructions = true, Timeout = s_timeout };
        Dictionary<string, double> here = Progress.Time("operationbench in Theseus", () => Here(workspace, options));
        string version = new Packages().Version;
        string program = LinuxProgram.Publish(workspace, workspace.In("Theseus.Cells", "OperationBench"), version);
        LinuxGuest guest = new(workspace);
        Dictionary<string, double> there = Progress.Time("operationbench on Linux",
            () => Figures(guest.Run(program, options.Cpu, MemoryMiB, s_timeout)));
        return Print(here, there, version);
    }

    private static Dictionary<string, double> Here(Workspace workspace, MachineOptions options)
    {
        ExecResult result = ExecSession.Run(workspace, options, ["operationbench"], Stream.Null, Stream.Null);
        return result is { Status: 0, Trouble: null }
            ? Figures(result.Lines[0].Output)
            : throw new BuildException("BenchFailed", result.Trouble
            ?? $"operationbench ended with status {result.Status}");
    }

    private static Dictionary<string, double> Figures(string text) => Row().Matches(text).ToDictionary(
        row => row.Groups["what"].Value, row => double.Parse(row.Groups["figure"].Value, CultureInfo.InvariantCulture));

    private static int Print(Dictionary<string, double> here, Dictionary<string, double> there, string version)
    {
        Console.Out.WriteLine(
            $"measured {DateTime.UtcNow:yyyy-MM-dd}: instructions (QEMU -icount shift=0, one CPU, {MemoryMiB} MiB); "
                + $"Linux: .NET {version}, Native AOT");
        Console.Out.WriteLine();
        Console.Out.WriteLine("| operation | Theseus | Linux | ratio |");
        Console.Out.WriteLine("| --- | ---: | ---: | ---: |");
        int behind = 0;
        foreach ((string what, double figure) in here)
        {
            double other = there[what];
            behind += figure > other ? 1 : 0;
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {Number(figure)} | {Number(other)} | {figure / other:F2} |"));
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine($"{here.Count} operations, {behind} above 1");
        return behind == 0 ? 0 : 1;
    }

    private static string Number(double number) =>
        number.ToString(number < 1000 ? "F1" : "N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<what>[^|]+) \| (?<figure>[\d.]+) \|\s*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
