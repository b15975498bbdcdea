namespace Theseus.Build.Commands;

/// <summary>
/// A program that tries packages: a C# file that begins with a line <c>#:package NAME@VERSION</c> for each, as
/// <c>dotnet run FILE</c> takes it.
/// </summary>
/// <param name="Name">Of the file, and of the cell in lower case.</param>
/// <param name="World">Its folder: programs of one folder are cells of one world.</param>
/// <param name="Packages">NAME@VERSION.</param>
/// <param name="Source">Without those lines, which stay empty so that line numbers hold.</param>
public sealed record PackageProgram(string Name, string World, IReadOnlyList<string> Packages, string Source)
{
    public const string Folder = "Theseus.Tests/Packages";

    private const string Directive = "#:package ";

    public static IEnumerable<PackageProgram> All(Workspace workspace) => Directory.GetDirectories(workspace.In(Folder))
        .Order(StringComparer.Ordinal).SelectMany(f => Directory.GetFiles(f, "*.cs").Order(StringComparer.Ordinal))
        .Select(Read);

    private static PackageProgram Read(string file)
    {
        string[] lines = File.ReadAllLines(file);
        return new PackageProgram(Path.GetFileNameWithoutExtension(file),
            Path.GetFileName(Path.GetDirectoryName(file)!),
            [.. lines.Where(l => l.StartsWith(Directive, StringComparison.Ordinal))
                .Select(l => l[Directive.Length..].Trim())],
            string.Join('\n', lines.Select(l => l.StartsWith(Directive, StringComparison.Ordinal) ? "" : l)) + "\n");
    }

    /// <summary>The cell's project: an ordinary one, with its packages.</summary>
    public string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
          </PropertyGroup>
          <ItemGroup>
            {string.Join("\n    ", Packages.Select(p => p.Split('@')).Select(p => $"<PackageReference Include=\"{p[0]}\" VersionOverride=\"{p[1]}\" />"))}
          </ItemGroup>
        </Project>
        """;
}
