using Theseus.Build.Objects;

namespace Theseus.Build.World;

/// <summary>
/// Which <see cref="NativePart"/>s a world has. References of ours tell before the compiler runs; where the class
/// library wants one of its own accord, the compiled object tells, and the world is compiled again. That is remembered
/// for as long as the world has the same packages, or is made of the same assemblies if it has none.
/// </summary>
public static class NativeParts
{
    /// <summary>Adds the projects of the parts that are known to be wanted. True if one was added.</summary>
    public static bool AddReferred(Workspace workspace, ProjectSet projects, WorldInputs inputs)
    {
        string[] remembered = Stamp.Holds(StampFile(workspace), KeyOf(inputs)) ? File.ReadAllLines(Memory(workspace))
            : [];
        return Add(projects,
            NativePart.All.Where(p => remembered.Contains(p.Library) || p.IsReferredTo(inputs.Own.Values)));
    }

    /// <summary>
    /// Adds the projects of the parts whose functions <paramref name="world"/> wants and nobody defines. True if one
    /// was added.
    /// </summary>
    public static bool AddMissing(Workspace workspace, ProjectSet projects, WorldInputs inputs, WorldObject world)
    {
        NativePart[] absent = NativePart.All.Where(p => !projects.Parts.Contains(p)).ToArray();
        string seen = workspace.Temporary("stamps/native-parts-seen");
        if (absent.Length == 0 || Stamp.Holds(seen, world.Stamp))
        {
            return false;
        }

        string[] wanted = ElfObject.Read(world.Object).Globals(isDefined: false).ToArray();
        NativePart[] missing = absent.Where(p => wanted.Any(s => s.StartsWith(p.Prefix, StringComparison.Ordinal)))
            .ToArray();
        if (missing.Length == 0)
        {
            Stamp.Keep(seen, world.Stamp);
            return false;
        }

        File.WriteAllLines(Memory(workspace), missing.Select(p => p.Library));
        Stamp.Keep(StampFile(workspace), KeyOf(inputs));
        return Add(projects, missing);
    }

    private static bool Add(ProjectSet projects, IEnumerable<NativePart> parts)
    {
        bool added = false;
        foreach (NativePart part in parts.Where(p => !projects.Parts.Contains(p)))
        {
            projects.AddPart(part);
            added = true;
        }

        return added;
    }

    private static string StampFile(Workspace workspace) => workspace.Temporary("stamps/native-parts");

    private static string Memory(Workspace workspace) => workspace.Temporary("native-parts.txt");

    /// <summary>
    /// Where there are packages, they decide it in nearly all cases, and another cell beside them changes nothing.
    /// </summary>
    private static string KeyOf(WorldInputs inputs) => new Stamp().Add(string.Join('\n',
        inputs.OfPackages.Count > 0 ? inputs.OfPackages.Select(a => a.Name) : inputs.Own.Keys)).Value();
}
