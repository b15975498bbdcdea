using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Theseus.Analyzers.CodeFixes;
using Theseus.Analyzers.Ownership;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>What an editor offers for a finding.</summary>
public sealed class CodeFixTests
{
    private static Task Fix<TFix>(string before, string after)
        where TFix : CodeFixProvider, new()
    {
        CSharpCodeFixTest<OwnershipAnalyzer, TFix, DefaultVerifier> test = new() { FixedCode = Source(after) };
        Check.Prepare(test, Source(before));
        return test.RunAsync();

        static string Source(string members) => $"{Check.Prelude}public partial class Subject\n{{\n    {members}\n}}\n";
    }

    [Fact]
    public Task A_local_gets_using() => Fix<ReleaseByUsing>(
        "void M() { var f = {|THS0001:Frames.Allocate(1)|}; var n = f.Count; }",
            "void M() { using var f = Frames.Allocate(1); var n = f.Count; }");

    [Fact]
    public Task A_result_is_released() => Fix<ReleaseByUsing>(
        "void M() { {|THS0001:Frames.Allocate(1)|}; }", "void M() { Frames.Allocate(1).Dispose(); }");

    [Fact]
    public Task A_local_that_one_path_moves_is_left_to_its_author() => Fix<ReleaseByUsing>(
        "void M(bool b) { var f = {|THS0001:Frames.Allocate(1)|}; if (b) Calls.Give(f); }",
        "void M(bool b) { var f = {|THS0001:Frames.Allocate(1)|}; if (b) Calls.Give(f); }");

    [Fact]
    public Task A_parameter_gets_Moves() => Fix<TakeOver>(
        "void M(int n, Frames f) { {|THS0010:f|}.Dispose(); }", "void M(int n, [Moves] Frames f) { f.Dispose(); }");
}
