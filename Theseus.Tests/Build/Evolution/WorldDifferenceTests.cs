using System.Text;
using Theseus.Build;
using Theseus.Build.Cells;
using Theseus.Build.Evolution;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Build.Evolution;

/// <summary>What of an edit goes into a package, and what is refused.</summary>
public sealed class WorldDifferenceTests : IDisposable
{
    private const string Closure = "Shell_Prompt___c__DisplayClass1_0";
    private const string Lambda = Closure + "___Run_b__0";

    private readonly EvolvingSources _sources = new EvolvingSources()
        .Function("Shell_Run", "call Shell_Print\ncall Other_Add\nret")
        .Function("Shell_Print", "mov $1, %eax\nret")
        .Function("Other_Add", "mov $2, %eax\nret")
        .Data("Shell_Text", ".quad 1").Use("Shell_Run", "Shell_Text");

    public void Dispose() => _sources.Dispose();

    private static string CellName(EvolutionView view, uint cell) =>
        Encoding.UTF8.GetString(view.NameOf(view.Cells[(int)cell]));

    private static PieceHome Home(WorldBook book, string name) =>
        book.Find(SymbolHashes.HashOf(name))!.Value;

    private BuildException Refused(WorldBook running) =>
        Assert.Throws<BuildException>(() => _sources.Evolve(running));

    [Fact]
    public void An_edited_body_is_one_change_from_its_home_to_a_brought_cell()
    {
        WorldBook running = _sources.Build();
        EvolutionResult result = _sources.Function("Shell_Print", "mov $7, %eax\nret").Evolve(running);
        EvolutionView view = new(result.Package);
        EvolutionChange change = Assert.Single(view.Changes.ToArray());
        Assert.Equal(("Shell", "Shell~1"), (CellName(view, change.Home), CellName(view, change.Body)));
        Assert.Equal(Home(running, "Shell_Print").Offset, change.HomeOffset);
        Assert.Equal(["Shell_Print"], result.Replaced);
        Assert.Empty(result.Added);
        Assert.Equal(1u, view.Header.Generation);
        Assert.True(view.Header.From.Is(running.World) && view.Header.To.Is(result.Next.State));
    }

    [Fact]
    public void The_brought_cell_is_of_the_booted_world_and_refers_by_place()
    {
        WorldBook running = _sources.Build();
        EvolutionResult result = _sources.Function("Shell_Run", "call Shell_Run\ncall Other_Add\nnop\nret")
            .Evolve(running);
        EvolutionView view = new(result.Package);
        CellView cell = new(view.FileOf(Assert.Single(view.Cells.ToArray(), c => c.IsBrought)));
        Assert.True(cell.Header.WorldIdentity.Is(running.World));
        Assert.Equal(CellHeader.ByPlace, cell.Header.Flags);
        string[] dependencies = new string[cell.Dependencies.Length];
        for (int i = 0; i < dependencies.Length; i++)
        {
            dependencies[i] = Encoding.UTF8.GetString(cell.Text(cell.Dependencies[i].Name));
        }

        Assert.Equal(["nano-core", "Other", "Shell"], dependencies);
        // Its own address is that of its home.
        Assert.Equal([Home(running, "Other_Add").Offset, Home(running, "Shell_Run").Offset],
            cell.Imports.ToArray().Select(i => (uint)i.Symbol));
    }

    [Fact]
    public void A_loaded_body_calls_the_homes_of_others_and_its_own()
    {
        WorldBook running = _sources.Build();
        EvolutionView view = new(_sources.Function("Shell_Run", "nop\ncall Shell_Run\ncall Other_Add\nret")
            .Evolve(running).Package);
        CellView cell = new(view.FileOf(Assert.Single(view.Cells.ToArray(), c => c.IsBrought)));
        const ulong at = 0x1000_0000, shell = 0x2000_0000, other = 0x3000_0000;
        ulong run = shell + Home(running, "Shell_Run").Offset, add = other + Home(running, "Other_Add").Offset;
        byte[] page = new byte[CellHeader.PageBytes];
        Assert.Equal(CellError.None, CellLoader.Load(cell, 0, page, at, [add, run], out _));
        Assert.Equal((run, add), (Target(2), Target(7)));

        ulong Target(int field) =>
            at + (ulong)field + sizeof(int) + (ulong)(long)BitConverter.ToInt32(page.AsSpan(field));
    }

    [Fact]
    public void What_is_unchanged_is_nothing()
    {
        WorldBook running = _sources.Build();
        EvolutionResult result = _sources.Evolve(running);
        Assert.True(result.IsNothing);
        Assert.Same(running, result.Next);
    }

    [Fact]
    public void Two_packages_of_the_same_are_the_same_bytes()
    {
        WorldBook running = _sources.Build();
        _sources.Function("Shell_Print", "mov $7, %eax\nret").Function("Other_Add", "nop\nret");
        Assert.Equal(_sources.Evolve(running).Package, _sources.Evolve(running).Package);
    }

    [Fact]
    public void A_new_function_and_its_literal_come_with_who_calls_it()
    {
        WorldBook running = _sources.Build();
        EvolutionResult result = _sources.Function("Shell_Print", "call Shell_New\nret")
            .Function("Shell_New", "lea Shell_Literal(%rip), %rax\nret").Data("Shell_Literal", ".quad 5, 6")
            .Evolve(running);
        Assert.Equal(["Shell_Print"], result.Replaced);
        Assert.Equal(["Shell_New"], result.Added);
        Assert.Equal("Shell~1", result.Next.Cells[Home(result.Next, "Shell_New").Cell]);
        Assert.Equal(CellSegmentKind.Data, Home(result.Next, "Shell_Literal").Kind);
        Assert.Equal(Home(running, "Shell_Print").Offset, Home(result.Next, "Shell_Print").Offset);
        Assert.True(_sources.Evolve(result.Next).IsNothing);
    }

    [Fact]
    public void A_new_function_can_change_in_the_cell_that_brought_it()
    {
        WorldBook booted = _sources.Build();
        WorldBook first = _sources.Function("Shell_Print", "call Shell_New\nret").Function("Shell_New", "ret")
            .Evolve(booted).Next;
        EvolutionResult second = _sources.Function("Shell_New", "nop\nret").Evolve(first);
        EvolutionView view = new(second.Package);
        EvolutionChange change = Assert.Single(view.Changes.ToArray());
        Assert.Equal(("Shell~1", "Shell~2"), (CellName(view, change.Home), CellName(view, change.Body)));
        Assert.True(view.Header.From.Is(first.State) && view.Header.World.Is(booted.World));
    }

    [Fact]
    public void What_was_brought_and_has_gone_is_brought_again()
    {
        WorldBook booted = _sources.Build();
        WorldBook there = _sources.Function("Shell_Print", "call Shell_New\nret").Function("Shell_New", "ret")
            .Evolve(booted).Next;
        EvolutionResult back = _sources.Function("Shell_Print", "mov $1, %eax\nret").Evolve(there);
        EvolutionResult again = _sources.Function("Shell_Print", "call Shell_New\nret").Evolve(back.Next);
        Assert.Equal(["Shell_New"], again.Added);
        Assert.Equal("Shell~3", again.Next.Cells[Home(again.Next, "Shell_New").Cell]);
    }

    [Fact]
    public void A_body_that_is_as_it_was_again_is_at_home()
    {
        WorldBook booted = _sources.Build();
        EvolutionResult there = _sources.Function("Shell_Print", "mov $7, %eax\nret").Evolve(booted);
        Assert.Single(there.Next.Moved);
        EvolutionResult back = _sources.Function("Shell_Print", "mov $1, %eax\nret").Evolve(there.Next);
        EvolutionView view = new(back.Package);
        EvolutionChange change = Assert.Single(view.Changes.ToArray());
        Assert.Equal(EvolutionChange.AtHome, change.Body);
        Assert.Equal(["Shell_Print"], back.AtHome);
        Assert.Empty(back.Cells);
        Assert.Empty(back.Next.Moved);
        Assert.False(back.Next.State.Is(booted.State));
    }

    [Fact]
    public void A_function_that_is_gone_is_no_change()
    {
        _sources.Function("Shell_Gone", "ret").Use("Shell_Gone");
        WorldBook running = _sources.Build();
        EvolutionResult result = _sources.Function("Shell_Gone", "ret").Evolve(running);
        Assert.True(result.IsNothing);
    }

    private WorldBook BuildWithLambda()
    {
        _sources.Function("Shell_Print", $"lea {Lambda}(%rip), %rax\nlea _ZTV{Closure}(%rip), %rax\nret")
            .Function(Lambda, "mov $3, %eax\nret").Data("_ZTV" + Closure, ".quad 24");
        return _sources.Build();
    }

    [Fact]
    public void A_lambda_before_another_is_a_fresh_type_and_no_change_of_the_old()
    {
        WorldBook running = BuildWithLambda();
        EvolutionResult result = _sources.Function(Lambda, "mov $4, %eax\nret").Evolve(running);
        EvolutionView view = new(result.Package);
        Assert.Equal(["Shell_Print"], result.Replaced);
        Assert.Equal([Lambda], result.Added);
        Assert.Equal([Closure], result.Types);
        Assert.Equal(Home(running, "Shell_Print").Offset, Assert.Single(view.Changes.ToArray()).HomeOffset);
        Assert.Equal("Shell~1", result.Next.Cells[Home(result.Next, Lambda).Cell]);
        Assert.Equal("Shell~1", result.Next.Cells[Home(result.Next, "_ZTV" + Closure).Cell]);
        Assert.True(_sources.Evolve(result.Next).IsNothing);
    }

    [Fact]
    public void Who_has_a_lambda_that_was_made_anew_is_not_at_home_with_the_old_one()
    {
        WorldBook running = BuildWithLambda();
        WorldBook next = _sources.Function(Lambda, "mov $4, %eax\nret").Evolve(running).Next;
        EvolutionResult back = _sources.Function(Lambda, "mov $3, %eax\nret").Evolve(next);
        Assert.Empty(back.AtHome);
        Assert.Equal(["Shell_Print"], back.Replaced);
        Assert.Equal([Lambda], back.Added);
    }

    [Fact]
    public void Clauses_go_with_their_function()
    {
        _sources.Data("__ehinfo_Shell_Print", ".byte 2, 0, 10, 0").Function("Shell_Print", "nop\nnop\nret");
        WorldBook running = _sources.Build();
        EvolutionResult result = _sources.Data("__ehinfo_Shell_Print", ".byte 2, 0, 18, 0").Evolve(running);
        Assert.Equal(["Shell_Print"], result.Replaced);
        Assert.Equal("Shell~1", result.Next.Cells[Home(result.Next, "__ehinfo_Shell_Print").Cell]);
    }

    [Theory]
    [InlineData("_ZTV4Shell_Job", "ShapeChanged")]
    [InlineData("__GCSTATICSShell_Job", "ShapeChanged")]
    [InlineData("__NONGCSTATICSShell_Job", "ShapeChanged")]
    [InlineData("THREADSTATICSShell_Job", "ThreadStatics")]
    [InlineData("__GenericDict_Shell_Job", "DictionaryChanged")]
    [InlineData("Shell_Text", "DataChanged")]
    public void Data_that_exists_does_not_change(string name, string id)
    {
        _sources.Data(name, ".quad 1").Use(name);
        WorldBook running = _sources.Build();
        _sources.Data(name, ".quad 2");
        BuildException refused = Refused(running);
        Assert.Equal(id, refused.Id);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains("restart the machine", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Statics_of_a_thread_do_not_come()
    {
        WorldBook running = _sources.Build();
        _sources.Function("Shell_Print", "lea __TypeThreadStaticIndexShell_Job(%rip), %rax\nret")
            .Data("__TypeThreadStaticIndexShell_Job", ".quad 0");
        Assert.Equal("ThreadStatics", Refused(running).Id);
    }

    [Fact]
    public void A_static_constructor_does_not_change()
    {
        _sources.Function("Shell_Job___cctor", "ret").Use("Shell_Job___cctor");
        WorldBook running = _sources.Build();
        _sources.Function("Shell_Job___cctor", "nop\nret");
        Assert.Equal("ConstructorChanged", Refused(running).Id);
    }

    [Fact]
    public void A_static_constructor_stays_when_only_the_numbers_of_its_lambdas_are_others()
    {
        string Stored(int number) => $"Shell_Job___c____cctor_b__{number}_0";
        _sources.Function("Shell_Job___cctor", $"lea {Stored(3)}(%rip), %rax\nret").Function(Stored(3), "ret")
            .Function("Shell_Job___c___Run_b__1_0", "ret").Function("Shell_Print",
            "lea Shell_Job___c___Run_b__1_0(%rip), %rax\nret").Use("Shell_Job___cctor");
        WorldBook running = _sources.Build();
        _sources.Function("Shell_Job___cctor", $"lea {Stored(4)}(%rip), %rax\nret").Function(Stored(4), "ret")
            .Function("Shell_Job___c___Run_b__1_0", "nop\nret");
        EvolutionResult result = _sources.Evolve(running);
        Assert.Equal(["Shell_Print"], result.Replaced);
        Assert.Equal(["Shell_Job___c___Run_b__1_0"], result.Added);
        Assert.True(_sources.Evolve(result.Next).IsNothing);
        _sources.Function(Stored(4), "nop\nret");
        Assert.Equal("ConstructorChanged", Refused(result.Next).Id);
    }

    [Fact]
    public void The_nano_core_does_not_change()
    {
        WorldBook running = _sources.Build();
        _sources.Native = "nop\nret";
        Assert.Equal("InNanoCore", Refused(running).Id);
    }

    [Fact]
    public void All_that_is_refused_is_said_at_once()
    {
        _sources.Data("_ZTV4Shell_Job", ".quad 1").Use("_ZTV4Shell_Job");
        WorldBook running = _sources.Build();
        _sources.Data("_ZTV4Shell_Job", ".quad 2").Data("Shell_Text", ".quad 2");
        BuildException refused = Refused(running);
        Assert.Equal("ShapeChanged", refused.Id);
        Assert.Contains("DataChanged: Shell_Text", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handle_that_holds_a_place_in_the_metadata_does_not_come()
    {
        const string handle = "world__RuntimeMethodHandle_Shell_Print";
        WorldBook running = _sources.Build();
        _sources.Function("Shell_Print", $"lea {handle}(%rip), %rax\nret").Data(handle, ".quad 7");
        Assert.Equal("MetadataNeeded", Refused(running).Id);
    }

    [Theory]
    [InlineData("world__embedded_metadata")]
    [InlineData("__TypeThreadStaticIndexShell_Job")]
    public void Tables_and_numbers_of_the_world_stay_and_are_counted(string name)
    {
        _sources.Data(name, ".quad 1").Use(name);
        WorldBook running = _sources.Build();
        EvolutionResult result = _sources.Data(name, ".quad 2").Evolve(running);
        Assert.True(result.IsNothing);
        Assert.Equal(1, result.WorldPieces);
    }
}
