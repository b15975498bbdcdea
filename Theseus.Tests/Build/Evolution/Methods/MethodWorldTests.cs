using System.Text;
using Theseus.Build;
using Theseus.Build.Cells;
using Theseus.Build.Evolution;
using Theseus.Build.Evolution.Methods;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Build.Evolution.Methods;

/// <summary>A package of methods that were compiled alone is that of the whole world, or there is none.</summary>
public sealed class MethodWorldTests : IDisposable
{
    private const string Literal = "world__Str_hello", Type = "_ZTV4Shell_Job";

    private readonly EvolvingSources _before = Sources();
    private readonly EvolvingSources _now = Sources();

    private static EvolvingSources Sources() => new EvolvingSources()
        .Function("Shell_Run", "call Shell_Print\ncall Other_Add\nret")
        .Function("Shell_Print", "mov $1, %eax\nlea Shell_Text(%rip), %rcx\nret")
        .Function("Other_Add", "mov $2, %eax\nret")
        .Data("Shell_Text", ".quad 1").Data(Type, ".quad 5, 6").Use("Shell_Run", Type);

    public void Dispose()
    {
        _before.Dispose();
        _now.Dispose();
    }

    private EvolutionResult Evolve(WorldBook running, string[] functions, params string[] data) =>
        _now.EvolveAlone(running, _before, functions, data);

    private string ForWholeWorld(WorldBook running, string[] functions, params string[] data) =>
        Assert.Throws<WholeWorldException>(() => Evolve(running, functions, data)).Message;

    /// <summary>The cells that a package brings and the changes that it makes.</summary>
    private static (string[] Cells, byte[][] Files, EvolutionChange[] Changes) In(EvolutionResult result)
    {
        EvolutionView view = new(result.Package);
        EvolutionCell[] cells = view.Cells.ToArray();
        string[] names = new string[cells.Length];
        byte[][] files = new byte[cells.Length][];
        for (int i = 0; i < cells.Length; i++)
        {
            names[i] = Encoding.UTF8.GetString(view.NameOf(cells[i]));
            files[i] = cells[i].IsBrought ? view.FileOf(cells[i]).ToArray() : [];
        }

        return (names, files, view.Changes.ToArray());
    }

    private void AssertAsWhole(WorldBook running, EvolutionResult alone)
    {
        EvolutionResult whole = _now.Evolve(running);
        (string[] Cells, byte[][] Files, EvolutionChange[] Changes) expected = In(whole), actual = In(alone);
        Assert.Equal(expected.Cells, actual.Cells);
        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected.Changes, actual.Changes);
        Assert.Equal(whole.Replaced, alone.Replaced);
        Assert.Equal(whole.AtHome, alone.AtHome);
        Assert.Equal(whole.Added, alone.Added);
        Assert.True(alone.IsOfMethods && !whole.IsOfMethods);
        Assert.True(_now.Evolve(alone.Next).IsNothing);
    }

    [Fact]
    public void A_method_brings_what_the_whole_world_would()
    {
        WorldBook running = _before.Build();
        _now.Function("Shell_Print", "mov $7, %eax\nlea Shell_Text(%rip), %rcx\ncall Other_Add\nret");
        AssertAsWhole(running, Evolve(running, ["Shell_Print"], "Shell_Text"));
    }

    [Fact]
    public void What_comes_once_more_is_what_the_system_has()
    {
        WorldBook running = _before.Build();
        _now.Function("Shell_Print", "mov $7, %eax\nlea Shell_Text(%rip), %rcx\nret");
        AssertAsWhole(running, Evolve(running, ["Shell_Print"]));
    }

    [Fact]
    public void Methods_of_several_cells_come_with_a_new_one_and_one_literal_for_all()
    {
        WorldBook running = _before.Build();
        _now.Function("Shell_Run", $"call Shell_New\nlea {Literal}(%rip), %rax\nret")
            .Function("Shell_New", $"lea {Literal}(%rip), %rax\ncall Other_Add\nret")
            .Function("Other_Add", "mov $3, %eax\nret").Data(Literal, ".quad 9");
        AssertAsWhole(running, Evolve(running, ["Other_Add", "Shell_New", "Shell_Run"], Literal));
    }

    [Fact]
    public void A_method_that_is_the_same_is_not_brought()
    {
        WorldBook running = _before.Build();
        _now.Function("Other_Add", "mov $3, %eax\nret");
        AssertAsWhole(running, Evolve(running, ["Shell_Run", "Other_Add"]));
    }

    [Fact]
    public void Nothing_is_sent_for_methods_that_are_the_same() =>
        Assert.True(Evolve(_before.Build(), ["Shell_Run", "Other_Add"]).IsNothing);

    [Fact]
    public void A_body_can_be_that_at_home_again_and_then_another_one()
    {
        WorldBook booted = _before.Build();
        _now.Function("Other_Add", "mov $3, %eax\nret");
        WorldBook running = Evolve(booted, ["Other_Add"]).Next;
        _before.Function("Other_Add", "mov $3, %eax\nret");
        _now.Function("Other_Add", "mov $2, %eax\nret");
        EvolutionResult back = Evolve(running, ["Other_Add"]);
        Assert.Equal(["Other_Add"], back.AtHome);
        AssertAsWhole(running, back);
        _before.Function("Other_Add", "mov $2, %eax\nret");
        _now.Function("Other_Add", "mov $4, %eax\nret");
        AssertAsWhole(back.Next, Evolve(back.Next, ["Other_Add"]));
    }

    [Fact]
    public void A_method_that_came_with_another_can_change()
    {
        WorldBook booted = _before.Build();
        _now.Function("Shell_Print", "call Shell_New\nret").Function("Shell_New", "ret");
        WorldBook running = Evolve(booted, ["Shell_New", "Shell_Print"]).Next;
        _before.Function("Shell_Print", "call Shell_New\nret").Function("Shell_New", "ret");
        _now.Function("Shell_New", "nop\nret");
        EvolutionResult result = Evolve(running, ["Shell_New"]);
        Assert.Equal(["Shell~1", "Shell~2"], In(result).Cells);
        AssertAsWhole(running, result);
    }

    [Fact]
    public void A_method_that_is_compiled_otherwise_alone_is_for_the_whole_world()
    {
        WorldBook running = _before.Build();
        _now.Function("Other_Add", "mov $3, %eax\nret");
        _before.Function("Other_Add", "mov $2, %ecx\nret");
        Assert.Contains("otherwise alone", ForWholeWorld(running, ["Other_Add"]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nothing_has_is_for_the_whole_world()
    {
        WorldBook running = _before.Build();
        _now.Function("Other_Add", "call Other_Generic\nret");
        Assert.Contains("Other_Generic", ForWholeWorld(running, ["Other_Add"]), StringComparison.Ordinal);
    }

    [Fact]
    public void New_data_that_others_could_need_otherwise_is_for_the_whole_world()
    {
        WorldBook running = _before.Build();
        _now.Function("Other_Add", "lea __GenericDict_Other(%rip), %rax\nret").Data("__GenericDict_Other", ".quad 1");
        Assert.Contains("__GenericDict_Other",
            ForWholeWorld(running, ["Other_Add"], "__GenericDict_Other"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_is_used_in_another_way_is_for_the_whole_world()
    {
        WorldBook running = _before.Build();
        _now.Function("Shell_Print", $"lea {Type}(%rip), %rax\nret");
        AssertAsWhole(running, Evolve(running, ["Shell_Print"], Type));
        _now.Data(Type, ".quad 5, 7");
        Assert.Contains("in another way", ForWholeWorld(running, ["Shell_Print"], Type), StringComparison.Ordinal);

        // As before, alone, it is what the system has.
        WorldBook used = _before.Function("Shell_Print", $"nop\nlea {Type}(%rip), %rax\nret").Build();
        _before.Data(Type, ".quad 5, 7");
        Assert.Equal(["Shell_Print"], Evolve(used, ["Shell_Print"], Type).Replaced);
    }

    [Fact]
    public void The_lesser_form_of_a_type_with_one_method_does_not_hide_the_whole_one_with_another()
    {
        WorldBook running = _before.Function("Shell_Print", $"lea {Type}(%rip), %rax\nret").Build();
        using EvolvingSources whole = Sources().Data(Type, ".quad 5, 7");
        _now.Function("Shell_Print", $"nop\nlea {Type}(%rip), %rax\nret")
            .Function("Shell_Run", $"lea {Type}(%rip), %rax\nret");
        Assert.Contains("in another way", Assert.Throws<WholeWorldException>(() => _now.EvolveAlone(running, _before,
            [("Shell_Print", _now), ("Shell_Run", whole.Function("Shell_Run", $"lea {Type}(%rip), %rax\nret"))], Type))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_has_another_name_too_is_for_the_whole_world()
    {
        const string body = ".globl Other_Export\nOther_Export: mov $2, %eax\nret";
        WorldBook running = _before.Function("Other_Add", body).Build();
        WorldBook renamed = new(running.Pieces.Select(p => p.Name == HashOf("Other_Add")
            ? new PieceHome(HashOf("Other_Export"), p.Content, p.Offset, p.Size, (uint)p.Cell, p.Kind) : p), [],
            running.Declarations, [.. running.Symbols.Where(s => s.Name != HashOf("Other_Export")),
                new SymbolHome(HashOf("Other_Add"), HashOf("Other_Export"), 0)])
        {
            State = running.State, World = running.World, Target = running.Target, Generation = 0,
            Cells = running.Cells, Assemblies = running.Assemblies,
        };
        _now.Function("Other_Add", "mov $3, %eax\nret");
        Assert.Contains("another name", ForWholeWorld(renamed, ["Other_Add"]), StringComparison.Ordinal);
    }

    private static ulong HashOf(string name) => SymbolHashes.HashOf(name);

    [Fact]
    public void A_method_at_whose_home_no_jump_can_stand_is_refused()
    {
        WorldBook running = _before.Function("Other_Add", "nop\n1: nop\njmp 1b").Build();
        _now.Function("Other_Add", "mov $3, %eax\nret");
        Assert.Equal("NoRoomAtHome", Assert.Throws<BuildException>(() => Evolve(running, ["Other_Add"])).Id);
    }
}
