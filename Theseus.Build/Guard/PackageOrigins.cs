using System.Text.Json;
using Theseus.Build.World;

namespace Theseus.Build.Guard;

/// <summary>Which package an assembly comes from, as NuGet's restore wrote it beside each project.</summary>
public sealed class PackageOrigins
{
    private readonly Dictionary<string, PackageOrigin> _byAssembly = new(StringComparer.OrdinalIgnoreCase);

    public static PackageOrigins Read(ProjectSet projects)
    {
        var origins = new PackageOrigins();
        foreach (var file in projects.All.Select(p => p.RestoredAssets).Where(File.Exists))
            origins.Add(file);
        return origins;
    }

    /// <returns>null if it comes from no package.</returns>
    public PackageOrigin? Of(string assembly) => _byAssembly.GetValueOrDefault(assembly);

    /// <summary>A world has the highest version that any cell wants.</summary>
    private void Add(string assembly, PackageOrigin origin)
    {
        if (!_byAssembly.TryGetValue(assembly, out var known) || Number(origin) > Number(known))
            _byAssembly[assembly] = origin;
    }

    private static Version Number(PackageOrigin origin) => Version.TryParse(origin.Version.Split('-')[0], out var number) ? number : new Version();

    private void Add(string assets)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        foreach (var target in document.RootElement.GetProperty("targets").EnumerateObject())
        {
            foreach (var library in target.Value.EnumerateObject())
            {
                if (library.Value.GetProperty("type").GetString() != "package" || library.Name.Split('/') is not [var id, var version])
                    continue;
                foreach (var kind in new[] { "runtime", "runtimeTargets" })
                {
                    if (!library.Value.TryGetProperty(kind, out var files))
                        continue;
                    foreach (var item in files.EnumerateObject().Where(f => f.Name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
                        Add(Path.GetFileNameWithoutExtension(item.Name), new PackageOrigin(id, version));
                }
            }
        }
    }
}
