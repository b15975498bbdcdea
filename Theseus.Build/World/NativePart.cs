using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Theseus.Build.World;

/// <summary>
/// Native functions of the class library that are a project of their own, because most worlds do without
/// (docs/native-symbols.md): it is compiled and goes into a world when something of ours refers to what stands on it.
/// </summary>
/// <param name="Library">The library that the class library's P/Invokes name.</param>
/// <param name="Prefix">What its functions' names begin with.</param>
/// <param name="Namespaces">Whoever refers to a type of one of these, or of one below, wants it.</param>
/// <param name="AnsweredWithout">Types of these that do without it: Theseus.Platform answers for them.</param>
/// <param name="ProjectFile">From the root of the tree.</param>
public sealed record NativePart(string Library, string Prefix, string[] Namespaces, string[] AnsweredWithout,
    string ProjectFile)
{
    public static readonly NativePart[] All =
    [
        new("libSystem.Security.Cryptography.Native.OpenSsl", "CryptoNative_",
            ["System.Security.Cryptography", "System.Net.Security", "System.Net.Http"],
            ["RandomNumberGenerator", "CryptographicException"],
            "Theseus.Natives/Cryptography/Theseus.Cryptography.csproj"),
    ];

    /// <summary>Whether one of the assemblies refers to a type that wants it.</summary>
    public bool IsReferredTo(IEnumerable<string> assemblies) => assemblies.Any(Refers);

    private bool Refers(string assembly)
    {
        using PEReader image = new(File.OpenRead(assembly));
        MetadataReader reader = image.GetMetadataReader();
        return reader.TypeReferences.Select(t => reader.GetTypeReference(t))
            .Where(t => !AnsweredWithout.Contains(reader.GetString(t.Name)))
            .Select(t => reader.GetString(t.Namespace))
            .Any(name => Namespaces.Any(n => name == n || name.StartsWith(n + ".", StringComparison.Ordinal)));
    }
}
