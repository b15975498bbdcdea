using Theseus.Build;
using Theseus.Build.Linking;
using Theseus.Build.Proof;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class ProofTests : IDisposable
{
    private readonly Assembler _gas = new();

    public void Dispose() => _gas.Dispose();

    private static BootstrapRule Rule(string root, params string[] boundaries) =>
        new(new HashSet<string>([root]), new HashSet<string>(), new HashSet<string>(boundaries));

    private BootstrapProof Prove(string root, params (string Name, string Calls)[] functions) =>
        Prove(Rule(root), functions);

    private BootstrapProof Prove(BootstrapRule rule, params (string Name, string Calls)[] functions)
    {
        string text = string.Concat(functions.Select(f =>
            $".section .text.{f.Name},\"ax\"\n.globl {f.Name}\n{f.Name}: "
                + $"{string.Join("\n", f.Calls.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => $"call {c}"))}\nret\n"));
        LinkGraph graph = new(
            [_gas.Native(text
                + ".data\n.globl world__InterfaceDispatchCell_X, table\nworld__InterfaceDispatchCell_X: .quad "
                + "0\ntable: .quad RhpNewFast\n")]);
        SymbolResolution.Run(graph);
        return BootstrapProof.Run(graph, rule);
    }

    [Fact]
    public void A_clean_graph_is_proved()
    {
        BootstrapProof proof = Prove("root", ("root", "a b"), ("a", "b root"), ("b", "table"), ("other", "RhpNewFast"),
            ("RhpNewFast", ""));
        Assert.Empty(proof.Violations);
        Assert.Equal(3, proof.FunctionCount);
    }

    [Theory]
    [InlineData("RhpNewFast", "allocates")]
    [InlineData("RhAllocateNewObject", "allocates")]
    [InlineData("S_P_CoreLib_X_ClassConstructorRunner__CheckStaticClassConstruction", "class constructor")]
    [InlineData("__GetGCStaticBase_Cell_Type", "class constructor")]
    [InlineData("RhTypeCast_CheckCastAny", "cast")]
    [InlineData("RhpInitialDynamicInterfaceDispatch", "interface")]
    public void What_is_forbidden_is_found_with_the_way_to_it(string symbol, string why)
    {
        BootstrapProof proof = Prove("root", ("root", "a"), ("a", "b"), ("b", symbol), (symbol, ""));
        string violation = Assert.Single(proof.Violations);
        Assert.Contains(why, violation);
        Assert.Contains($"root → a → b → {symbol}", violation);
    }

    [Fact]
    public void An_interface_call_is_seen_by_its_dispatch_cell()
    {
        Assert.Single(Prove("root", ("root", "world__InterfaceDispatchCell_X"), ("RhpNewFast", "")).Violations);
    }

    [Fact]
    public void A_root_may_be_an_allocator_and_a_boundary_ends_the_walk()
    {
        BootstrapProof proof = Prove(Rule("RhpNewFast", "edge"), ("RhpNewFast", "a"), ("a", "edge"),
            ("edge", "RhTypeCast_X"), ("RhTypeCast_X", ""));
        Assert.Empty(proof.Violations);
    }

    [Fact]
    public void Throw_helpers_are_counted_and_not_entered()
    {
        BootstrapProof proof = Prove("root", ("root", "S_P_CoreLib_Internal_ThrowHelpers__ThrowX"),
            ("S_P_CoreLib_Internal_ThrowHelpers__ThrowX", "RhpNewFast"), ("RhpNewFast", ""));
        Assert.Empty(proof.Violations);
        Assert.Equal(1, proof.PanicCount);
    }

    [Fact]
    public void Functions_of_one_assembler_section_are_told_apart()
    {
        LinkGraph graph = new([_gas.Native("""
                .text
                .globl root, clean, RhpNewFast
            root: call clean
                call inner
                ret
            clean: ret
            inner: ret
            RhpNewFast: ret
            """)]);
        SymbolResolution.Run(graph);
        BootstrapProof proof = BootstrapProof.Run(graph, Rule("root"));
        Assert.Empty(proof.Violations);
        Assert.Equal(2, proof.FunctionCount);
    }

    [Fact]
    public void A_root_that_is_not_there_is_an_error()
    {
        Assert.Equal("BootstrapRootMissing", Assert.Throws<BuildException>(() => Prove("gone", ("RhpNewFast", ""))).Id);
    }

    [Fact]
    public void A_proof_of_nothing_is_an_error()
    {
        LinkGraph graph = new([_gas.Native(".text\n.globl root\nroot: ret\n")]);
        SymbolResolution.Run(graph);
        BootstrapRule nothing = new(new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        Assert.Equal("NoProofRoots", Assert.Throws<BuildException>(() => BootstrapProof.Require(graph, nothing)).Id);
    }

    [Theory]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("*b*", "abc", true)]
    [InlineData("abc", "abcd", false)]
    [InlineData("*_x__*", "a_x__b", true)]
    [InlineData("a*bc*bd", "abcbd", true)]
    public void Patterns_match_as_they_say(string pattern, string symbol, bool expected) =>
        Assert.Equal(expected, SymbolPattern.Matches(pattern, symbol));
}
