using Theseus.Build.Guard;

namespace Theseus.Build.World;

/// <summary>
/// Compiles the world. There are packages that the compiler cannot take; such a package must not keep all other cells
/// from being built. So where ILC fails or goes over its limits, the cell whose packages do it is found by halves,
/// named and left out. What was found is remembered for as long as that cell has the same packages.
/// </summary>
public static class WorldBuild
{
    /// <returns>What was compiled; the projects are those that are in it.</returns>
    /// <exception cref="BuildException">As <see cref="Ilc.Run"/>, where no cell's packages are to blame.</exception>
    public static (ProjectSet Projects, WorldInputs Inputs, WorldObject World) Run(
        Workspace workspace, Packages packages, ProjectSet all, bool withDebugInformation,
        CancellationToken cancellation = default)
    {
        ILookup<string, PackageAssembly> wanted = new WorldInputs(workspace, all,
            packages).Wanted.ToLookup(a => a.Project);
        List<string> left = all.Cells.Select(c => c.Name)
            .Where(c => wanted[c].Any() && Stamp.Holds(StampFile(workspace, c), Key(packages, wanted[c]))).ToList();
        while (true)
        {
            try
            {
                (ProjectSet, WorldInputs, WorldObject) result = Compile(left);
                foreach (string cell in left)
                {
                    Progress.Warn(
                        $"cell {cell} is left out: the compiler cannot take its packages ({Names(wanted[cell])})");
                }

                return result;
            }
            catch (BuildException e) when (e.Id is "ToolFailed" or "CompilerOverLimit")
            {
                string[] suspects = all.Cells.Select(c => c.Name).Where(c => wanted[c].Any() && !left.Contains(c))
                    .ToArray();
                if (suspects.Length == 0)
                {
                    throw;
                }

                Progress.Warn($"the world does not compile: {e.Message.Split('\n')[0]}");
                Progress.Say($"which cell's packages do it? ({string.Join(", ", suspects)})");
                string? culprit = Culprit.Find(suspects, without => Compiles([.. left, .. without]));
                if (culprit is null)
                {
                    throw;
                }

                Stamp.Keep(StampFile(workspace, culprit), Key(packages, wanted[culprit]));
                left.Add(culprit);
            }
        }

        (ProjectSet, WorldInputs, WorldObject) Compile(IReadOnlyCollection<string> without)
        {
            ProjectSet projects = without.Count == 0 ? all : new ProjectSet(workspace, without);
            WorldInputs inputs = new(workspace, projects, packages);
            if (NativeParts.AddReferred(workspace, projects, inputs))
            {
                inputs = CompileParts(projects);
            }

            foreach (string version in inputs.Versions)
            {
                Progress.Say(version);
            }

            GuardStep.Run(workspace, projects, inputs, packages);
            WorldObject world = Ilc.Run(workspace, packages, inputs, withDebugInformation, cancellation);
            if (NativeParts.AddMissing(workspace, projects, inputs, world))
            {
                inputs = CompileParts(projects);
                GuardStep.Run(workspace, projects, inputs, packages);
                world = Ilc.Run(workspace, packages, inputs, withDebugInformation, cancellation);
            }

            return (projects, inputs, world);
        }

        WorldInputs CompileParts(ProjectSet projects)
        {
            CSharpBuild.Run(workspace, projects);
            return new WorldInputs(workspace, projects, packages);
        }

        bool Compiles(IReadOnlyCollection<string> without)
        {
            try
            {
                Compile(without);
                return true;
            }
            catch (BuildException e) when (e.Id is "ToolFailed" or "CompilerOverLimit")
            {
                return false;
            }
        }
    }

    private static string StampFile(Workspace workspace, string cell) => workspace.Temporary($"stamps/{cell}.left-out");

    private static string Key(Packages packages, IEnumerable<PackageAssembly> wanted)
    {
        Stamp stamp = new Stamp().Add(packages.Version);
        foreach (PackageAssembly assembly in wanted)
        {
            stamp.AddFile(assembly.File, assembly.Name);
        }

        return stamp.Value();
    }

    private static string Names(IEnumerable<PackageAssembly> wanted) =>
        string.Join(", ", wanted.Select(a => $"{a.Name} {a.Text}"));
}
