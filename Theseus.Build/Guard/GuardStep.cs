using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Theseus.Build.World;

namespace Theseus.Build.Guard;

/// <summary>
/// The step of the build between the C# compiler and the compiler of the world: every assembly that goes into the
/// world, but those of the class library and of the trusted layers, is verified as it is, whatever its project, its
/// <c>.editorconfig</c> or a <c>#pragma</c> said to the C# compiler. What was verified is not again until it, or what
/// it refers to, or the guard changes.
/// </summary>
public static class GuardStep
{
    public const string AllowedFile = "Theseus.Build/Guard/allowed.txt";

    /// <param name="workspace">The tree, with its lists.</param>
    /// <param name="projects">Whose packages are known.</param>
    /// <param name="inputs">What goes into the world.</param>
    /// <param name="packages">The class library's version.</param>
    /// <param name="chosen">Assemblies that are looked at; by default all.</param>
    /// <exception cref="BuildException"><c>RefusedByGuard</c> with all findings.</exception>
    public static void Run(Workspace workspace, ProjectSet projects, WorldInputs inputs, World.Packages packages,
        Predicate<string>? chosen = null)
    {
        Admissions admissions = Admissions.Read(workspace);
        string rules = new Stamp().AddFile(typeof(GuardStep).Assembly.Location, "guard")
            .AddFile(workspace.In(AllowedFile), "allowed").Add(packages.Version).Value();
        string[] own = inputs.Own.Keys.Except(inputs.Layers).ToArray();
        Dictionary<string, string> hashes = inputs.Own.ToDictionary(a => a.Key,
            a => new Stamp().AddFile(a.Value, a.Key).Value());
        PackageOrigins origins = PackageOrigins.Read(projects);
        (string Name, string Stamp)[] stale = own.Where(name => chosen?.Invoke(name) != false).Select(
            name => (Name: name, Stamp: StampOf(name, inputs, hashes, origins, admissions, rules)))
            .Where(a => !Stamp.Holds(StampFile(workspace, a.Name), a.Stamp)).ToArray();
        if (stale.Length == 0)
        {
            return;
        }

        string text = File.ReadAllText(workspace.In(AllowedFile));
        (string Name, string Stamp, IReadOnlyList<Finding> Findings)[] refused = Progress.Time(
            $"guard: {stale.Length} of {own.Length} assemblies", () =>
        {
            (AllowList allowed, AllowList ofPackages) =
                (AllowList.Parse(text, AllowedFile), AllowList.Parse(text, AllowedFile, forPackages: true));
            using AssemblySet set = new(inputs.LibraryFiles, inputs.Own.Values);
            return stale.Select(
                a => (a.Name, a.Stamp, Findings: Check(set, inputs.Own[a.Name], origins.Of(a.Name) is null ? allowed
                    : ofPackages, admissions, origins.Of(a.Name)))).ToArray();
        });
        foreach ((string name, string stamp, _) in refused.Where(r => r.Findings.Count == 0))
        {
            Stamp.Keep(StampFile(workspace, name), stamp);
        }

        if (refused.Where(r => r.Findings.Count > 0).ToArray() is { Length: > 0 } bad)
        {
            throw new BuildException("RefusedByGuard",
                string.Join('\n', bad.Select(b => new GuardReport(b.Name, origins.Of(b.Name), b.Findings).Refusal())));
        }
    }

    private static string StampFile(Workspace workspace, string name) => workspace.Temporary($"stamps/guard/{name}");

    private static IReadOnlyList<Finding> Check(AssemblySet set, string file, AllowList allowed, Admissions admissions,
        PackageOrigin? origin) =>
        origin is { } package && admissions.Admits(package.Id, package.Version)
            ? AssemblyCheck.RunSymbolsOnly(set, file)
            : AssemblyCheck.Run(set, file, allowed, admissions, origin is not null);

    private static string StampOf(
        string name, WorldInputs inputs, Dictionary<string, string> hashes, PackageOrigins origins,
        Admissions admissions, string rules)
    {
        Stamp stamp = new Stamp().Add(rules).Add(origins.Of(name)?.ToString() ?? "")
            .Add(origins.Of(name) is { } p && admissions.Admits(p.Id, p.Version) ? "admitted" : "");
        foreach (Admissions.Name admitted in admissions.Names.Where(n => n.Cell == name))
        {
            stamp.Add(admitted.Full);
        }

        SortedSet<string> seen = new(StringComparer.Ordinal) { name };
        Queue<string> todo = new(seen);
        while (todo.TryDequeue(out string? next))
        {
            foreach (string reference in References(inputs.Own[next]).Where(r => hashes.ContainsKey(r) && seen.Add(r)))
            {
                todo.Enqueue(reference);
            }
        }

        foreach (string one in seen)
        {
            stamp.Add(hashes[one]);
        }

        return stamp.Value();
    }

    private static string[] References(string file)
    {
        using PEReader image = new(File.OpenRead(file));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))];
    }
}
