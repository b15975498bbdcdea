using System.Security;

namespace Theseus.Build.World;

/// <summary>
/// Compiles the projects whose sources have changed, all in one run of MSBuild, and restores packages only when
/// a project file has. When nothing has changed, nothing is started.
/// </summary>
public static class CSharpBuild
{
    /// <exception cref="BuildException"><c>CellDoesNotCompile</c> with the compiler's errors.</exception>
    public static void Run(Workspace workspace, ProjectSet projects)
    {
        Project[] changed = projects.All.Where(
            p => !Stamp.Holds(StampFile(workspace, p), projects.StampOf(p), p.Assembly)).ToArray();
        foreach (Project project in Compile(workspace, projects, changed, areAlone: false))
        {
            Stamp.Keep(StampFile(workspace, project), projects.StampOf(project));
        }
    }

    /// <summary>
    /// Compiles the projects whose own sources have changed, and not those that refer to them: they are the same unless
    /// something that they can see is declared otherwise.
    /// </summary>
    /// <param name="workspace">The tree.</param>
    /// <param name="projects">All of it.</param>
    /// <param name="isAsRunning">
    /// True where a project's assembly is what the running system was compiled of. Any other one that was compiled with
    /// what is not there any more is compiled, too.
    /// </param>
    /// <exception cref="BuildException"><c>CellDoesNotCompile</c> with the compiler's errors.</exception>
    public static void RunAlone(Workspace workspace, ProjectSet projects, Predicate<Project> isAsRunning) =>
        Compile(workspace, projects, [.. projects.All.Where(p =>
            !Stamp.Holds(OwnStampFile(workspace, p), projects.OwnStampOf(p), p.Assembly)
            || (!Stamp.Holds(StampFile(workspace, p), projects.StampOf(p), p.Assembly) && !isAsRunning(p)))],
            areAlone: true);

    /// <returns>Of the projects those whose sources are still what was compiled.</returns>
    private static List<Project> Compile(Workspace workspace, ProjectSet projects, Project[] changed, bool areAlone)
    {
        if (changed.Length == 0)
        {
            return [];
        }

        Directory.CreateDirectory(workspace.Temporary("stamps"));
        foreach (Project project in changed)
        {
            File.Delete(StampFile(workspace, project)); // of what is about to go: sources can be as they were again
            File.Delete(OwnStampFile(workspace, project));
        }

        string names = string.Join(", ", changed.Take(4).Select(p => p.Name))
            + (changed.Length > 4 ? $" and {changed.Length - 4} more" : "");
        Progress.Time($"compile {names}", () => Compile(workspace, changed, areAlone));
        List<Project> settled = new();
        foreach (Project project in changed)
        {
            if (projects.HasChanged(project))
            {
                File.Delete(project.Compiled); // or MSBuild takes it for newer than what was saved meanwhile
                continue;
            }

            Stamp.Keep(OwnStampFile(workspace, project), projects.OwnStampOf(project));
            settled.Add(project);
        }

        return settled;
    }

    private static string OwnStampFile(Workspace workspace, Project project) =>
        workspace.Temporary($"stamps/{project.Name}.csharp-alone");

    private static string StampFile(Workspace workspace, Project project) =>
        workspace.Temporary($"stamps/{project.Name}.csharp");

    private static void Compile(Workspace workspace, IReadOnlyCollection<Project> changed, bool areAlone)
    {
        // One after the other, what is referred to first, where nobody looks at references.
        string how = areAlone ? "BuildInParallel=\"false\"" : "BuildInParallel=\"true\"";
        string alone = areAlone ? ";BuildProjectReferences=false" : "";
        string file = workspace.Temporary("changed.proj");
        Directory.CreateDirectory(workspace.Intermediate);
        File.WriteAllText(file, $"""
            <Project DefaultTargets="Build">
              <ItemGroup>
                {string.Join("\n    ", changed.Select(p => $"<Changed Include=\"{SecurityElement.Escape(p.File)}\" />"))}
              </ItemGroup>
              <Target Name="Restore">
                <MSBuild Projects="@(Changed)" Targets="Restore" Properties="Configuration=Release;Restoring=true" />
              </Target>
              <Target Name="Build">
                <MSBuild Projects="@(Changed)" Properties="Configuration=Release;CopyLocalLockFileAssemblies=true{alone}" {how} />
              </Target>
            </Project>
            """);
        if (!File.Exists(workspace.In("Theseus.Analyzers", "obj", "project.assets.json")) || changed.Any(NeedsRestore))
        {
            MsBuild(workspace, file, "Restore", "restore.log");
        }

        MsBuild(workspace, file, "Build", "csharp.log");
    }

    private static bool NeedsRestore(Project project) => !File.Exists(project.RestoredAssets)
        || new[] { project.File, Path.Combine(project.Folder, Versions), Path.Combine(project.Folder, "..", Versions) }
            .Any(f => File.Exists(f) && File.GetLastWriteTimeUtc(f) > File.GetLastWriteTimeUtc(project.RestoredAssets));

    /// <summary>Of a project at the root; one folder further up of a cell.</summary>
    private const string Versions = "../Directory.Packages.props";

    private static void MsBuild(Workspace workspace, string file, string target, string logName)
    {
        string log = workspace.Temporary(logName);
        int code = Tool.Exit(log, "dotnet", "msbuild", file, $"-t:{target}", "-nologo", "-v:minimal", "-clp:NoSummary",
            "-m");
        if (code == 0)
        {
            return;
        }

        string[] errors = File.ReadLines(log)
            .Where(l => l.Contains(": error ", StringComparison.Ordinal)
            || l.Contains(" : error", StringComparison.Ordinal))
            .Select(l => l.Trim().Replace(workspace.Root + "/", "", StringComparison.Ordinal)).Distinct().ToArray();
        throw errors.Length == 0 ? Tool.Failed(log, "dotnet msbuild", code)
            : new BuildException("CellDoesNotCompile",
                $"the C# does not compile ({errors.Length} {(errors.Length == 1 ? "error" : "errors")})\n  "
                    + $"{string.Join("\n  ", errors)}");
    }
}
