using System.Globalization;
using System.Xml.Linq;
using Theseus.Build.World;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus test [FILTER]</c>: builds the system, then runs the host tests and the boot tests. The last line
/// is the sum, alone.
/// </summary>
public static class TestCommand
{
    private const string Project = "Theseus.Tests";

    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        if (arguments.Length > 1)
        {
            throw new BuildException("BadOption", "test takes one filter");
        }

        string? filter = arguments.Length == 1 ? arguments[0] : null;

        // A system that does not build is a failure, and no reason not to test the rest.
        int failedBuilds = 0;
        try
        {
            ImageBuild.Run(workspace, new BuildOptions());
        }
        catch (BuildException e)
        {
            Console.Error.WriteLine($"theseus: {e.Message}");
            failedBuilds = 1;
        }

        Compile(workspace);
        (int passed, int failed) = Execute(workspace, filter);
        failed += failedBuilds;
        Console.Out.WriteLine($"{passed} passed, {failed} failed");
        return failed > 0 || passed == 0 ? 1 : 0;
    }

    private static void Compile(Workspace workspace)
    {
        Stamp stamp = new Stamp().AddFile(typeof(TestCommand).Assembly.Location, "Theseus.Build");
        foreach (string folder in SourceFolders(workspace))
        {
            stamp.AddFolder(workspace.In(folder));
        }

        foreach (string shared in ProjectSet.SharedFiles)
        {
            stamp.AddFile(workspace.In(shared), shared);
        }

        string value = stamp.Value();
        string stampFile = workspace.Temporary("stamps/tests");
        if (Stamp.Holds(stampFile, value, workspace.In(Project, "bin", "Release", "net10.0", Project + ".dll")))
        {
            return;
        }

        // Referred to by the tests alone; it brings the analyzers.
        Progress.Time("compile the analyzers",
            () => Tool.Run(workspace.Temporary("analyzers-build.log"), "dotnet", "build",
            workspace.In("Theseus.Analyzers.CodeFixes"), "-c", "Release", "-v:minimal", "-clp:ErrorsOnly"));
        Progress.Time("compile the tests", () => Tool.Run(workspace.Temporary("tests-build.log"), "dotnet", "build",
            workspace.In(Project), "-c", "Release", "-v:minimal", "-clp:ErrorsOnly",
                "-p:BuildProjectReferences=false"));
        Stamp.Keep(stampFile, value);
    }

    /// <summary>
    /// The folders whose sources the tests are made of: their own, and all that their project names.
    /// </summary>
    public static IReadOnlyList<string> SourceFolders(Workspace workspace) =>
    [
        .. XDocument.Load(workspace.In(Project, Project + ".csproj")).Descendants()
            .SelectMany(item => (item.Attribute("Include")?.Value ?? "").Split(';'))
            .Where(path => path.StartsWith("../", StringComparison.Ordinal))
            .Select(path => FolderOf(workspace, path["../".Length..])).Append(Project).Append("Theseus.Analyzers")
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The project folder that a path of the project file lies in, or what is above its pattern.</summary>
    private static string FolderOf(Workspace workspace, string path)
    {
        string folder = "";
        foreach (string part in path.Split('/').SkipLast(1).TakeWhile(part => !part.Contains('*')))
        {
            folder = Path.Combine(folder, part);
            if (Directory.GetFiles(workspace.In(folder), "*.csproj").Length > 0)
            {
                break;
            }
        }

        return folder;
    }

    private static (int Passed, int Failed) Execute(Workspace workspace, string? filter)
    {
        string results = workspace.Temporary("tests");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        string log = workspace.Temporary("tests.log");
        List<string> command =
        [
            "test", workspace.In(Project), "-c", "Release", "--no-build", "--logger", "trx", "--results-directory",
                results,
            "--blame-hang-timeout", "15m",
        ];
        if (filter is not null)
        {
            command.AddRange(["--filter", $"FullyQualifiedName~{filter}"]);
        }

        Progress.Say("tests ...");
        Tool.Watch(log, line =>
        {
            if (IsTrouble(line))
            {
                Console.Error.WriteLine(line);
            }
        }, "dotnet", command);
        if (!Directory.Exists(results) || Directory.GetFiles(results, "*.trx") is not { Length: > 0 } reports)
        {
            Console.Error.WriteLine(File.ReadAllText(log));
            return (0, filter is null ? 1 : 0);
        }

        XElement[] counters = reports.SelectMany(
            r => XDocument.Load(r).Descendants().Where(e => e.Name.LocalName == "Counters")).ToArray();
        (int passed, int total) = (Sum("passed"), Sum("executed"));
        Progress.Say($"tests: all output is in {log}");
        return (passed, total - passed);

        static bool IsTrouble(string line) => line.StartsWith("   ", StringComparison.Ordinal)
            || line.TrimStart() is ['F', 'a', 'i', 'l', 'e', 'd', ' ', ..] or ['E', 'r', 'r', 'o', 'r', ..];

        int Sum(string name) =>
            counters.Sum(c => int.Parse(c.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture));
    }
}
