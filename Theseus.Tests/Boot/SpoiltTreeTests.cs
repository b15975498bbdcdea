using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// Cells that are wrong, from the source to the running system: each is said at the right place, and what is right
/// again builds and boots. One tree and one order, because each world takes a run of ILC.
/// </summary>
public sealed class SpoiltTreeTests
{
    private const string DoesNotCompile = """
        namespace Bad;

        internal static class Program
        {
            private static int Main() => Nowhere.Value;
        }
        """;

    private const string Symbol = "theseus_symbol_that_nothing_defines";

    private const string WantsSymbol = $$"""
        using System.Runtime;
        using System.Runtime.CompilerServices;

        namespace Unbound
        {
            internal static class Program
            {
                private static int Main() => Wanted();

                [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "{{Symbol}}")]
                private static extern int Wanted();
            }
        }

        namespace System.Runtime
        {
            [AttributeUsage(AttributeTargets.Method)]
            internal sealed class RuntimeImportAttribute(string library, string symbol) : Attribute
            {
                public string Text => library + symbol;
            }
        }
        """;

    private const string Throws = """
        switch (args)
        {
            case ["exit", var status]:
                Environment.Exit(int.Parse(status));
                break;
            case ["return", var status]:
                return int.Parse(status);
            case ["async"]:
                await Task.CompletedTask;
                throw new InvalidOperationException("after an await");
            case ["finalizer"]:
                Dropped.Make();
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return 0;
        }
        Console.WriteLine("about to throw");
        Thrower.Inner(args);
        return 0;

        internal static class Thrower
        {
            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
            public static void Inner(string[] args)
            {
                try
                {
                    throw new InvalidOperationException($"thrown on purpose by {args.Length}");
                }
                finally
                {
                    Console.WriteLine("finally ran");
                }
            }
        }

        internal sealed class Dropped
        {
            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
            public static void Make()
            {
                for (int i = 0; i < 100; i++)
                {
                    _ = new Dropped();
                }
            }

            ~Dropped() => throw new InvalidOperationException("from a finalizer");
        }
        """;

    /// <summary>What the class library calls for the machine's name; the test takes its definition away.</summary>
    private const string MissingFunction = "SystemNative_GetHostName";

    private const string WantsMissing = """
        if (args is ["quietly"])
        {
            try
            {
                Console.WriteLine(Environment.MachineName);
            }
            catch (EntryPointNotFoundException missing)
            {
                Console.WriteLine($"caught {missing.GetType().Name}");
            }

            return;
        }

        Console.WriteLine(Environment.MachineName);
        """;

    [Fact]
    public void A_spoilt_cell_is_said_at_its_place_and_the_tree_recovers()
    {
        using SpoiltTree tree = new();

        tree.WriteCell("Bad", DoesNotCompile);
        Attack.ByEditorConfig.WriteTo(tree);
        HostCommand.Outcome broken = tree.RunBuild();
        Assert.Equal(1, broken.Status);
        Assert.Contains("Theseus.Cells/Bad/Program.cs(5,", broken.Errors);
        Assert.Contains("CS0103", broken.Errors);
        Assert.Contains("Nowhere", broken.Errors);
        Assert.False(File.Exists(tree.Workspace.Iso));
        Assert.Contains("Theseus.Cells/ByEditorConfig/Program.cs(1,1): error RS0030", broken.Errors);
        tree.RemoveCell("Bad");
        tree.RemoveCell(Attack.ByEditorConfig.Cell);

        AssertAttacksAreRefused(tree);

        tree.WriteCell("Unbound", WantsSymbol);
        HostCommand.Outcome unbound = tree.RunBuild();
        Assert.Equal(1, unbound.Status);
        Assert.True(unbound.Errors.Contains("THS1021 RuntimeSymbol: Unbound: ", StringComparison.Ordinal),
            unbound.Errors);
        Assert.Contains("Unbound.Program::Wanted()", unbound.Errors);
        Assert.False(File.Exists(tree.Workspace.Iso));
        tree.RemoveCell("Unbound");

        tree.WriteCell("Thrower", Throws);
        tree.WriteCell("Wants", WantsMissing);
        tree.Replace($"\"{MissingFunction}\"", "\"theseus_test_renamed\"", "Theseus.Platform", "Native",
            "Process", "NativeSystem.cs");
        HostCommand.Outcome whole = tree.RunBuild();
        Assert.True(whole.Status == 0, whole.Errors);
        Assert.Empty(whole.Output);
        Assert.Matches($@"warning: MissingSymbols: {MissingFunction} is defined nowhere, wanted by .*; the code of wants leads there\.", whole.Errors);
        AssertThrowsStayInside(tree);
    }

    /// <summary>
    /// One build for all: the guard says what it has against each cell before the compiler of the world runs.
    /// </summary>
    private static void AssertAttacksAreRefused(SpoiltTree tree)
    {
        foreach (Attack attack in Attack.All)
        {
            attack.WriteTo(tree);
        }

        HostCommand.Outcome refused = tree.RunBuild();
        Assert.Equal(1, refused.Status);
        foreach (Attack attack in Attack.All)
        {
            Assert.True(
                refused.Errors.Contains($"THS{(int)attack.Rule} {attack.Rule}: {attack.Cell}: ",
                    StringComparison.Ordinal), refused.Errors);
        }

        Assert.DoesNotContain("ILC:", refused.Errors);
        foreach (Attack attack in Attack.All)
        {
            tree.RemoveCell(attack.Cell);
        }
    }

    private static void AssertThrowsStayInside(SpoiltTree tree)
    {
        ExecResult result = SharedBoot.Exec(tree.Workspace, new MachineOptions { Timeout = TimeSpan.FromMinutes(5) },
            "thrower", "echo after a throw", "thrower async", "thrower exit 42", "thrower return 43",
                "thrower finalizer", "echo at the end",
            "wants", "wants quietly", "hello");
        SharedBoot.AssertNoTrouble(result);
        Assert.Equal([134, 0, 134, 42, 43, 134, 0, 134, 0, 0], result.Lines.Select(line => line.Status));

        string thrown = result.Lines[0].Output;
        Assert.StartsWith("about to throw\n", thrown);
        Assert.Contains("Unhandled exception. System.InvalidOperationException: thrown on purpose by 0\n", thrown);
        Assert.Contains("   at Thrower.Inner(", thrown);
        Assert.EndsWith("\n", thrown);
        // Main is asynchronous: its state machine catches what the program does not
        Assert.Contains("finally ran\n", thrown);
        Assert.Equal("after a throw\n", result.Lines[1].Output);

        Assert.Contains("System.InvalidOperationException: after an await", result.Lines[2].Output);
        Assert.Contains("Unhandled exception. System.InvalidOperationException: from a finalizer",
            result.Lines[5].Output);
        Assert.Equal("at the end\n", result.Lines[6].Output);

        Assert.Contains(
            $"Unhandled exception. System.EntryPointNotFoundException: This system has no function '{MissingFunction}'",
            result.Lines[7].Output);
        Assert.Contains("   at System.Environment.get_MachineName()", result.Lines[7].Output);
        Assert.Equal("caught EntryPointNotFoundException\n", result.Lines[8].Output);
    }
}
