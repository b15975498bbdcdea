using System.Text.Json;

namespace Theseus.Build.Guard;

/// <summary>
/// An assembly that NuGet's restore chose for a project, where it lies, and the package that it comes from.
/// </summary>
/// <param name="File">In NuGet's own folder; empty for one of another platform, of which only the name counts.</param>
public sealed record RestoredAssembly(string Name, string File, PackageOrigin Origin)
{
    /// <summary>All that <c>project.assets.json</c> lists.</summary>
    public static IReadOnlyList<RestoredAssembly> Read(string assets)
    {
        using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllBytes(assets));
        JsonElement root = document.RootElement;
        string[] folders = root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToArray();
        List<RestoredAssembly> found = [];
        foreach (JsonProperty library in root.GetProperty("targets").EnumerateObject()
            .SelectMany(t => t.Value.EnumerateObject()))
        {
            if (library.Value.GetProperty("type").GetString() != "package"
                || library.Name.Split('/') is not [var id, var version])
            {
                continue;
            }

            string path = root.GetProperty("libraries").GetProperty(library.Name).GetProperty("path").GetString()!;
            foreach (string kind in new[] { "runtime", "runtimeTargets" })
            {
                if (!library.Value.TryGetProperty(kind, out JsonElement files))
                {
                    continue;
                }

                foreach (string item in files.EnumerateObject().Select(f => f.Name)
                    .Where(f => f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
                {
                    string? file = kind == "runtime"
                        ? folders.Select(f => Path.Combine(f, path, item)).FirstOrDefault(System.IO.File.Exists) : null;
                    found.Add(
                        new RestoredAssembly(Path.GetFileNameWithoutExtension(item), file
                            ?? "", new PackageOrigin(id, version)));
                }
            }
        }

        return found;
    }
}
