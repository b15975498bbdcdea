using System.Text;
using Theseus.Build;
using Theseus.Build.Machine;
using Theseus.Build.Machine.Evolving;
using Theseus.Format;
using Theseus.Tests.CellLinker;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// A running machine is led on by its second serial port, and back. The packages are made by hand: the new body of
/// <c>hello</c> is one that returns at once.
/// </summary>
public sealed class EvolutionTests
{
    private const byte Return = 0xC3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private static readonly Lazy<(ExecResult Result, EvolutionAnswer[] Answers)> s_run = new(Run);

    private static string[] Script =>
    [
        "hello", "evolve listen &", "evolve await 1", "hello", "evolve", "evolve verify", "cells", "echo here",
        "evolve undo", "hello", "evolve await 2", "evolve", "hello", "evolve verify", "mem check",
    ];

    private static (CellHeader Header, uint Main) Hello()
    {
        CellView view = new(File.ReadAllBytes(Path.Combine(Workspace.Find().Cells, "Hello.cell")));
        return (view.Header, view.App[0].Entry);
    }

    private static byte[] Package(Hash128 from, uint generation)
    {
        (CellHeader header, uint main) = Hello();
        return new SamplePackage { World = header.WorldIdentity, From = from, Generation = generation }
            .With("Hello", main, Return).Make();
    }

    private static (ExecResult Result, EvolutionAnswer[] Answers) Run()
    {
        string socket = Path.Combine(Path.GetTempPath(), $"theseus-test-{Guid.NewGuid():N}");
        Task<EvolutionAnswer[]> host = Task.Run(() => Ask(socket));
        ExecResult result = SharedBoot.Exec(new MachineOptions { EvolutionSocket = socket }, Script);
        SharedBoot.AssertNoTrouble(result);
        return (result, host.GetAwaiter().GetResult());
    }

    private static EvolutionAnswer[] Ask(string socket)
    {
        using EvolutionLine line = EvolutionLine.Connect(socket, s_patience, out EvolutionAnswer state);
        Hash128 world = Hello().Header.WorldIdentity;
        byte[] package = Package(world, 1);
        byte[] damaged = [.. package];
        damaged[^1] ^= 1;
        List<EvolutionAnswer> answers =
        [
            state,
            line.Ask(EvolutionRequest.Apply, damaged, s_patience),
            line.Ask(EvolutionRequest.Apply, "no package"u8, s_patience),
            line.Ask(EvolutionRequest.Apply, Package(new Hash128(3, 4), 2), s_patience),
            line.Ask((EvolutionRequest)99, [], s_patience),
            line.Ask(EvolutionRequest.DryRun, package, s_patience),
            line.Ask(EvolutionRequest.Apply, package, s_patience),
        ];
        while (line.Ask(EvolutionRequest.State, [], s_patience)["generation"] != "0")
        {
            Thread.Sleep(100); // until it was undone at the prompt
        }

        answers.Add(line.Ask(EvolutionRequest.Apply, package, s_patience));
        answers.Add(line.Ask(EvolutionRequest.Apply, Package(ToOf(package), 2), s_patience));
        return [.. answers];
    }

    private static Hash128 ToOf(byte[] package) => new EvolutionView(package).Header.To;

    private static string Output(int line) => Lines[line].Output;

    private static IReadOnlyList<(string Output, int Status)> Lines => s_run.Value.Result.Lines;

    [Fact]
    public void A_function_has_its_new_body_until_that_is_undone()
    {
        Assert.Equal("Hello, world, from Theseus in C#!\n", Output(0));
        Assert.Equal("", Output(3));
        Assert.Equal("Hello, world, from Theseus in C#!\n", Output(9));
        Assert.Equal("", Output(12));
        Assert.All(Lines, line => Assert.Equal(0, line.Status));
    }

    [Fact]
    public void The_prompt_says_in_which_state_the_system_is()
    {
        Assert.Contains("evolution 1, state ", Output(4), StringComparison.Ordinal);
        Assert.Contains("in force", Output(4), StringComparison.Ordinal);
        Assert.Contains("Hello~1", Output(4), StringComparison.Ordinal);
        Assert.Contains("Theseus.Cells.Hello.Program.Main", Output(4), StringComparison.Ordinal);
        Assert.Contains("evolution 2, state ", Output(11), StringComparison.Ordinal);
        Assert.Contains("Hello~2", Output(11), StringComparison.Ordinal);
    }

    [Fact]
    public void All_code_in_memory_is_what_the_state_says()
    {
        Assert.Contains("1 function leads to another body", Output(5), StringComparison.Ordinal);
        Assert.Contains("all right", Output(5), StringComparison.Ordinal);
        Assert.Contains("all right", Output(13), StringComparison.Ordinal);
        Assert.Contains("Hello~1", Output(6), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_taken_is_refused_by_name_and_the_next_is_heard()
    {
        string[] expected =
        [
            "generation 0", "BadHash:", "Truncated:", "WrongBaseline:", "UnknownRequest:", "functions 1",
            "generation 1", "generation 1", "generation 2",
        ];
        EvolutionAnswer[] answers = s_run.Value.Answers;
        Assert.Equal(expected.Length, answers.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Contains(expected[i], answers[i].Text, StringComparison.Ordinal);
            Assert.Equal(!expected[i].EndsWith(':'), answers[i].IsDone);
        }
    }
}
