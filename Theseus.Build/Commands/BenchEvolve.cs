using System.Diagnostics;
using System.Globalization;
using Theseus.Build.Evolution;
using Theseus.Build.Machine;
using Theseus.Build.Machine.Evolving;
using Theseus.Format;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus bench evolve</c>: edits sources of the tree one after the other while a machine runs that was built of
/// them, and takes the time until it runs the edit. Another machine, whose clock ticks once an instruction, takes the
/// same packages: so pause and total do not depend on the host. The sources are as they were afterwards.
/// </summary>
public static class BenchEvolve
{
    /// <summary>Aims of pause and total, of an edit of one body.</summary>
    private const double PauseAim = 20_000, AllAim = 1_000_000;

    private static readonly TimeSpan s_toListen = TimeSpan.FromSeconds(60);
    private static readonly string[] s_script = ["hello", "help", "nonsense", "evolve", "evolve listen"];

    private static readonly Edit s_hello = new(["Theseus.Cells", "Hello", "Program.cs"], "[] => \"world\",",
        "[] => \"wide world\",");

    private static readonly Edit s_shell = new(["Theseus.Cells", "Shell", "Commands.cs"],
        "refused ?? \"unknown command\"", "refused ?? \"no such command\"");

    private static readonly Edit s_loader = new(["Theseus.CellLinker", "Evolution", "Settling.cs"],
        "the system is in it", "here the system is");

    private static readonly (string Name, Edit[] Edits)[] s_edits =
    [
        ("a comment", [s_hello with { What = "greets each of its arguments.", With = "greets all of its arguments." }]),
        ("a body in Hello", [s_hello]),
        ("a body in the shell", [s_shell]),
        ("a short method of the line editor, and who holds copies of it", [new(
            ["Theseus.Cells", "Drivers", "LineEditor", "LineEditor.Display.cs"], "Send(\"\\a\")", "Send(\"\\a\\a\")")]),
        ("a body in the loader", [s_loader]),
        ("a method and a call in Hello", [s_hello with
        {
            What = "    private static void Main(string[] arguments)\n    {\n",
            With = "    private static int Three() => Environment.TickCount == 0 ? 4 : 3;\n\n"
                + "    private static void Main(string[] arguments)\n    {\n        _ = Three();\n",
        }]),
        ("a constant in the shell", [s_shell with
        {
            File = ["Theseus.Cells", "Shell", "Prompt.cs"], What = "theseus\\x1b[0m> ", With = "evolved\\x1b[0m> ",
        }]),
        ("bodies in Hello, the shell and the loader", [s_hello, s_shell, s_loader]),
        ("a method before lambdas in the shell", [s_shell with
        {
            What = "    private static int Clear()\n    {\n",
            With = "    private static int Three() => Environment.TickCount == 0 ? 4 : 3;\n\n"
                + "    private static int Clear()\n    {\n        _ = Three();\n",
        }]),
        ("a lambda before others in the shell", [s_shell with
        {
            What = "        List<string> words = CommandLine.Split(line, out bool inBackground);\n",
            With = "        List<string> words = CommandLine.Split(line, out bool inBackground);\n"
                + "        words.RemoveAll(word => word == \"please\");\n",
        }]),
    ];

    /// <returns>0 if every aim is met.</returns>
    public static int Run(Workspace workspace)
    {
        ImageBuild.Run(workspace, new BuildOptions());
        List<Step> led = Lead(workspace);
        Console.Out.WriteLine($"measured {DateTime.UtcNow:yyyy-MM-dd}: instructions (QEMU -icount shift=0, one CPU), "
            + "and time on the host");
        Console.Out.WriteLine();
        Console.Out.WriteLine(
            "| edit | nothing else runs | all in the machine | pages | package | saved until it runs | whole world |");
        Console.Out.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        return Count(workspace, led) ? 0 : 1;
    }

    /// <summary>Edits, and leads a machine on, one after the other.</summary>
    private static List<Step> Lead(Workspace workspace)
    {
        using Machine beside = new(workspace, countInstructions: false);
        using MachineEvolution machine = MachineEvolution.Connect(workspace, beside.Socket);
        List<Step> led = new();
        foreach ((string name, Edit[] edits) in s_edits)
        {
            List<EditedFile> files = new();
            try
            {
                foreach (Edit edit in edits)
                {
                    files.Add(new EditedFile(workspace.In(edit.File)));
                    files[^1].Replace(edit.What, edit.With);
                }

                Add(name);
            }
            finally
            {
                files.ForEach(f => f.Dispose());
            }

            Add(name: null);
        }

        return led;

        void Add(string? name)
        {
            long begun = Stopwatch.GetTimestamp();
            EvolutionAnswer answer = machine.Lead(new EvolutionBuildOptions(), isDryRun: false, inBrief: true);
            Require(answer);
            Step step = new(name, Seconds(Stopwatch.GetElapsedTime(begun)), "in that", machine.LastPackage);
            begun = Stopwatch.GetTimestamp();
            if (answer.IsToBeProved && name is not null)
            {
                EvolutionAnswer proof = machine.Prove(CancellationToken.None);
                Require(proof with { IsDone = proof.Text == MachineEvolution.Agrees });
                step = step with { Whole = $"same, {Seconds(Stopwatch.GetElapsedTime(begun))}" };
            }

            led.Add(step);
        }
    }

    private static string Seconds(TimeSpan time) =>
        $"{time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s";

    /// <summary>What is edited, in which file, and how.</summary>
    private sealed record Edit(string[] File, string What, string With);

    /// <summary>An edit that a machine runs.</summary>
    /// <param name="Name">For people; null where one is taken back.</param>
    /// <param name="Seconds">From saving to running.</param>
    /// <param name="Whole">How long the compilation of the whole world took behind it, and what came of it.</param>
    /// <param name="Package">What was sent.</param>
    private sealed record Step(string? Name, string Seconds, string Whole, byte[] Package);

    /// <summary>Has another machine, which counts, take the same packages.</summary>
    private static bool Count(Workspace workspace, List<Step> led)
    {
        bool areMet = true;
        using Machine beside = new(workspace, countInstructions: true);
        using EvolutionLine line = EvolutionLine.Connect(beside.Socket, s_toListen, out _);
        foreach ((string? name, string seconds, string whole, byte[] package) in led)
        {
            if (package.Length == 0 && name is not null)
            {
                Console.Out.WriteLine($"| {name} | | | | nothing to send | {seconds} | |");
            }

            if (package.Length == 0)
            {
                continue;
            }

            EvolutionAnswer answer = line.Ask(EvolutionRequest.Apply, package, s_toListen);
            Require(answer);
            if (name is null)
            {
                continue;
            }

            (double pause, double all) = (Number(answer["pause"]), Number(answer["all"]));
            bool isOne = name.StartsWith("a body", StringComparison.Ordinal);
            areMet &= !isOne || (pause <= PauseAim && all <= AllAim);
            Console.Out.WriteLine($"| {name} | {Text(pause, isOne ? PauseAim : double.NaN)} | "
                + $"{Text(all, isOne ? AllAim : double.NaN)} | {answer["pages"]} | "
                + $"{(package.Length / 1024.0).ToString("F1", CultureInfo.InvariantCulture)} KiB | {seconds} | {whole} |");
        }

        return areMet;
    }

    private static void Require(EvolutionAnswer answer)
    {
        if (!answer.IsDone)
        {
            throw new BuildException("BenchFailed", answer.Text);
        }
    }

    private static double Number(string digits) => double.Parse(digits, CultureInfo.InvariantCulture);

    private static string Text(double figure, double aim)
    {
        string text = figure.ToString("N0", CultureInfo.InvariantCulture);
        return double.IsNaN(aim) ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text} (≤ {aim:N0}{(figure > aim ? ", missed" : "")})");
    }

    /// <summary>A machine that runs beside, has what is edited in memory, and listens.</summary>
    private sealed class Machine : IDisposable
    {
        private readonly CancellationTokenSource _ended = new();
        private readonly Emulator _emulator;
        private readonly string _script = Path.GetTempFileName();

        public Machine(Workspace workspace, bool countInstructions)
        {
            Socket = Path.Combine(Path.GetTempPath(), $"theseus-{Guid.NewGuid():N}");
            File.WriteAllText(_script, string.Join('\n', s_script));
            _emulator = new Emulator(workspace,
                new MachineOptions { CountInstructions = countInstructions, EvolutionSocket = Socket, Headless = true },
                ExecSession.ArgumentsOf(_script), ownsTerminal: false);
            _ = _emulator.Output.CopyToAsync(Stream.Null, _ended.Token);
        }

        public string Socket { get; }

        public void Dispose()
        {
            _ended.Cancel();
            _emulator.Dispose();
            _ended.Dispose();
            File.Delete(_script);
        }
    }
}
