using System.Text;
using Theseus.Build;
using Theseus.Build.Evolution;
using Theseus.Build.Machine;
using Theseus.Build.Machine.Evolving;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// Sources are edited while the machine runs that was built of them: it runs the new code, refuses what it cannot
/// take, runs the old code again, and goes both ways by itself. One tree, one machine, one order, because each world
/// takes a run of ILC.
/// </summary>
public sealed class EvolvingTreeTests
{
    private const string Split = "        List<string> words = CommandLine.Split(line, out bool inBackground);";

    // A body, a literal, a generic instance of the class library's over a new type, a closure.
    private const string NewGreeting = """
                Dictionary<Guest, string> greetings = new() { [new Guest(1, 2)] = "Good morning" };
                Console.WriteLine($"{greetings[new Guest(1, 2)]}, {whom}, at {Attempt(() => whom.Length)}!");
        """;

    // A type, an iterator, a method that catches.
    private const string NewMembers = """
            private readonly record struct Guest(int First, long Second);

            private static IEnumerable<int> Some(int count)
            {
                for (int i = 0; i < count; i++)
                {
                    yield return i;
                }
            }

            private static int Attempt(Func<int> what)
            {
                try
                {
                    return what() + Some(3).Sum() + int.Parse("none");
                }
                catch (FormatException)
                {
                    return -what() - Some(4).Sum();
                }
            }

        """;

    // A lambda before others, whose delegates are alive in the table of commands.
    private const string NewSplit = Split + """

                if (words.Exists(word => word == "evolved?"))
                {
                    Console.WriteLine(string.Join('+', words.Select(word => $"{word}!")));
                    return 0;
                }

        """;

    /// <summary>
    /// Messages between two tasks, each made by code that is exchanged meanwhile, until there were so many, and so many
    /// of them were the first of another body: it says how many were not the one that was due.
    /// </summary>
    private const string Swapped = """
        using System.Runtime.CompilerServices;
        using Theseus.Tasks.Channels;

        (int fewest, int changes) = (int.Parse(args[0]), int.Parse(args[1]));
        (Sender<long> sender, Receiver<long> receiver) = Channel.Bounded<long>(8);
        using Receiver<long> received = receiver;
        Thread producer = new(() =>
        {
            using Sender<long> sent = sender;
            for (int i = 0; !Volatile.Read(ref Message.AreEnough); i++)
            {
                sent.Send(Message.Make(i));
            }
        });
        producer.Start();
        Console.WriteLine("messages are made");
        int due = 0;
        int wrong = 0;
        long last = 0;
        HashSet<long> bodies = [];
        foreach (long message in received.ReceiveAll())
        {
            wrong += message >> 8 == due ? 0 : 1;
            changes -= due > 0 && (message & 0xFF) != last ? 1 : 0;
            last = message & 0xFF;
            bodies.Add(last);
            due++;
            if (due >= fewest && changes <= 0)
            {
                Volatile.Write(ref Message.AreEnough, true);
            }
        }

        Console.WriteLine($"{fewest} messages and more, {wrong} wrong, {bodies.Count} bodies");

        internal static class Message
        {
            public static bool AreEnough;

            [MethodImpl(MethodImplOptions.NoInlining)]
            public static long Make(int number) => ((long)number << 8) + 1;
        }
        """;

    private const int FewestSwaps = 20;
    private const int BetweenLooks = 50; // ms

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(20);
    private static readonly string[] s_lineEditor = ["Theseus.Cells", "Drivers", "LineEditor", "LineEditor.cs"];

    private static readonly (string What, string With, string[] File)[] s_edits =
    [
        ("        Console.WriteLine($\"Hello, {whom}, from Theseus in C#!\");", NewGreeting,
            ["Theseus.Cells", "Hello", "Program.cs"]),
        ("    /// <summary>Greets whom", NewMembers + "    /// <summary>Greets whom",
            ["Theseus.Cells", "Hello", "Program.cs"]),
        (Split, NewSplit, ["Theseus.Cells", "Shell", "Commands.cs"]),
        ("((long)number << 8) + 1", "((long)number << 8) + 2", ["Theseus.Cells", "Swapped", "Program.cs"]),
        // Code of the kernel's that takes evolutions in.
        ("the system is in it", "here the system is", ["Theseus.CellLinker", "Evolution", "Settling.cs"]),
    ];

    private static readonly (string What, string With, string[] File)[] s_quick =
        [("Good morning", "Good day", ["Theseus.Cells", "Hello", "Program.cs"])];

    private static readonly (string What, string With, string[] File)[] s_field =
    [
        ("    private int _cursor;\n", "    private int _cursor;\n    private int _begun;\n", s_lineEditor),
        ("        _active = true;\n", "        _active = true;\n        _begun++;\n", s_lineEditor),
    ];

    private static readonly string[] s_script =
    [
        "hello", "evolved? yes", "evolve listen &", "evolve await 1 1200",
        "hello a", "evolved? yes", "help", "evolve", "evolve verify", $"swapped 300000 {2 * FewestSwaps}",
        "evolve await 3 1200",
        "hello", "evolved? yes", "evolve", "evolve verify", "evolve undo",
        "hello quick", "evolve verify", "evolve undo",
        "hello b", "evolved? yes", "evolve undo",
        "hello", "evolved? yes", "evolve undo", "evolve verify", "mem check",
    ];

    private static readonly string[] s_expected =
    [
        "Hello, world, from Theseus in C#!\n", "evolved?: unknown command\n", "", "",
        "Good morning, a, at -7!\n", "evolved?!+yes!\n", "lists the commands", "here the system is", "all right",
        "300000 messages and more, 0 wrong, 2 bodies", "",
        "Hello, world, from Theseus in C#!\n", "evolved?: unknown command\n", "the system is in it", "all right", "evolution 2: ",
        "Good day, quick, at -11!\n", "all right", "evolution 1: ",
        "Good morning, b, at -7!\n", "evolved?!+yes!\n", "evolution 0: ",
        "Hello, world, from Theseus in C#!\n", "evolved?: unknown command\n", "NothingToUndo", "all right", "",
    ];

    [Fact]
    public async Task What_is_edited_is_what_a_running_machine_does()
    {
        using SpoiltTree tree = new("Evolve");
        tree.WriteCell("Swapped", Swapped,
            "<ProjectReference Include=\"../../Theseus.Tasks/Theseus.Tasks.csproj\" />");
        HostCommand.Outcome built = tree.RunBuild();
        Assert.True(built.Status == 0, built.Errors);
        string socket = Path.Combine(Path.GetTempPath(), $"theseus-test-{Guid.NewGuid():N}");
        using SeenOutput output = new();
        Task<ExecResult> machine = Task.Run(() => ExecSession.Run(tree.Workspace,
            new MachineOptions { EvolutionSocket = socket, Timeout = s_patience }, s_script, output, Stream.Null));
        using (MachineEvolution evolution = MachineEvolution.Connect(tree.Workspace, socket))
        {
            Edit(tree, s_edits);
            AssertDone(evolution.Lead(new EvolutionBuildOptions(), isDryRun: false));

            // There and back, from when messages are made until enough of them were of another body than before.
            while (!output.Has("messages are made") && !machine.IsCompleted)
            {
                Thread.Sleep(BetweenLooks);
            }

            int swaps = 0;
            while (!output.Has("messages and more"))
            {
                AssertDone(evolution.Ask(EvolutionRequest.Undo));
                AssertDone(evolution.Ask(EvolutionRequest.Redo));
                swaps++;
            }

            Assert.InRange(swaps, FewestSwaps, int.MaxValue);

            // One method, compiled alone; the whole world behind it is the same.
            Edit(tree, s_quick);
            EvolutionAnswer quick = evolution.Lead(new EvolutionBuildOptions(), isDryRun: false);
            AssertDone(quick);
            Assert.True(quick.IsToBeProved, quick.Text);
            Assert.Equal(MachineEvolution.Agrees, evolution.Prove(CancellationToken.None).Text);

            // A field more: there are objects without it.
            Edit(tree, s_field);
            BuildException refused = Assert.Throws<BuildException>(
                () => evolution.Lead(new EvolutionBuildOptions(), isDryRun: false));
            Assert.Equal("ShapeChanged", refused.Id);
            Assert.Contains("LineEditor", refused.Message, StringComparison.Ordinal);

            Edit(tree, [.. s_edits.Concat(s_quick).Concat(s_field).Select(e => (e.With, e.What, e.File)).Reverse()]);
            EvolutionAnswer back = evolution.Lead(new EvolutionBuildOptions(), isDryRun: false);
            AssertDone(back);
            Assert.Contains("as it was: Theseus.Cells.Hello.Program.Main", back.Text, StringComparison.Ordinal);
        }

        ExecResult result = await machine;
        SharedBoot.AssertNoTrouble(result);
        for (int i = 0; i < s_script.Length; i++)
        {
            Assert.True(result.Lines[i].Output.Contains(s_expected[i], StringComparison.Ordinal),
                $"line {i}, '{s_script[i]}': wanted '{s_expected[i]}' in '{result.Lines[i].Output}'");
        }
    }

    /// <summary>What the machine has printed so far.</summary>
    private sealed class SeenOutput : MemoryStream
    {
        private readonly Lock _lock = new();

        public override void Write(byte[] buffer, int offset, int count)
        {
            lock (_lock)
            {
                base.Write(buffer, offset, count);
            }
        }

        public override void WriteByte(byte value)
        {
            lock (_lock)
            {
                base.WriteByte(value);
            }
        }

        public bool Has(string text)
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString(GetBuffer(), 0, (int)Length).Contains(text, StringComparison.Ordinal);
            }
        }
    }

    private static void Edit(SpoiltTree tree, (string What, string With, string[] File)[] edits)
    {
        foreach ((string what, string with, string[] file) in edits)
        {
            tree.Replace(what, with, file);
        }
    }

    private static void AssertDone(EvolutionAnswer answer) => Assert.True(answer.IsDone, answer.Text);
}
