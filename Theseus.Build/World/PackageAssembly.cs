using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Theseus.Build.World;

/// <summary>An assembly of a package, as one project's build has put it into its output folder.</summary>
/// <param name="Name">Simple name.</param>
/// <param name="Version">What references to it ask for.</param>
/// <param name="FileVersion">Tells releases apart that keep the assembly's version; empty if the file has none.</param>
/// <param name="Project">The project that wants it.</param>
public sealed record PackageAssembly(string Name, Version Version, string FileVersion, string File, string Project)
{
    /// <summary>A larger one is not compiled whole: a MiB of packages takes the compiler up to half a minute.</summary>
    private const long LargestWhole = 1024 * 1024;

    /// <summary>It says that the compiler may leave out what nothing calls.</summary>
    public bool IsTrimmable { get; init; }

    /// <summary>Names of the assemblies that it refers to.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>
    /// It may be asked for any of its members by name, and is not too large to have them all. Code that refers to an
    /// assembly that is nowhere is an error (IL1005) where it is compiled for its own sake.
    /// </summary>
    /// <param name="world">Names of all assemblies.</param>
    public bool IsWhole(IReadOnlySet<string> world) =>
        !IsTrimmable && new FileInfo(File).Length <= LargestWhole && References.All(world.Contains);

    /// <returns>null if the file is no managed assembly.</returns>
    public static PackageAssembly? Read(string file, string project)
    {
        try
        {
            using PEReader image = new(System.IO.File.OpenRead(file));
            if (!image.HasMetadata)
            {
                return null;
            }

            MetadataReader reader = image.GetMetadataReader();
            AssemblyDefinition definition = reader.GetAssemblyDefinition();
            FileVersionInfo info = FileVersionInfo.GetVersionInfo(file);
            return new PackageAssembly(reader.GetString(definition.Name), definition.Version, info.FileVersion
                ?? "", file, project)
            {
                IsTrimmable = SaysTrimmable(reader),
                References = [.. reader.AssemblyReferences
                    .Select(r => reader.GetString(reader.GetAssemblyReference(r).Name))],
            };
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// <c>[assembly: AssemblyMetadata("IsTrimmable", "True")]</c>, as the SDK writes it for who sets the property.
    /// </summary>
    private static bool SaysTrimmable(MetadataReader reader) => reader.GetAssemblyDefinition().GetCustomAttributes()
        .Select(reader.GetCustomAttribute)
        .Where(a => a.Constructor.Kind == HandleKind.MemberReference
            && reader.GetMemberReference((MemberReferenceHandle)a.Constructor)
            .Parent is { Kind: HandleKind.TypeReference } type
            && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name) == "AssemblyMetadataAttribute")
        .Any(a =>
        {
            BlobReader value = reader.GetBlobReader(a.Value);
            return value.Length > sizeof(ushort) && value.ReadUInt16() == 1
                && value.ReadSerializedString() == "IsTrimmable"
                && string.Equals(value.ReadSerializedString(), "True", StringComparison.OrdinalIgnoreCase);
        });

    /// <summary>
    /// Of each name the highest version that any project wants: a world has one of each, and a package is written to
    /// serve those that were built against an older version of it.
    /// </summary>
    /// <param name="notes">Gets a line for each name of which projects want different versions.</param>
    public static List<PackageAssembly> Highest(IEnumerable<PackageAssembly> wanted, ICollection<string> notes)
    {
        List<PackageAssembly> chosen = [];
        foreach (IGrouping<string, PackageAssembly> versions in wanted.GroupBy(a => a.Name, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            PackageAssembly highest = versions.OrderByDescending(a => a.Version)
                .ThenByDescending(a => Parsed(a.FileVersion))
                .ThenBy(a => a.Project, StringComparer.Ordinal).First();
            chosen.Add(highest);
            PackageAssembly[] others = versions.Where(a => a.Text != highest.Text).ToArray();
            if (others.Length > 0)
            {
                notes.Add($"{highest.Name} {highest.Text} (cell {highest.Project}) is used for all; "
                    + string.Join(", ", others.Select(o => $"cell {o.Project} wants {o.Text}")));
            }
        }

        return chosen;
    }

    /// <summary>
    /// Parts of the class library come as packages too, and a package may need a higher version than the compiler's
    /// class library has. What the runtime itself is made of is never taken from a package.
    /// </summary>
    /// <param name="library">The class library's files by name.</param>
    public bool BelongsBeside(IReadOnlyDictionary<string, string> library) =>
        !library.TryGetValue(Name, out string? file)
        || (!Name.StartsWith("System.Private.", StringComparison.Ordinal) && Read(file, "")!.Version < Version);

    public string Text => FileVersion == "" ? Version.ToString() : FileVersion;

    private static Version Parsed(string text) => Version.TryParse(text, out Version? version) ? version
        : new Version();
}
