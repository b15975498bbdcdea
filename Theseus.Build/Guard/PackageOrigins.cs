using Theseus.Build.World;

namespace Theseus.Build.Guard;

/// <summary>Which package an assembly comes from, as NuGet's restore wrote it beside each project.</summary>
public sealed class PackageOrigins
{
    private readonly Dictionary<string, PackageOrigin> _byAssembly = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A cell that has a package's name is no package: it would be admitted in its place.</summary>
    public static PackageOrigins Read(ProjectSet projects)
    {
        PackageOrigins origins = new();
        HashSet<string> own = projects.All.Select(p => p.AssemblyName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (RestoredAssembly assembly in projects.All.Select(p => p.RestoredAssets).Where(File.Exists)
            .SelectMany(RestoredAssembly.Read).Where(a => !own.Contains(a.Name)))
        {
            origins.Add(assembly.Name, assembly.Origin);
        }

        return origins;
    }

    /// <returns>null if it comes from no package.</returns>
    public PackageOrigin? Of(string assembly) => _byAssembly.GetValueOrDefault(assembly);

    /// <summary>A world has the highest version that any cell wants.</summary>
    private void Add(string assembly, PackageOrigin origin)
    {
        if (!_byAssembly.TryGetValue(assembly, out PackageOrigin? known) || Number(origin) > Number(known))
        {
            _byAssembly[assembly] = origin;
        }
    }

    private static Version Number(PackageOrigin origin) =>
        Version.TryParse(origin.Version.Split('-')[0], out Version? number) ? number : new Version();
}
