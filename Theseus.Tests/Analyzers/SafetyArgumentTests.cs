using Theseus.Analyzers.Safety;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>THS0007.</summary>
public sealed class SafetyArgumentTests
{
    [Theory]
    [InlineData("{|THS0007:unsafe|} class A { }")]
    [InlineData("class A { {|THS0007:unsafe|} void M() { } }")]
    [InlineData("class A { void M() { {|THS0007:unsafe|} { } } }")]
    [InlineData("// SAFETY:\n{|THS0007:unsafe|} class A { }")]
    [InlineData("// safe\n{|THS0007:unsafe|} struct A { }")]
    [InlineData("// SAFETY: of A alone.\nunsafe class A { } {|THS0007:unsafe|} class B { }")]
    [InlineData("class A { {|THS0007:unsafe|} int* P; }")]
    [InlineData("class A { void M() { {|THS0007:unsafe|} void L() { } } }")]
    [InlineData("class A { void M() { // SAFETY: elsewhere.\n int i = 0; {|THS0007:unsafe|} { } } }")]
    public Task Unsafe_code_without_an_argument_is_reported(string source) =>
        Check.Source<SafetyArgumentAnalyzer>(source);

    [Theory]
    [InlineData("// SAFETY: nothing in it.\nunsafe class A { }")]
    [InlineData(
        "/// <summary>A.</summary>\n// SAFETY: nothing in it,\n// and so on.\n[System.Obsolete]\npublic unsafe class "
            + "A { }")]
    [InlineData("[System.Obsolete]\n// SAFETY: nothing in it.\npublic unsafe class A { }")]
    [InlineData("// SAFETY: all within.\nunsafe class A { unsafe struct B { unsafe void M() { unsafe { } } } }")]
    [InlineData("class A { void M() {\n// SAFETY: nothing in it.\n unsafe { } } }")]
    [InlineData("class A {\n/* SAFETY: nothing in it. */ unsafe void M() { unsafe { } } }")]
    [InlineData("// SAFETY: all parts.\nunsafe partial class A { }\n unsafe partial class A { }")]
    [InlineData("class A { void M() { } }")]
    public Task Unsafe_code_with_one_is_not(string source) => Check.Source<SafetyArgumentAnalyzer>(source);

    [Theory]
    [InlineData("// SAFETY: nothing in it.\n{|THS0007:unsafe|} class A { }")]
    [InlineData("class A { void M() {\n// SAFETY: nothing in it.\n {|THS0007:unsafe|} { } } }")]
    public Task No_argument_will_do_in_a_cell(string source) =>
        Check.Source<SafetyArgumentAnalyzer>(source, ("build_property.TheseusLayer", "Theseus.Cells"));
}
