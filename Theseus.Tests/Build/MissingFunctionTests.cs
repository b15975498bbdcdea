using Theseus.Build;
using Theseus.Build.Commands;
using Theseus.Build.Linking;
using Theseus.Build.Native;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>A function that nobody defines is named with who wants it, and breaks no other cell.</summary>
public sealed class MissingFunctionTests : IDisposable
{
    /// <summary>
    /// Two apps over a library, of which one leads to a missing function; a layer that throws for it.
    /// </summary>
    private const string World = """
        .macro function name
            .section .text.\name,"ax"
            .globl \name
            .type \name,@function
        \name:
        .endm
        function App_main
            call Library_f
            ret
        function Other_main
            call Library_g
            ret
        function Library_f
            call Wanted
            ret
        function Library_g
            ret
        function theseus_missing_symbol
            ret
        """;

    private readonly Assembler _gas = new();

    public void Dispose() => _gas.Dispose();

    private static AppEntry App(string name) => new(name.ToLowerInvariant(), name, $"{name}_main", false, false);

    private (LinkGraph Graph, LinkRequest Request) Link()
    {
        LinkInput world = _gas.Managed(World);
        HashSet<string> defined = [.. world.Object.SymbolName];
        defined.Remove("Wanted");
        Theseus.Build.Objects.ElfObject stubs = MissingFunctions.Make(new Workspace(_gas.Folder),
            ["Wanted", "Library_f", "Unused"], defined.Contains)!;
        LinkRequest request = new() { Inputs = [_gas.Boot(), world, new LinkInput(stubs, isManaged: false)],
            Apps = [App("App"), App("Other")] };
        return (Linker.Resolve(request).Graph, request);
    }

    [Fact]
    public void Each_is_named_with_who_wants_it_and_which_cells_lead_there()
    {
        (LinkGraph graph, LinkRequest request) = Link();
        string line = Assert.Single(
            MissingReport.Make(graph, request, name => name.Split('_')[0], new HashSet<string> { "Layer" }));
        Assert.Equal("MissingSymbols: Wanted is defined nowhere, wanted by Library_f; the code of app leads there. "
            + "Calling it throws EntryPointNotFoundException.", line);
    }

    [Fact]
    public void What_a_layer_itself_wants_fails_the_build()
    {
        (LinkGraph graph, LinkRequest request) = Link();
        LinkException error = Assert.Throws<LinkException>(
            () => MissingReport.Make(graph, request, name => name.Split('_')[0], new HashSet<string> { "Library" }));
        Assert.Equal(LinkError.MissingSymbols, error.Error);
        Assert.Contains("Wanted, wanted by Library_f in Library", error.Message);
    }

    [Fact]
    public void Without_anybody_to_throw_there_are_no_stubs() =>
        Assert.Null(MissingFunctions.Make(new Workspace(_gas.Folder), ["Wanted"], _ => false));
}
