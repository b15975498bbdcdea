using System.Text.RegularExpressions;
using Theseus.Build;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>
/// The compiler's faults that docs/compiler-defects.md lists: that the build mends what it says, and that the compiler
/// as its package brings it still has them, so that a new version shows its change here.
/// </summary>
public sealed class CodeGeneratorTests : IDisposable
{
    /// <summary>
    /// Each method of which the name begins with Cast fails at run time unless something checks its cast.
    /// </summary>
    private const string Source = """
        public static class Casts
        {
            private static readonly object Literal = "text", Numbers = new[] { 1, 2, 3 }, Boxed = 5, Type = typeof(string);
            private static readonly object Function = (Func<int>)(() => 3);

            [MethodImpl(MethodImplOptions.AggressiveInlining)] private static object Inlined() => "text";
            [MethodImpl(MethodImplOptions.AggressiveInlining)] private static T To<T>(object o) => (T)o;

            public static int CastToArray() { object o = "text"; return ((int[])o).Length; }
            public static int CastToClass() { object o = "text"; return ((List<int>)o).Count; }
            public static string CastToOpenClass() { object o = "text"; return ((Exception)o).Message; }
            public static int CastToInterface() { object o = "text"; return ((ICollection<int>)o).Count; }
            public static int CastToDelegate() { object o = "text"; return ((Func<int>)o)(); }
            public static int CastOfInlined() => ((int[])Inlined()).Length;
            public static int CastOfGeneric() => To<int[]>("text").Length;
            public static int CastOfTypeof() { object o = typeof(string); return ((int[])o).Length; }
            public static int CastOfStaticLiteral() => ((int[])Literal).Length;
            public static int CastOfStaticArray() => ((string)Numbers).Length;
            public static int CastOfStaticArrayToArray() => ((long[])Numbers).Length;
            public static int CastOfStaticBox() => ((int[])Boxed).Length;
            public static int CastOfStaticTypeof() => ((int[])Type).Length;
            public static int CastOfStaticDelegate() => ((Func<string>)Function)().Length;
            public static int CastForNothing() { object o = "text"; _ = (int[])o; return 3; }

            public static int MergedCast(bool which) { object o = which ? "text" : new int[3]; return ((int[])o).Length; }
            public static int RightCast() { object o = "text"; return ((string)o).Length; }
            public static bool VariantDelegate(Func<object> f) => f is Func<string>;
            public static bool VariantInterface(IEnumerable<object> f) => f is IEnumerable<string>;
        }
        """;

    private static readonly string[] s_lost = [.. Regex.Matches(Source, @"\bCast\w+(?=\(\))").Select(m => m.Value)];

    private readonly string _folder = Directory.CreateTempSubdirectory("theseus-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_cast_of_a_constant_keeps_its_check_with_the_corrected_code_generator()
    {
        CompiledCasts compiled = CompiledCasts.Compile(_folder, Source,
            CodeGenerator.Corrected(new Workspace(_folder), new Packages()));
        Assert.Equal(15, s_lost.Length);
        Assert.Equal([], s_lost.Where(method => !compiled.Checks(method)));
        Assert.True(compiled.Checks("MergedCast"));
        Assert.False(compiled.Checks("RightCast"), "a cast that cannot fail needs no check");
    }

    [Fact]
    public void The_compilers_own_code_generator_still_loses_casts_of_constants()
    {
        CompiledCasts compiled = CompiledCasts.Compile(_folder, Source, CodeGenerator.Original(new Packages()));
        Assert.Equal([], s_lost.Where(compiled.Checks));
        Assert.True(compiled.Checks("MergedCast"));
    }

    [Fact]
    public void The_compiler_still_takes_a_variant_delegate_for_one_of_exactly_its_static_type()
    {
        CompiledCasts compiled = CompiledCasts.Compile(_folder, Source,
            CodeGenerator.Corrected(new Workspace(_folder), new Packages()));
        Assert.False(compiled.Checks("VariantDelegate"),
            "mended: see \"Variant delegates\" in docs/compiler-defects.md");
        Assert.True(compiled.Checks("VariantInterface"));
    }

    [Fact]
    public void An_unknown_code_generator_is_refused()
    {
        byte[] library = File.ReadAllBytes(CodeGenerator.Original(new Packages()));
        library[^1] ^= 1;
        BuildException refused = Assert.Throws<BuildException>(() => CodeGenerator.Correct(library, "10.0.13"));
        Assert.StartsWith("the code generator of ILC 10.0.13 has SHA-256 ", refused.Message);
        Assert.Equal("UnknownCodeGenerator", refused.Id);
    }
}
