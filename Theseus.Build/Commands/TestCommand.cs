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
    private const string BootTests = "Theseus.Tests.Boot.";

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

    /// <summary>
    /// Runs the tests that boot machines beside those that do not: a machine is one core's work, and many of the others
    /// run one after another, since the kernel's own state is static.
    /// </summary>
    private static (int Passed, int Failed) Execute(Workspace workspace, string? filter)
    {
        string results = workspace.Temporary("tests");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        Progress.Say("tests ...");
        string name = filter is null ? "" : $"&FullyQualifiedName~{filter}";
        Part machines = new(workspace, "machine-tests", $"FullyQualifiedName~{BootTests}{name}");
        Part others = new(workspace, "tests", $"FullyQualifiedName!~{BootTests}{name}");
        Task<int> beside = Task.Run(others.Run);
        (int passed, int total) = machines.Sum(machines.Run());
        (int otherPassed, int otherTotal) = others.Sum(beside.GetAwaiter().GetResult());
        Progress.Say($"tests: all output is in {machines.Log} and {others.Log}");
        if (filter is null && (total == 0 || otherTotal == 0))
        {
            Console.Error.WriteLine("theseus: a part of the tests has not run");
            return (passed + otherPassed, total + otherTotal - passed - otherPassed + 1);
        }

        return (passed + otherPassed, total + otherTotal - passed - otherPassed);
    }

    /// <summary>One process of tests.</summary>
    private sealed class Part(Workspace workspace, string name, string filter)
    {
        private readonly string _results = workspace.Temporary($"tests/{name}");

        public string Log { get; } = workspace.Temporary($"{name}.log");

        /// <summary>Runs it to its end, and says what fails as it does.</summary>
        public int Run() => Tool.Watch(Log, line =>
        {
            if (IsTrouble(line))
            {
                Console.Error.WriteLine(line);
            }
        }, "dotnet", "test", workspace.In(Project), "-c", "Release", "--no-build", "--logger", "trx",
            "--results-directory", _results, "--blame-hang-timeout", "15m", "--filter", filter);

        /// <summary>What its report says. A process that ends in another way has failed.</summary>
        public (int Passed, int Total) Sum(int exitCode)
        {
            XElement[] counters = !Directory.Exists(_results) ? [] : Directory.GetFiles(_results, "*.trx").SelectMany(
                r => XDocument.Load(r).Descendants().Where(e => e.Name.LocalName == "Counters")).ToArray();
            (int passed, int total) = (Of("passed"), Of("executed"));
            if (exitCode == 0 || passed != total)
            {
                return (passed, total);
            }

            Console.Error.WriteLine(File.ReadAllText(Log));
            return (passed, total + 1);

            int Of(string counter) =>
                counters.Sum(c => int.Parse(c.Attribute(counter)?.Value ?? "0", CultureInfo.InvariantCulture));
        }

        private static bool IsTrouble(string line) => line.StartsWith("   ", StringComparison.Ordinal)
            || line.TrimStart() is ['F', 'a', 'i', 'l', 'e', 'd', ' ', ..] or ['E', 'r', 'r', 'o', 'r', ..];
    }
}
