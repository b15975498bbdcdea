using dnlib.DotNet;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workspace = Theseus.Build.Workspace;
using Theseus.Build.Guard;
using Theseus.Build.World;
using Theseus.Tests.Analyzers;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>
/// Checks assemblies that tests make, with the tree's own list of what safe code may name, against the class library of
/// the world. One at a time: the library is read once for all.
/// </summary>
internal static class GuardWorld
{
    private static readonly Lock s_lock = new();
    private static readonly AssemblySet s_set = new(new Packages().Library, [typeof(OwnedAttribute).Assembly.Location]);
    private static readonly AllowList s_allowed = Allowed(forPackages: false),
        s_ofPackages = Allowed(forPackages: true);

    private static AllowList Allowed(bool forPackages) =>
        AllowList.Parse(File.ReadAllText(Workspace.Find().In(GuardStep.AllowedFile)), GuardStep.AllowedFile,
        forPackages);

    public static IReadOnlyList<Finding> Check(string file, Admissions? admissions = null, bool isPackage = false)
    {
        lock (s_lock)
        {
            return AssemblyCheck.Run(s_set, file, isPackage ? s_ofPackages
                : s_allowed, admissions ?? new Admissions([], []), isPackage);
        }
    }

    /// <summary>What is found in the same program if a package brings it.</summary>
    public static IReadOnlyList<Finding> CheckPackage(string source) =>
        InFile("Subject", file => File.WriteAllBytes(file, Compile(source)),
        file => Check(
            ZeroedLocals.Of(file, Path.Combine(Path.GetDirectoryName(file)!, "zeroed", Path.GetFileName(file))),
                isPackage: true));

    /// <summary>What is found in a C# program, which the compiler takes with everything allowed.</summary>
    public static IReadOnlyList<Finding> CheckSource(string source, Admissions? admissions = null,
        string name = "Subject", LanguageVersion version = LanguageVersion.Preview) =>
        InFile(name, file => File.WriteAllBytes(file, Compile(source, name, version)), file => Check(file, admissions));

    /// <summary>What is found in a C# program that was changed afterwards.</summary>
    public static IReadOnlyList<Finding> CheckPatched(string source, Action<ModuleDefMD> patch)
    {
        using ModuleDefMD module = ModuleDefMD.Load(Compile(source));
        patch(module);
        return CheckModule(module);
    }

    /// <summary>What is found in a C# program of which bytes were changed.</summary>
    public static IReadOnlyList<Finding> CheckBytes(string source, Action<byte[], ModuleDefMD> patch)
    {
        byte[] bytes = Compile(source);
        using (ModuleDefMD module = ModuleDefMD.Load(bytes.ToArray()))
        {
            patch(bytes, module);
        }

        return InFile("Subject", file => File.WriteAllBytes(file, bytes), file => Check(file));
    }

    private static byte[] Compile(string source, string name = "Subject",
        LanguageVersion version = LanguageVersion.Preview)
    {
        CSharpCompilationOptions options = new(OutputKind.ConsoleApplication, allowUnsafe: true,
            optimizationLevel: OptimizationLevel.Release);
        SyntaxTree usings = CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.Linq; global using System.IO;"
            + "global using System.Threading.Tasks; global using System.Threading; global using System.Net.Http;",
            new CSharpParseOptions(version));
        CSharpCompilation compilation = CSharpCompilation.Create(name,
            [usings, CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version))],
            Analyzers.Check.References, options);
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success,
            string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return image.ToArray();
    }

    /// <summary>What is found in a module that is written as it is.</summary>
    public static IReadOnlyList<Finding> CheckModule(ModuleDef module) =>
        InFile(module.Assembly.Name, file => module.Write(file,
        new dnlib.DotNet.Writer.ModuleWriterOptions(module)
        {
            MetadataOptions = { Flags = dnlib.DotNet.Writer.MetadataFlags.KeepOldMaxStack },
            Logger = DummyLogger.NoThrowInstance,
        }), file => Check(file));

    private static IReadOnlyList<Finding> InFile(string name, Action<string> write,
        Func<string, IReadOnlyList<Finding>> check)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        try
        {
            string file = Path.Combine(folder.FullName, $"{name}.dll");
            write(file);
            return check(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static void AssertRefused(GuardRule rule, IReadOnlyList<Finding> findings) =>
        Assert.True(findings.Any(f => f.Rule == rule), findings.Count == 0 ? "nothing was found"
        : string.Join('\n', findings));

    public static void AssertSafe(IReadOnlyList<Finding> findings) =>
        Assert.True(findings.Count == 0, string.Join('\n', findings));
}
