using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Theseus.Tests.Guard;

/// <summary>
/// The trusted assemblies as the compiler sees them, from their sources: nothing has to be built first.
/// </summary>
internal static class TrustedSources
{
    /// <summary>Lowest first.</summary>
    public static readonly string[] Assemblies = [
        "Theseus.Format", "Theseus.Runtime", "Theseus.Memory", "Theseus.Tasks", "Theseus.CellLinker",
            "Theseus.Platform", "Theseus.Kernel"];

    private const string GlobalUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview);

    private static readonly Lazy<Dictionary<string, CSharpCompilation>> s_compilations = new(Compile);

    /// <summary>One of them.</summary>
    public static CSharpCompilation Of(string assembly) => s_compilations.Value[assembly];

    /// <summary>A cell's source against what is public in them; named as a cell that nobody trusts.</summary>
    public static CSharpCompilation Cell(string source, string name = "Hostile") => CSharpCompilation.Create(
        name,
        [CSharpSyntaxTree.ParseText(GlobalUsings, s_options), CSharpSyntaxTree.ParseText(source, s_options)],
        [.. Framework(), .. s_compilations.Value.Values.Select(compilation => compilation.ToMetadataReference())],
        new CSharpCompilationOptions(OutputKind.ConsoleApplication));

    private static Dictionary<string, CSharpCompilation> Compile()
    {
        Dictionary<string, CSharpCompilation> all = [];
        string friends = string.Join(' ',
            Assemblies.Select(
                friend => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]"));
        foreach (string assembly in Assemblies)
        {
            string folder = Path.Combine(Theseus.Build.Workspace.Find().Root, assembly);
            IEnumerable<string> files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(folder, file).Split('/').Any(part => part is "obj" or "bin"))
                .Order(StringComparer.Ordinal);
            all[assembly] = CSharpCompilation.Create(
                assembly,
                [CSharpSyntaxTree.ParseText(GlobalUsings + friends, s_options),
                    .. files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), s_options, file))],
                [.. Framework(), .. all.Values.Select(lower => lower.ToMetadataReference())],
                new CSharpCompilationOptions(
                    assembly == "Theseus.Kernel" ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                    allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        }

        return all;
    }

    private static IEnumerable<MetadataReference> Framework() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
            || Path.GetFileName(path) is "mscorlib.dll" or "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
}
