using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build.World;

public sealed class RunTimeGenericsTests
{
    private const string Package = """
        using System;
        public class Map<TRow, TValue> { public Map<int, int> Known => null; }
        public class Only<T> where T : struct { }
        public class Classes<T> where T : class { }
        public class Bound<T> where T : IDisposable { }
        public class Unnamed<T> { }
        public interface IFace<T> { }
        public static class Maker
        {
            public static Type[] All(Type t) => [typeof(Map<,>).MakeGenericType(t, t), typeof(Only<>), typeof(Classes<>), typeof(Bound<>), typeof(IFace<>), typeof(Unnamed<int>)];
        }
        """;

    [Fact]
    public void Types_that_a_package_can_make_are_named_over_value_types_and_those_of_its_users()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        try
        {
            string package = Compile(folder, "Package", Package);
            string user = Compile(folder, "User",
                "public enum Kind { A } public struct Pair { } public class C { public object M() => new "
                    + "Unnamed<int>(); }", package);
            string other = Compile(folder, "Other", "public enum Colour { A }");
            HashSet<string> names = XDocument.Parse(RunTimeGenerics.Make([package], [user, other])!).Descendants()
                .Attributes("Name").Select(a => a.Value).ToHashSet();
            Assert.Contains("Map`2[[System.Object, System.Private.CoreLib],[System.Int32, System.Private.CoreLib]]",
                names);
            Assert.Contains("Map`2[[Kind, User],[System.Object, System.Private.CoreLib]]", names);
            Assert.Contains(
                "Map`2[[System.Object, System.Private.CoreLib],[System.Nullable`1[[Pair, User]], "
                    + "System.Private.CoreLib]]", names);
            Assert.Contains("Only`1[[System.Guid, System.Private.CoreLib]]", names);
            Assert.DoesNotContain(names, n => n.StartsWith("Only", StringComparison.Ordinal) && n.Contains("Nullable"));
            Assert.DoesNotContain(names, n => n.Contains("Colour") || n.StartsWith("Classes") || n.StartsWith("Bound")
                || n.StartsWith("IFace") || n.StartsWith("Unnamed"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("System.Enum.GetValues(t)")]
    [InlineData("System.Array.CreateInstance(t, 2)")]
    [InlineData("System.Array.CreateInstanceFromArrayType(t.MakeArrayType(), 2)")]
    public void Arrays_that_a_package_can_make_are_named_over_value_types_and_those_of_its_users(string made)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        try
        {
            string package = Compile(folder, "Package",
                $"public static class Maker {{ public static object Make(System.Type t) => {made}; }}");
            string user = Compile(folder, "User",
                "public class C { public enum Kind { A } public object M() => Maker.Make(typeof(Kind)); }", package);
            HashSet<string> names = XDocument.Parse(RunTimeGenerics.Make([package], [user])!).Descendants()
                .Attributes("Name").Select(a => a.Value).ToHashSet();
            Assert.Contains("C+Kind[], User", names);
            Assert.Contains("System.Int32[], System.Private.CoreLib", names);
            Assert.Contains("System.Nullable`1[[C+Kind, User]][], System.Private.CoreLib", names);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Generic_types_that_users_of_a_package_hold_are_named()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        try
        {
            string package = Compile(folder, "Package", "public static class Maker { public static void Make() { } }");
            const string own = "using System.Collections.Generic; public struct Line { } public class Order<T> { "
                + "public List<Line> Lines { get; } = []; public Dictionary<string, T> Open; }";
            string user = Compile(folder, "User", own + " public class C { public void M() => Maker.Make(); }",
                package);
            string other = Compile(folder, "Other", own);
            string[] names = [.. XDocument.Parse(RunTimeGenerics.Make([package], [user, other])!).Descendants()
                .Attributes("Name").Select(a => a.Value)];
            Assert.Equal("User", names[0]);
            Assert.StartsWith("System.Collections.Generic.List`1[[Line, User", Assert.Single(names.Skip(1)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_package_that_makes_no_types_has_none_named() =>
        Assert.Null(RunTimeGenerics.Make([typeof(OwnedAttribute).Assembly.Location], []));

    [Fact]
    public void A_package_that_may_make_many_types_has_none_named()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        try
        {
            string Source(int types) =>
                string.Concat(Enumerable.Range(0, types).Select(i => $"public class C{i}<T> {{ }} "))
                + "public static class M { public static object All(System.Type t) => new[] { "
                + "typeof(C0<>).MakeGenericType(t)"
                + string.Concat(Enumerable.Range(1, types - 1).Select(i => $", typeof(C{i}<>)")) + " }; }";
            Assert.NotNull(RunTimeGenerics.Make([Compile(folder, "Few", Source(8))], []));
            Assert.Null(RunTimeGenerics.Make([Compile(folder, "Many", Source(9))], []));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Compile(DirectoryInfo folder, string name, string source, params string[] references)
    {
        string file = Path.Combine(folder.FullName, $"{name}.dll");
        Microsoft.CodeAnalysis.Emit.EmitResult result = CSharpCompilation.Create(name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. Analyzers.Check.References, .. references.Select(r => MetadataReference.CreateFromFile(r))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(file);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return file;
    }
}
