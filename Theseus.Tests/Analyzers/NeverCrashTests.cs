using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Theseus.Analyzers.Ownership;
using Theseus.Analyzers.Safety;
using Theseus.Analyzers.Structure;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>No analyzer throws, whatever the code: an author's is unfinished most of the time.</summary>
public sealed class NeverCrashTests
{
    private const string Whole = """
        [assembly: ServerCell]
        [assembly: Layer("Memory")]
        public record struct Pair(int Left, int Right);
        [Owned] public sealed class Holder([Moves] Frames frames) : IDisposable
        {
            [KeepsState("as a test")] private static int s_count;
            private Frames _frames = frames;
            public Frames Kept { get; private set; }
            public void Dispose() { _frames.Dispose(); (Kept).Dispose(); s_count++; }
        }
        public partial class Subject
        {
            Frames Choose(int n) => n switch { 0 => Frames.Allocate(1), 1 when Calls.Ask() => default, _ => throw new Exception() };
            void Loop(List<int> list)
            {
                Frames? last = null;
                foreach (var n in list)
                {
                    using var each = Frames.Allocate(n);
                    try { Calls.Work(); if (n > 3) continue; last = Frames.Allocate(n); break; }
                    catch (ArgumentException e) when (e.Message.Length > 2) { throw; }
                    finally { Calls.Work(); Action a = () => { using var f = Frames.Allocate(1); Calls.Work(); }; a(); }
                }
                last?.Dispose();
                void Inner() { var g = Frames.Allocate(1); try { Calls.Work(); } finally { g.Dispose(); } }
            }
            async Task<int> Parts([Moves] Frames f)
            {
                var (low, high) = f.Split(1);
                await Task.Yield();
                if (Frames.TryNamed(1, out var named) is not Error.None) return 1;
                if (!Frames.Try(low.Count, out var other)) return new Pair(1, 2) { Left = 3 }.Left;
                if (low.TryJoin(high, out var both) == Error.None) both.Dispose();
                lock (this) { unsafe { fixed (byte* p = other.AsSpan()) *p = 1; } }
                Frames[] all = [named, .. new[] { Frames.Allocate(1) }];
                int M(in Frames x, params Frames[] rest) => x.Count + rest[0].Count + nameof(rest).Length;
                return M(other, all) + M(rest: all, x: other);
            }
            IEnumerable<Frames> Many() { for (var i = 0; i < 3; i++) yield return Frames.Allocate(i); }
            Frames Copy(Frames a) => a with { }; static readonly int[] s_table = [1]; static event Action Changed;
        }
        """;

    /// <summary>
    /// Every token is left out once, so that operands, arguments, names and whole ends of statements lack.
    /// </summary>
    [Fact]
    public async Task Nor_when_a_token_is_missing()
    {
        SyntaxToken[] tokens = CSharpSyntaxTree.ParseText(Whole, s_parse).GetRoot().DescendantTokens()
            .Where(t => t.Span.Length > 0).ToArray();
        Assert.True(tokens.Length > 500);
        await Parallel.ForEachAsync(tokens,
            async (token, _) => await Run(Whole.Remove(token.SpanStart, token.Span.Length)));
    }

    /// <summary>The source ends early.</summary>
    [Fact]
    public async Task Nor_when_the_end_is_missing()
    {
        for (int length = Whole.Length; length > 0; length -= 40)
        {
            await Run(Whole[..length]);
        }
    }

    [Theory]
    [InlineData(
        "enum Odd : char { A = 'a' } class C { void M(Odd o) { if (o == Odd.A || Frames.Allocate(1) is Odd.A) "
            + "Frames.Allocate(); } }")]
    [InlineData("enum Odd : bool { A = false } class C { bool M(Odd o, Frames f) => o is Odd.A || o == (Odd)'a'; }")]
    [InlineData(
        "[KeepsState(new[] { \"a\" })] class C { [KeepsState] static int x; [KeepsState(null)] static int y; }")]
    [InlineData(
        "[assembly: Layer(new[] { \"a\" })] [assembly: Layer] [assembly: System.Reflection.AssemblyMetadata(new[] { "
            + "\"\" }, null)] class C;")]
    [InlineData(
        "[assembly: ServerCell] class C { static readonly IList<Nowhere> l; static readonly Nowhere.IList<int> m; "
            + "static readonly Set n; } class D : ICollection; class Set : ISet<int>;")]
    [InlineData(
        "class C { void M([Moves(OnSuccess = new[] { true })] Frames f) { M(); M(f, f); M(g: f); C.M(f); new C(f) { "
            + "X = f }; new(f); } }")]
    [InlineData("class C { Frames M() { try { return Frames.Allocate(1); } finally { return default; } } }")]
    [InlineData(
        "class C { void M() { again: var f = Frames.Allocate(1); try { Calls.Work(); } finally { goto again; } } }")]
    [InlineData(
        "class C { void M() { ((var a, _), var b, c.d) = ((Frames.Allocate(1), 2), Frames.Allocate(1), 3, 4); (var "
            + "e, var g) = 1; } }")]
    [InlineData(
        "class C { void M(__arglist) { M(__arglist(Frames.Allocate(1))); } int this[Frames f, params Frames[] g] => "
            + "this[]; }")]
    [InlineData(
        "class A : B { Frames f; } class B : A { Frames g; void Dispose() => Dispose(); } [Owned] abstract class O; "
            + "[Owned] struct S { S s; Frames; }")]
    [InlineData("using var f = Frames.Allocate(1); var g = () => f; int x = f.Count; return Frames.Allocate(x);")]
    [InlineData(
        "class C { delegate*<Frames, void> p; void M() { p(Frames.Allocate(1)); dynamic d = Frames.Allocate(1); "
            + "d.Go(d, out var e); ref var r = ref d; } }")]
    [InlineData(
        "class C(Frames f) : D(Frames.Allocate(1), () => f) { Frames g = f; Func<Frames> h = () => { using var i = "
            + "Frames.Allocate(1); Calls.Work(); return i; }; }")]
    public Task Nor_on_code_that_means_nothing(string source) => Run(source);

    /// <summary>A generated table may be a sum or a chain of thousands.</summary>
    [Theory]
    [InlineData("f.Count", " + f.Count", "")]
    [InlineData("f.Count", ".Equals(1)", "")]
    [InlineData("f.Count", "", "-")]
    [InlineData("f.Count", ")", "(-")]
    public Task Nor_on_deep_expressions(string middle, string after, string before)
    {
        string deep = string.Concat(Enumerable.Repeat(before + " ", 3000)) + middle
            + string.Concat(Enumerable.Repeat(after, 3000));
        return Run($"class C {{ object M() {{ using var f = Frames.Allocate(1); return {deep}; }} }}");
    }

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Preview);

    private static async Task Run(string source)
    {
        Exception? thrown = null;
        // Attributes of the assembly stand before all declarations.
        string[] parts = [
            Check.Prelude,
                "global using System; global using System.Collections.Generic; global using System.Threading.Tasks; "
                    + "global using Theseus;", source];
        CSharpCompilation compilation = CSharpCompilation.Create("Subject",
            parts.Select(p => CSharpSyntaxTree.ParseText(p, s_parse)), Check.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true,
                concurrentBuild: false));
        DiagnosticAnalyzer[] all = [
            new OwnershipAnalyzer(), new OwningFieldAnalyzer(), new SafetyArgumentAnalyzer(), new LayerAnalyzer(),
                new StateSpillAnalyzer()];
        CompilationWithAnalyzers analysis = compilation.WithAnalyzers([.. all], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => thrown ??= exception, concurrentAnalysis: false,
                logAnalyzerExecutionTime: false));
        await analysis.GetAnalyzerDiagnosticsAsync();
        Assert.True(thrown is null, $"{thrown}\n{source}");
    }
}
