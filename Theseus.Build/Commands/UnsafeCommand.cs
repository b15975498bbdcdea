using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Theseus.Build.Guard;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus unsafe</c>: for each project that goes into the world, how many blocks, members and types say
/// <c>unsafe</c>, and how many lines of code are inside and outside them, as a table for the README, with what is the
/// most; those that must have none are one row.
/// </summary>
public static class UnsafeCommand
{
    /// <summary>
    /// The projects that may have unsafe code, the most that may be inside it, in parts of a hundred of their lines,
    /// and if whole types may: shims of native functions, each of which follows its caller's pointers, are.
    /// </summary>
    private static readonly Dictionary<string, (int Percent, bool Types)> s_mayBeUnsafe = new()
    {
        ["Theseus.Runtime"] = (45, false), ["Theseus.Memory"] = (35, false), ["Theseus.Platform"] = (10, false),
        ["Theseus.Natives/Cryptography"] = (50, true),
    };

    /// <returns>0; 1 if a project has unsafe code that it must not have.</returns>
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        if (arguments.Length > 0)
        {
            throw new BuildException("BadOption", "unsafe takes no arguments");
        }

        IReadOnlyList<(string Name, UnsafeCount Count)> projects = CountTree(workspace);
        TextWriter output = Console.Out;
        output.WriteLine(
            "| Project | unsafe blocks | members | types | lines inside | lines outside | inside | aim |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach ((string name, UnsafeCount count) in projects.Where(p => s_mayBeUnsafe.ContainsKey(p.Name)))
        {
            output.WriteLine(Row(name, count, $"{s_mayBeUnsafe[name].Percent} %"));
        }

        output.WriteLine(Row("every other project", Sum(projects.Where(p => !s_mayBeUnsafe.ContainsKey(p.Name))),
            "0 %"));
        output.WriteLine(Row("all", Sum(projects), ""));
        PrintAdmissions(Admissions.Read(workspace), output);
        IReadOnlyList<string> faults = Faults(projects);
        foreach (string fault in faults)
        {
            Console.Error.WriteLine($"theseus: {fault}");
        }

        return faults.Count > 0 ? 1 : 0;
    }

    /// <summary>Counts the projects that run in the system, by name.</summary>
    public static IReadOnlyList<(string Name, UnsafeCount Count)> CountTree(Workspace workspace) =>
        [.. Projects(workspace).Select(p => (Path.GetRelativePath(workspace.Root, p), CountFolder(p)))];

    /// <summary>What is unsafe and must not be, a line each.</summary>
    public static IReadOnlyList<string> Faults(IEnumerable<(string Name, UnsafeCount Count)> projects) =>
        [.. projects.Select(p => (p.Name, Fault: Fault(p.Name, p.Count))).Where(p => p.Fault is not null)
            .Select(p => $"{p.Name} has {p.Fault}")];

    private static string? Fault(string name, UnsafeCount count)
    {
        if (!s_mayBeUnsafe.TryGetValue(name, out (int Percent, bool Types) most))
        {
            return count.All > 0 ? "unsafe code, and must have none" : null;
        }

        if (count.Types > 0 && !most.Types)
        {
            return "types that are unsafe as a whole";
        }

        return count.PercentInside > most.Percent
            ? $"more than {most.Percent} in 100 lines inside unsafe code" : null;
    }

    private static UnsafeCount Sum(IEnumerable<(string Name, UnsafeCount Count)> projects) =>
        projects.Aggregate(default(UnsafeCount), (sum, p) => sum + p.Count);

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

    private static string Row(string name, UnsafeCount count, string aim) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {count.Blocks} | {count.Members} | {count.Types} | {count.LinesInside} | {count.LinesOutside} | "
            + $"{count.PercentInside:0} % | {aim} |");

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
