using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Theseus.Build.Evolution.Methods;
using Xunit;

namespace Theseus.Tests.Build.Evolution.Methods;

/// <summary>Which methods are compiled for an edit of a source, and which edits the whole world is compiled for.
/// </summary>
public sealed class MethodPlanTests : IDisposable
{
    /// <summary>Makes a method too long to be copied into its callers.</summary>
    private const string Long = "[System.Runtime.CompilerServices.MethodImpl("
        + "System.Runtime.CompilerServices.MethodImplOptions.NoInlining)] ";

    private const string Asynchronous = "class A { static async System.Threading.Tasks.Task M() => "
        + "await System.Threading.Tasks.Task.Delay(";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("theseus-test-");
    private int _count;

    public void Dispose() => _folder.Delete(recursive: true);

    private string Compile(string source, string name, params string[] references)
    {
        string file = Path.Combine(_folder.CreateSubdirectory($"{_count++}").FullName, $"{name}.dll");
        EmitResult result = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source)],
            [.. Analyzers.Check.References, .. references.Select(r => MetadataReference.CreateFromFile(r))],
            new CSharpCompilationOptions(source.StartsWith("System.", StringComparison.Ordinal)
                ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release)).Emit(file);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return file;
    }

    /// <summary>What is planned for an edit of an assembly that another one may refer to.</summary>
    private string[] Plan(string before, string after, string? user = null)
    {
        string now = Compile(after, "Shell");
        AssemblyForm[] users = user is null ? [] : [AssemblyForm.Read(Compile(user, "User", now))];
        return Plan(AssemblyForm.Read(Compile(before, "Shell")), AssemblyForm.Read(now), users);
    }

    private static string[] Plan(AssemblyForm before, AssemblyForm now, AssemblyForm[] users) =>
        [.. MethodPlan.Find([(before, now)], [now, .. users]).Methods
            .Select(m => m.Method.Definition.Name + (m.IsNew ? "+" : "")).Order(StringComparer.Ordinal)];

    private string Refused(string before, string after, string? user = null) =>
        Assert.Throws<WholeWorldException>(() => Plan(before, after, user)).Message;

    [Fact]
    public void Of_an_edited_body_its_method_is_compiled() => Assert.Equal(["M"], Plan(
        $"class A {{ {Long} static int M(string s) => s.Length; static int N() => 1; }}",
        $"class A {{ {Long} static int M(string s) => s.Length + 7; static int N() => 1; }}"));

    [Fact]
    public void Of_a_comment_nothing_is() =>
        Assert.Empty(Plan("class A { static int M() => 1; }", "class A { /* one */ static int M() => 1; }"));

    [Fact]
    public void Literals_targets_and_types_are_of_a_body()
    {
        foreach ((string was, string @is) in new[]
        {
            ("return \"a\".Length;", "return \"b\".Length;"), ("return 1.0 > x ? 1 : 2;", "return 2.0 > x ? 1 : 2;"),
            ("return new int[x].Length;", "return new long[x].Length;"), ("return x;", "return -x;"),
            ("return System.Math.Abs(x);", "return System.Math.Sign(x);"),
            ("try { return x; } catch (System.IO.IOException) { return 1; }",
                "try { return x; } catch (System.FormatException) { return 1; }"),
            ("if (x > 1) { x++; } x++; return x;", "if (x > 1) { x++; x++; } return x;"),
        })
        {
            Assert.Equal(["M"], Plan($"class A {{ {Long} static int M(int x) {{ {was} }} }}",
                $"class A {{ {Long} static int M(int x) {{ {@is} }} }}"));
        }
    }

    [Fact]
    public void Who_may_hold_a_copy_of_a_short_method_is_compiled_too_and_so_on() => Assert.Equal(
        ["Direct", "M", "Through"], Plan(
        Callers("1"), Callers("2"), $"class B {{ {Long} static int Elsewhere() => 3; }}"));

    private static string Callers(string value) => $$"""
        public class A
        {
            public static int M() => {{value}};
            private static int Short() => 9;
            static int Direct() => M() + 1;
            {{Long}} static int Through() => Direct() + 1;
            static int After() => Through() + 1;
        }
        """;

    [Fact]
    public void Callers_are_found_in_other_assemblies() => Assert.Equal(["Main", "Value"], Plan(
        "public class A { public static int Value() => 1; }", "public class A { public static int Value() => 2; }",
        $"class B {{ {Long} static int Main() => A.Value(); {Long} static int Other() => 1; }}"));

    [Fact]
    public void A_method_that_was_short_is_in_its_callers_although_it_is_long_now() => Assert.Equal(["M", "User"], Plan(
        $"class A {{ static int M() => 1; {Long} static int User() => M(); }}",
        $"class A {{ {Long} static int M() => 1; {Long} static int User() => M(); }}"
            .Replace($"{Long} static int M", "static int M", StringComparison.Ordinal)
            .Replace("=> 1;", "{ " + string.Concat(Enumerable.Repeat("System.Console.WriteLine(7);", 40))
                + " return 1; }", StringComparison.Ordinal)));

    [Fact]
    public void A_virtual_method_may_be_copied_where_another_is_named() => Assert.Equal(["Name", "User"], Plan(
        Virtual("1"), Virtual("2")));

    private static string Virtual(string value) => $$"""
        abstract class Base { public abstract int Name(); }
        sealed class A : Base { public override int Name() => {{value}}; }
        class U { {{Long}} static int User() { Base b = new A(); return b.Name(); } }
        """;

    [Fact]
    public void A_method_is_called_by_the_name_of_what_it_implements() => Assert.Equal(["I.Name", "User"], Plan(
        Explicit("1"), Explicit("2")));

    private static string Explicit(string value) => $$"""
        interface I { int Name(); }
        sealed class A : I { int I.Name() => {{value}}; }
        class U { {{Long}} static int User() { I i = new A(); return i.Name(); } }
        """;

    [Fact]
    public void A_new_method_and_who_calls_it_are_compiled() => Assert.Equal(["M", "New+"], Plan(
        $"class A {{ {Long} static int M() => 1; }}",
        $"class A {{ {Long} static int M() => New(\"s\"); {Long} static int New(string s) => s.Length; }}"));

    [Fact]
    public void A_method_can_go() => Assert.Equal(["M"], Plan(
        $"class A {{ {Long} static int M() => New(); {Long} static int New() => 2; }}",
        $"class A {{ {Long} static int M() => 1; }}"));

    [Fact]
    public void Constants_come_and_go() => Assert.Equal(["M"], Plan(
        $"class A {{ {Long} static int M(string s) => \"old\"u8.Length; }}",
        $$"""
        class A
        {
            {{Long}} static int M(string s) => s switch
            {
                "a" => 1, "b" => 2, "c" => "new"u8[0], "d" => 4, "e" => 5, "f" => 6, "gg" => 7, "hh" => 8, _ => 9,
            };
        }
        """));

    [Fact]
    public void A_private_constant_is_in_the_bodies_that_use_it() => Assert.Equal(["M"], Plan(
        $"class A {{ private const string S = \"a\"; {Long} static string M() => S + 1; }}",
        $"class A {{ private const string S = \"b\"; {Long} static string M() => S + 1; }}"));

    [Fact]
    public void The_statements_of_a_program_are_a_method_like_any() => Assert.Contains("<Main>$", Plan(
        "System.Console.WriteLine(args.Length);", "System.Console.WriteLine(args.Length + 1);"));

    [Fact]
    public void One_lambda_of_a_type_is_that_lambda() =>
        Assert.Equal(["<M>b__0_1", "M"], Plan(Lambdas("1", "2"), Lambdas("1", "3")));

    private static string Lambdas(string first, string second) => $$"""
        class A
        {
            {{Long}} static int M(int x)
            {
                System.Func<int, int> one = y => y + {{first}};
                System.Func<int, int> two = y => y + {{second}};
                return one(x) + two(x);
            }
        }
        """;

    [Fact]
    public void Two_lambdas_may_have_changed_places() =>
        Assert.Contains("two lambdas of A", Refused(Lambdas("1", "2"), Lambdas("2", "1")), StringComparison.Ordinal);

    [Theory]
    [InlineData("class A { int a; }", "class A { int a, b; }", "A is declared otherwise")]
    [InlineData("class A { int a, b; }", "class A { int b, a; }", "A is declared otherwise")]
    [InlineData("enum A { One }", "enum A { Zero, One }", "A is declared otherwise")]
    [InlineData("class A { public const int C = 1; }", "class A { public const int C = 2; }",
        "A is declared otherwise")]
    [InlineData("class A { }", "class A { } class B { }", "B is new")]
    [InlineData("class A { } class B { }", "class A { }", "B is not there any more")]
    [InlineData("class A { static int M(int x) => x; }", "class A { static int M(long x) => 1; }", "M(System.Int32)")]
    [InlineData("class A { static int M<T>() => 1; }", "class A { static int M<T>() => 2; }", "A.M is generic")]
    [InlineData("class A<T> { static int M() => 1; }", "class A<T> { static int M() => 2; }", "is generic")]
    [InlineData("class A { static int M() => 1; static int M(int x) => 1; }",
        "class A { static int M() => 1; static int M(int x) => 2; }", "not the first of its name")]
    [InlineData("class A { static int M() => 1; }", "class A { static int M() => 1; static int M(int x) => 2; }",
        "M(System.Int32) is new")]
    [InlineData("class A { static object O = new(); }", "class A { static object O = \"\"; }", "statics begin with")]
    [InlineData("class A { static int S = M(); static int M() => 1; }",
        "class A { static int S = M(); static int M() => 2; }", "statics begin with")]
    [InlineData("class A { static int S = M(); " + Long + "static int M() => 1; }",
        "class A { static int S = M(); " + Long + "static int M() => 2; }", "called while statics begin")]
    [InlineData("class A { static int M_N() => 1; } class B : I { int I.M() => 1; } interface I { int M(); }",
        "class A { static int M_N() => 1; } class B : I { int I.M() => 1; int I_M() => 2; } interface I { int M(); }",
        "I_M() is new")]
    [InlineData("class A { }", "class A { public virtual int M() => 1; }", "A is declared otherwise")]
    [InlineData("struct A { public override string ToString() => \"a\"; }",
        "struct A { public override string ToString() => \"b\"; }", "generic code over its type")]
    [InlineData("sealed class A : System.IO.MemoryStream { public override void Close() { } }",
        "sealed class A : System.IO.MemoryStream { public override void Close() => base.Close(); }",
        "the class library may call it")]
    [InlineData("sealed class A : System.IDisposable { public void Dispose() { } }",
        "sealed class A : System.IDisposable { public void Dispose() => System.Console.WriteLine(); }",
        "the class library may call it")]
    [InlineData("class A { static int S = new B().Get(); } abstract class C { public abstract int M(); "
        + "public int Get() => M(); } class B : C { " + Long + "public override int M() => 1; }",
        "class A { static int S = new B().Get(); } abstract class C { public abstract int M(); "
        + "public int Get() => M(); } class B : C { " + Long + "public override int M() => 2; }",
        "called while statics begin")]
    [InlineData("class A { [System.Runtime.InteropServices.UnmanagedCallersOnly] static int M() => 1; }",
        "class A { [System.Runtime.InteropServices.UnmanagedCallersOnly] static int M() => 2; }", "exported")]
    [InlineData("interface I { static abstract int M(); } class A : I { public static int M() => 1; }",
        "interface I { static abstract int M(); } class A : I { public static int M() => 2; }",
        "generic code over its type")]
    [InlineData("class A { public virtual int M() => 1; public virtual int N() => 1; }",
        "class A { public virtual int N() => 1; public virtual int M() => 1; }", "A is declared otherwise")]
    [InlineData("interface I { int M(); int N(); }", "interface I { int N(); int M(); }", "I is declared otherwise")]
    [InlineData("class A { static System.Collections.Generic.IEnumerable<int> M() { yield return 1; } }",
        "class A { static System.Collections.Generic.IEnumerable<int> M() { yield return 2; } }", "an iterator")]
    [InlineData(Asynchronous + "1); }", Asynchronous + "2); }", "asynchronous")]
    [InlineData("class A { static int M(int x) => x; }",
        "class A { static int M(int x) { System.Func<int> f = () => x; return f(); } }", "is new")]
    [InlineData("class A { [System.Obsolete] static int M() => 1; }", "class A { static int M() => 1; }", "M()")]
    [InlineData("[assembly: System.Reflection.AssemblyTitle(\"a\")] class A { }",
        "[assembly: System.Reflection.AssemblyTitle(\"b\")] class A { }", "assembly is declared otherwise")]
    public void Another_edit_is_for_the_whole_world(string before, string after, string because) =>
        Assert.Contains(because, Refused(before, after), StringComparison.Ordinal);

    [Fact]
    public void What_other_assemblies_can_see_may_change_how_they_compile()
    {
        const string user = "class B { static string M(A a) => a.ToString(); }";
        Assert.Contains("other assemblies can see it", Refused("public class A { }",
            "public class A { public int Deconstruct() => 1; }", user), StringComparison.Ordinal);
        Assert.Contains("not there any more, and other assemblies can see it", Refused(
            "public class A { public int Gone() => 1; }", "public class A { }", user), StringComparison.Ordinal);
        Assert.Equal(["Unseen+"], Plan("public class A { }", "public class A { internal int Unseen() => 1; }", user));
        Assert.Contains("other assemblies can see it", Refused(
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"User\")] public class A { }",
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"User\")] public class A "
                + "{ internal int Seen() => 1; }", user), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_callers_are_for_the_whole_world()
    {
        string callers = string.Concat(Enumerable.Range(0, MethodPlan.MostMethods)
            .Select(i => $"{Long} static int U{i}() => M(); "));
        Assert.Contains($"more than {MethodPlan.MostMethods} methods", Refused(
            $"class A {{ static int M() => 1; {callers} }}", $"class A {{ static int M() => 2; {callers} }}"),
            StringComparison.Ordinal);
    }
}
