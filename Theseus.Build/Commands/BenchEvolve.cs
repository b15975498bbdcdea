using System.Diagnostics;
using System.Globalization;
using Theseus.Build.Machine;
using Theseus.Build.Machine.Evolving;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus bench evolve</c>: edits sources of the tree one after the other while a machine runs that was built of
/// them. The emulator's clock ticks once an instruction, so that pause and total do not depend on the host; the time
/// from an edit until it runs does. The sources are as they were afterwards.
/// </summary>
public static class BenchEvolve
{
    /// <summary>Aims of pause and total, of an edit of one body.</summary>
    private const double PauseAim = 20_000, AllAim = 1_000_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(60);

    /// <summary>What is edited, in which file, and how.</summary>
    private static readonly (string Name, string[] File, string What, string With)[] s_edits =
    [
        ("a comment", ["Theseus.Cells", "Hello", "Program.cs"], "greets each of its arguments.",
            "greets all of its arguments."),
        ("a body in Hello", ["Theseus.Cells", "Hello", "Program.cs"], "[] => \"world\",", "[] => \"wide world\","),
        ("a body in the shell", ["Theseus.Cells", "Shell", "Commands.cs"], "refused ?? \"unknown command\"",
            "refused ?? \"no such command\""),
        ("a method and a call in the shell", ["Theseus.Cells", "Shell", "Commands.cs"],
            "    private static int Clear()\n    {\n",
            "    private static int Three() => Environment.TickCount == 0 ? 4 : 3;\n\n"
                + "    private static int Clear()\n    {\n        _ = Three();\n"),
        ("a lambda before others", ["Theseus.Cells", "Shell", "Commands.cs"],
            "        List<string> words = CommandLine.Split(line, out bool inBackground);\n",
            "        List<string> words = CommandLine.Split(line, out bool inBackground);\n"
                + "        words.RemoveAll(word => word == \"please\");\n"),
        ("a body in the loader", ["Theseus.CellLinker", "Evolution", "Settling.cs"], "the system is in it",
            "here the system is"),
    ];

    /// <returns>0 if every aim is met.</returns>
    public static int Run(Workspace workspace)
    {
        ImageBuild.Run(workspace, new BuildOptions());
        string socket = Path.Combine(Path.GetTempPath(), $"theseus-{Environment.ProcessId}.bench");
        MachineOptions options = new() { CountInstructions = true, EvolutionSocket = socket, Timeout = s_patience };
        string[] script =
            ["hello", "help", "nonsense", "evolve", "evolve listen &", $"evolve await {uint.MaxValue} 10000000"];
        Task<ExecResult> run = Task.Run(() => ExecSession.Run(workspace, options, script, Stream.Null, Stream.Null));
        Console.Out.WriteLine($"measured {DateTime.UtcNow:yyyy-MM-dd}: instructions (QEMU -icount shift=0, one CPU), "
            + "and time on the host");
        Console.Out.WriteLine();
        Console.Out.WriteLine(
            "| edit | nothing else runs | all in the machine | pages | package | saved until it runs |");
        Console.Out.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        bool areMet = true;
        using MachineEvolution machine = MachineEvolution.Connect(workspace, socket);
        foreach ((string name, string[] file, string what, string with) in s_edits)
        {
            using EditedFile edited = new(workspace.In(file));
            edited.Replace(what, with);
            areMet &= Measure(machine, name);
        }

        areMet &= Measure(machine, "all of it back");
        return areMet && !run.IsFaulted ? 0 : 1;
    }

    private static bool Measure(MachineEvolution machine, string name)
    {
        long begun = Stopwatch.GetTimestamp();
        EvolutionAnswer answer = machine.Lead(isDryRun: false, inBrief: true);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (!answer.IsDone)
        {
            throw new BuildException("BenchFailed", answer.Text);
        }

        string time = seconds.ToString("F1", CultureInfo.InvariantCulture);
        if (machine.Last is not { } last)
        {
            Console.Out.WriteLine($"| {name} | | | | nothing to send | {time} s |");
            return true;
        }

        (double pause, double all) = (Number(last["pause"]), Number(last["all"]));
        bool isOne = name.StartsWith("a body", StringComparison.Ordinal);
        Console.Out.WriteLine($"| {name} | {Text(pause, isOne ? PauseAim : double.NaN)} | "
            + $"{Text(all, isOne ? AllAim : double.NaN)} | {last["pages"]} | "
            + $"{(machine.LastBytes / 1024.0).ToString("F1", CultureInfo.InvariantCulture)} KiB | {time} s |");
        return !isOne || (pause <= PauseAim && all <= AllAim);
    }

    private static double Number(string digits) => double.Parse(digits, CultureInfo.InvariantCulture);

    private static string Text(double figure, double aim)
    {
        string text = figure.ToString("N0", CultureInfo.InvariantCulture);
        return double.IsNaN(aim) ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text} (≤ {aim:N0}{(figure > aim ? ", missed" : "")})");
    }
}
