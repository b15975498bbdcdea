using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using dnlib.DotNet;
using dnlib.DotNet.MD;

namespace Theseus.Build.Guard.Form;

/// <summary>
/// The guard reads an assembly with one reader, the compiler of the world with another. What the two could read
/// differently would be verified as one thing and compiled as another, so it is refused: streams, tables and lists out
/// of their form (ECMA-335 II.24, II.22), names that are not unique, and bodies that <see cref="BodyForm"/> does not
/// find the same. No compiler writes any of it.
/// </summary>
internal static class FormCheck
{
    private static readonly HashSet<string> s_streams = ["#~", "#Strings", "#US", "#GUID", "#Blob", "#Pdb"];

    /// <summary>
    /// Names by which the reader knows a core library, wherever it finds one. (Those of the class library are taken
    /// anyway.)
    /// </summary>
    public static bool IsSpecialName(string assembly) =>
        assembly.ToUpperInvariant() is "MSCORLIB" or "NETSTANDARD" or "COREFX" or "SYSTEM.RUNTIME";

    public static IEnumerable<Finding> Run(ModuleDefMD module, string name)
    {
        using PEReader image = new(File.OpenRead(module.Location));
        MetadataReader reader = image.GetMetadataReader();
        foreach (string what in Streams(module, image).Concat(TableForm.Run(module.TablesStream)).Concat(Scopes(module))
            .Concat(UniqueNames.Run(module)))
        {
            yield return new Finding(GuardRule.AmbiguousForm, name, module.Name, -1, what);
        }

        foreach (MethodDef method in module.GetTypes().SelectMany(t => t.Methods))
        {
            if (BodyForm.Differs(module, image, reader, method) is { } what)
            {
                yield return new Finding(GuardRule.AmbiguousForm, name, method.FullName, -1, what);
            }
        }
    }

    private static IEnumerable<string> Streams(ModuleDefMD module, PEReader image)
    {
        Metadata metadata = module.Metadata;
        string[] names = metadata.MetadataHeader.StreamHeaders.Select(h => h.Name).ToArray();
        if (names.Distinct().Count() != names.Length || names.FirstOrDefault(n => !s_streams.Contains(n)) is not null)
        {
            yield return $"its metadata have the streams {string.Join(' ', names)}";
        }

        if ((uint)metadata.PEImage.ToFileOffset(metadata.ImageCor20Header.Metadata.VirtualAddress)
            != image.PEHeaders.MetadataStartOffset
            || metadata.ImageCor20Header.Metadata.Size != image.PEHeaders.MetadataSize)
        {
            yield return "its metadata are in two places";
        }
    }

    /// <summary>References to types lead to other assemblies, or into the type around them.</summary>
    private static IEnumerable<string> Scopes(ModuleDefMD module) => module.GetTypeRefs()
        .Where(t => t.ResolutionScope is not (AssemblyRef or TypeRef))
        .Select(t => $"a reference to {t.FullName} in no assembly");
}
