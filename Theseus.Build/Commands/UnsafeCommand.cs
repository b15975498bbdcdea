using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Theseus.Build.Guard;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus unsafe</c>: for each project that goes into the world, how many blocks, members and types say
/// <c>unsafe</c>, and how many lines of code are inside and outside them, as a table for the README.
/// </summary>
public static class UnsafeCommand
{
    private static readonly string[] s_mayBeUnsafe = [
        "Theseus.Runtime", "Theseus.Memory", "Theseus.Platform", "Theseus.Natives/Cryptography"];

    /// <returns>0; 1 if a project has unsafe code that must have none.</returns>
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        if (arguments.Length > 0)
        {
            throw new BuildException("BadOption", "unsafe takes no arguments");
        }

        (string Name, UnsafeCount Count)[] projects = Projects(workspace)
            .Select(p => (Name: Path.GetRelativePath(workspace.Root, p), Count: CountFolder(p))).ToArray();
        TextWriter output = Console.Out;
        output.WriteLine(
            "| Project | unsafe blocks | members | types | lines inside | lines outside | per 100 lines |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach ((string name, UnsafeCount count) in projects)
        {
            output.WriteLine(Row(name, count));
        }

        output.WriteLine(Row("all", projects.Aggregate(default(UnsafeCount), (sum, p) => sum + p.Count)));
        PrintAdmissions(Admissions.Read(workspace), output);
        string[] wrong = projects.Where(p => p.Count.All > 0 && !s_mayBeUnsafe.Contains(p.Name)).Select(p => p.Name)
            .ToArray();
        if (wrong.Length > 0)
        {
            Console.Error.WriteLine(
                $"theseus: unsafe code outside {string.Join(", ", s_mayBeUnsafe)}: in {string.Join(", ", wrong)}");
        }

        return wrong.Length > 0 ? 1 : 0;
    }

    /// <summary>What the guard lets pass without proof, by lines of the tree.</summary>
    private static void PrintAdmissions(Admissions admissions, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| admitted without proof | what | because |");
        output.WriteLine("| --- | --- | --- |");
        foreach (Admissions.Package package in admissions.Packages)
        {
            output.WriteLine($"| package {package.Id} {package.Version} | all of it | {package.Reason} |");
        }

        foreach (Admissions.Name name in admissions.Names)
        {
            output.WriteLine($"| cell {name.Cell} | {name.Full} | {name.Reason} |");
        }
    }

    private static string Row(string name, UnsafeCount count) => string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {count.Blocks} | {count.Members} | {count.Types} | {count.LinesInside} | {count.LinesOutside} | "
            + $"{count.PerHundredLines:0.00} |");

    /// <summary>
    /// Folders with a project that runs in the system; programs of the host and of the compiler do not count.
    /// </summary>
    private static IEnumerable<string> Projects(Workspace workspace) =>
        Directory.GetDirectories(workspace.Root, "Theseus.*")
        .Concat(new[] { workspace.In("Theseus.Natives") }.Where(Directory.Exists).SelectMany(Directory.GetDirectories))
        .Where(f => Directory.GetFiles(f, "*.csproj").Length > 0)
        .Concat(World.CellFolders.Of(workspace))
        .Where(f => Path.GetFileName(f) is not ("Theseus.Build" or "Theseus.Tests" or "Theseus.Cells")
            && !Path.GetFileName(f).StartsWith("Theseus.Analyzers", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static UnsafeCount CountFolder(string folder) =>
        Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(f => Path.GetRelativePath(folder, f).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
        .Aggregate(default(UnsafeCount), (sum, file) => sum + CountText(File.ReadAllText(file)));

    /// <summary>Counts one source file. A line is one that has code on it: neither empty nor all comment.</summary>
    public static UnsafeCount CountText(string source)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
        UnsafeCount count = default(UnsafeCount);
        HashSet<int> inside = new();
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            UnsafeCount kind = Kind(node);
            if (kind == default)
            {
                continue;
            }

            count += kind;
            inside.UnionWith(LinesOf(node));
        }

        HashSet<int> lines = LinesOf(root).ToHashSet();
        return count with { LinesInside = inside.Count, LinesOutside = lines.Count - inside.Count };
    }

    private static UnsafeCount Kind(SyntaxNode node) => node switch
    {
        UnsafeStatementSyntax => new UnsafeCount { Blocks = 1 },
        BaseTypeDeclarationSyntax type
            when type.Modifiers.Any(SyntaxKind.UnsafeKeyword) => new UnsafeCount { Types = 1 },
        MemberDeclarationSyntax member
            when member.Modifiers.Any(SyntaxKind.UnsafeKeyword) => new UnsafeCount { Members = 1 },
        LocalFunctionStatementSyntax function
            when function.Modifiers.Any(SyntaxKind.UnsafeKeyword) => new UnsafeCount { Members = 1 },
        _ => default,
    };

    private static IEnumerable<int> LinesOf(SyntaxNode node) => node.DescendantTokens()
        .Where(t => !t.IsKind(SyntaxKind.EndOfFileToken))
        .Select(t => t.GetLocation().GetLineSpan())
        .SelectMany(
        s => Enumerable.Range(s.StartLinePosition.Line, s.EndLinePosition.Line - s.StartLinePosition.Line + 1));
}
