using System.Diagnostics;
using System.Globalization;
using Theseus.Build.Machine;
using Theseus.Build.World;

namespace Theseus.Build.Commands;

/// <summary><c>./theseus bench NAME</c>: measures, and prints a table for the README.</summary>
public static class BenchCommand
{
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments) => arguments switch
    {
        ["build"] => BuildTimes(workspace),
        ["memory"] => BenchMemory.Run(workspace),
        ["tasks"] => BenchTasks.Run(workspace),
        ["evolve"] => BenchEvolve.Run(workspace),
        ["methods"] => BenchMethods.Run(workspace),
        ["recovery"] => BenchRecovery.Run(workspace),
        ["cells"] => BenchCells.Run(workspace),
        ["dotnet"] => BenchDotnet.Run(workspace),
        _ => throw new BuildException(
            "BadOption", "the benchmarks are: build, memory, cells, tasks, recovery, evolve, methods, dotnet"),
    };

    /// <summary>Clean and incremental build, boot, sizes. Leaves the tree built, as it found it.</summary>
    private static int BuildTimes(Workspace workspace)
    {
        List<(string What, string Value)> rows = new();
        ImageBuild.Run(workspace, new BuildOptions());

        foreach (string folder in ObjectFolders(workspace).ToArray())
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (string stamp in Directory.GetFiles(workspace.Temporary("stamps"))
            .Where(f => Path.GetFileName(f) != "Theseus.Build"))
        {
            File.Delete(stamp);
        }

        rows.Add(("clean build", Timed(workspace)));

        rows.Add(("nothing changed", Timed(workspace)));

        string source = Directory.GetFiles(workspace.In("Theseus.Cells", "Hello"), "*.cs").Order(StringComparer.Ordinal)
            .First();
        using (EditedFile edited = new(source))
        {
            edited.Append($"\ninternal static class Measured {{ public const int R = {Environment.TickCount}; }}\n");
            rows.Add(("one cell changed", Timed(workspace)));
        }

        ImageBuild.Run(workspace, new BuildOptions());

        rows.Add(("ISO", Size(workspace.Iso)));
        rows.Add(("image in it", Size(workspace.BareElf)));
        foreach ((string name, MachineOptions options) in new[]
        {
            ("BIOS, -cpu max", new MachineOptions()),
            ("BIOS, -cpu Nehalem", new MachineOptions { Cpu = "Nehalem" }),
            ("UEFI, -cpu max", new MachineOptions { Uefi = true, MemoryMiB = 256 }),
        })
        {
            rows.Add(($"power-on to prompt, {name}", BootTime(workspace, name, options)));
        }

        rows.AddRange(AtThePrompt(workspace));

        Console.Out.WriteLine(
            $"measured {DateTime.UtcNow:yyyy-MM-dd} on {Environment.ProcessorCount} cores, everything emulated (TCG)");
        Console.Out.WriteLine();
        Console.Out.WriteLine("| what | figure |");
        Console.Out.WriteLine("| --- | --- |");
        foreach ((string what, string value) in rows)
        {
            Console.Out.WriteLine($"| {what} | {value} |");
        }

        return 0;
    }

    private static IEnumerable<string> ObjectFolders(Workspace workspace) =>
        new ProjectSet(workspace).All.Select(p => p.Folder)
            .SelectMany(folder => new[] { Path.Combine(folder, "bin"), Path.Combine(folder, "obj") })
            .Where(Directory.Exists);

    private static string Timed(Workspace workspace)
    {
        Progress.Steps.Clear();
        long started = Stopwatch.GetTimestamp();
        ImageBuild.Run(workspace, new BuildOptions());
        IEnumerable<string> parts = Progress.Steps.Select(s => $"{s.Step.Split([' ', ':'])[0]} {s.Seconds:f1} s");
        string total = string.Create(CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s");
        return Progress.Steps.Count == 0 ? total : $"{total} ({string.Join(", ", parts)})";
    }

    private static string BootTime(Workspace workspace, string name, MachineOptions options)
    {
        Progress.Say($"boot: {name} ...");
        List<double> times = new();
        for (int i = 0; i < 3; i++)
        {
            ExecResult result = ExecSession.Run(workspace, options, ["echo"], Stream.Null, Stream.Null);
            if (result is not { Status: 0, SecondsToPrompt: { } seconds })
            {
                return $"failed: {result.Trouble ?? $"status {result.Status}"}";
            }

            times.Add(seconds);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{times.Min():f2} s");
    }

    /// <summary>What the kernel itself says of its boot time and its memory, a row for each of its lines.</summary>
    private static IEnumerable<(string, string)> AtThePrompt(Workspace workspace)
    {
        ExecResult result = ExecSession.Run(workspace, new MachineOptions(), ["boot", "mem"], Stream.Null, Stream.Null);
        return result.Lines.SelectMany(l => l.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(l => l.Trim()
            .Split("  ", 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2)
            .Select(parts =>
            ($"as the kernel says: {parts[0]}",
            string.Join(' ', parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    private static string Size(string file) =>
        string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(file).Length / 1024.0 / 1024:f1} MiB");
}
