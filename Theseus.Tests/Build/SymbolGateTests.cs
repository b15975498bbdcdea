using Microsoft.CodeAnalysis.CSharp;
using Theseus.Build;
using Theseus.Build.Linking;
using Theseus.Build.Native;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>
/// Symbols have one owner, and cells and packages neither define nor name them, whatever they are compiled from.
/// </summary>
public sealed class SymbolGateTests : IDisposable
{
    private const string Attributes = """
        namespace System.Runtime
        {
            internal sealed class RuntimeExportAttribute(string entry) : Attribute { public string Entry => entry; }
            internal sealed class RuntimeImportAttribute(string library, string entry) : Attribute { public string Entry => library + entry; }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("theseus-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("[RuntimeExport(\"cbrt\")] public static double F(double x) => 42;", LinkError.UntrustedExport,
        "App: Casts.F exports the symbol cbrt, which is musl's")]
    [InlineData("[RuntimeExport(\"owned\")] public static double F(double x) => 42;", LinkError.UntrustedExport,
        "exports the symbol owned, which is Layer's: Casts.Owns")]
    [InlineData("[UnmanagedCallersOnly(EntryPoint = \"evil\")] public static int F(int x) => x;",
        LinkError.UntrustedExport, "Casts.F exports the symbol evil")]
    [InlineData(
        "[UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) }, EntryPoint = \"evil\")] public static "
            + "int F(int x) => x;", LinkError.UntrustedExport, "exports the symbol evil")]
    [InlineData(
        "[MethodImpl(MethodImplOptions.InternalCall), RuntimeImport(\"*\", \"memmove\")] "
        + "public static extern void F();",
        LinkError.UntrustedImport, "Casts.F is bound to the symbol memmove (InternalCall), which is musl's")]
    [InlineData("[MethodImpl(MethodImplOptions.InternalCall)] public static extern void Bare();",
        LinkError.UntrustedImport, "Casts.Bare is bound to the symbol Bare")]
    [InlineData(
        "[DllImport(\"libSystem.Native\", EntryPoint = \"SystemNative_Malloc\")] public static extern nint F(nint n);",
        LinkError.UntrustedImport, "Casts.F calls SystemNative_Malloc in libSystem.Native")]
    [InlineData("[DllImport(\"*\", EntryPoint = \"owned\")] public static extern void F();", LinkError.UntrustedImport,
        "Casts.F calls owned in *")]
    public void A_cell_and_a_package_may_not(string member, LinkError error, string message)
    {
        string layer = Assembly("Layer", "[RuntimeExport(\"owned\")] public static void Owns() { }");
        string app = Assembly("App", member);
        foreach (Action act in new Action[] { () => Require([layer], [app], []), () => Require([layer], [], [app]) })
        {
            LinkException refused = Assert.Throws<LinkException>(act);
            Assert.Equal(error, refused.Error);
            Assert.Contains(message, refused.Message);
        }
    }

    [Fact]
    public void A_library_that_is_looked_up_at_run_time_may_be_named_by_a_package_but_not_by_a_cell()
    {
        string app = Assembly("App", "[DllImport(\"e_sqlite3\")] public static extern int sqlite3_open(nint name);");
        Require([], [], [app]);
        Assert.Equal(LinkError.UntrustedImport, Assert.Throws<LinkException>(() => Require([], [app], [])).Error);
    }

    [Fact]
    public void Layers_may_define_and_name_symbols_but_each_only_once()
    {
        string first = Assembly("First", "[RuntimeExport(\"owned\")] public static void F() { }\n"
            + "[MethodImpl(MethodImplOptions.InternalCall), RuntimeImport(\"*\", \"memmove\")] public static extern "
            + "void G();");
        Require([first], [], []);
        string second = Assembly("Second", "[RuntimeExport(\"owned\")] public static void G() { }");
        LinkException refused = Assert.Throws<LinkException>(() => Require([first, second], [], []));
        Assert.Equal(LinkError.DuplicateSymbol, refused.Error);
        Assert.Contains("Second: Casts.G exports the symbol owned, and so does Casts.F in First", refused.Message);
    }

    [Fact]
    public void A_function_for_native_callers_without_a_name_is_no_symbol() =>
        Require([], [Assembly("App", "[UnmanagedCallersOnly] public static int F(int x) => x;")], []);

    [Fact]
    public void What_is_compiled_with_a_second_symbol_is_found_in_the_object_too()
    {
        CompiledCasts compiled = CompiledCasts.Compile(_folder,
            $"using System.Runtime;\n{Attributes}\npublic static class Casts {{ [RuntimeExport(\"cbrt\")] public "
                + $"static double F(double x) => x; }}",
            CodeGenerator.Corrected(new Workspace(_folder), new Packages()));
        LinkInput world = new(compiled.Object, isManaged: true);
        Assert.Equal([("cbrt", "Sample_Casts__F")], ExportOwners.Exports(world));

        LinkException untrusted = Assert.Throws<LinkException>(
            () => ExportOwners.Require(world, _ => "App", a => a == "Layer", s_libraries));
        Assert.Equal(LinkError.UntrustedExport, untrusted.Error);
        Assert.StartsWith("UntrustedExport: App: Sample_Casts__F is compiled with a second symbol, cbrt",
            untrusted.Message);
        LinkException second = Assert.Throws<LinkException>(
            () => ExportOwners.Require(world, _ => "Layer", a => a == "Layer", s_libraries));
        Assert.Equal(LinkError.DuplicateSymbol, second.Error);
        Assert.EndsWith("defines cbrt, which is musl's", second.Message);
        ExportOwners.Require(world, _ => "Layer", a => a == "Layer", []);
    }

    private static readonly IReadOnlyList<NativeLibrary> s_libraries = NativeInput.Libraries(new Packages());

    private static void Require(string[] layers, string[] cells, string[] packages) =>
        SymbolGate.Require(layers, cells, packages, s_libraries);

    private string Assembly(string name, string members)
    {
        string file = Path.Combine(_folder, $"{name}.dll");
        string source =
            "using System;\nusing System.Runtime;\nusing System.Runtime.CompilerServices;\nusing System.Runtime.InteropServices;\n"
            + $"{Attributes}\npublic static class Casts {{ {members} }}";
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = CSharpCompilation.Create(name,
            [CSharpSyntaxTree.ParseText(source)], Analyzers.Check.References,
            new CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary)).Emit(file);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return file;
    }
}
