using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Theseus.Build.World;

namespace Theseus.Build.Guard;

/// <summary>
/// The step of the build between the C# compiler and the compiler of the world: every assembly that goes into the world, but
/// those of the class library and of the trusted layers, is verified as it is, whatever its project, its <c>.editorconfig</c> or a
/// <c>#pragma</c> said to the C# compiler. What was verified is not again until it, or what it refers to, or the guard changes.
/// </summary>
public static class GuardStep
{
    public const string AllowedFile = "Theseus.Build/Guard/allowed.txt";

    /// <param name="workspace">The tree, with its lists.</param>
    /// <param name="projects">Whose packages are known.</param>
    /// <param name="inputs">What goes into the world.</param>
    /// <param name="packages">The class library's version.</param>
    /// <exception cref="BuildException"><c>RefusedByGuard</c> with all findings.</exception>
    public static void Run(Workspace workspace, ProjectSet projects, WorldInputs inputs, World.Packages packages)
    {
        var admissions = Admissions.Read(workspace);
        var rules = new Stamp().AddFile(typeof(GuardStep).Assembly.Location, "guard").AddFile(workspace.In(AllowedFile), "allowed").Add(packages.Version).Value();
        var own = inputs.Own.Keys.Except(inputs.Layers).ToArray();
        var hashes = inputs.Own.ToDictionary(a => a.Key, a => new Stamp().AddFile(a.Value, a.Key).Value());
        var origins = PackageOrigins.Read(projects);
        var stale = own.Select(name => (Name: name, Stamp: StampOf(name, inputs, hashes, origins, admissions, rules)))
            .Where(a => !Stamp.Holds(StampFile(workspace, a.Name), a.Stamp)).ToArray();
        if (stale.Length == 0)
            return;
        var text = File.ReadAllText(workspace.In(AllowedFile));
        var refused = Progress.Time($"guard: {stale.Length} of {own.Length} assemblies", () =>
        {
            var (allowed, ofPackages) = (AllowList.Parse(text, AllowedFile), AllowList.Parse(text, AllowedFile, forPackages: true));
            using var set = new AssemblySet(inputs.LibraryFiles, inputs.Own.Values);
            return stale.Select(a => (a.Name, a.Stamp, Findings: Check(set, inputs.Own[a.Name], origins.Of(a.Name) is null ? allowed : ofPackages, admissions, origins.Of(a.Name)))).ToArray();
        });
        foreach (var (name, stamp, _) in refused.Where(r => r.Findings.Count == 0))
            Stamp.Keep(StampFile(workspace, name), stamp);
        if (refused.Where(r => r.Findings.Count > 0).ToArray() is { Length: > 0 } bad)
            throw new BuildException("RefusedByGuard", string.Join('\n', bad.Select(b => new GuardReport(b.Name, origins.Of(b.Name), b.Findings).Refusal())));
    }

    private static string StampFile(Workspace workspace, string name) => workspace.Temporary($"stamps/guard/{name}");

    private static IReadOnlyList<Finding> Check(AssemblySet set, string file, AllowList allowed, Admissions admissions, PackageOrigin? origin) =>
        origin is { } package && admissions.Admits(package.Id, package.Version)
            ? AssemblyCheck.RunSymbolsOnly(set, file) : AssemblyCheck.Run(set, file, allowed, admissions, origin is not null);

    private static string StampOf(
        string name, WorldInputs inputs, Dictionary<string, string> hashes, PackageOrigins origins, Admissions admissions, string rules)
    {
        var stamp = new Stamp().Add(rules).Add(origins.Of(name)?.ToString() ?? "").Add(origins.Of(name) is { } p && admissions.Admits(p.Id, p.Version) ? "admitted" : "");
        foreach (var admitted in admissions.Names.Where(n => n.Cell == name))
            stamp.Add(admitted.Full);
        var seen = new SortedSet<string>(StringComparer.Ordinal) { name };
        var todo = new Queue<string>(seen);
        while (todo.TryDequeue(out var next))
        {
            foreach (var reference in References(inputs.Own[next]).Where(r => hashes.ContainsKey(r) && seen.Add(r)))
                todo.Enqueue(reference);
        }
        foreach (var one in seen)
            stamp.Add(hashes[one]);
        return stamp.Value();
    }

    private static string[] References(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))];
    }
}
