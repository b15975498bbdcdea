using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Theseus.Build.World;

/// <summary>
/// Tells ILC what to keep for reflection that it would keep by itself if it scanned the world first.
/// <para>The problem: under <c>--multifile</c> there is no scanner, and two things fall away. Custom attributes are kept
/// only if the method that reads them is compiled on its own, but those one-line getters are inlined everywhere; and a
/// type has metadata only if reflection is seen to use it, so that <c>GetType().Name</c> of an exception or
/// <c>ToString()</c> of an enumeration throws.</para>
/// <para>The idea: a descriptor (the format of ILLink) that roots the getters, and names every public exception and
/// enumeration of the assemblies that our own ones refer to.</para>
/// </summary>
public static class ReflectionDescriptor
{
    private const string CoreLibrary = "System.Private.CoreLib";

    private static readonly string[] AttributeOwners =
        ["TypeDefinition", "Method", "Field", "Property", "Event", "Parameter", "GenericParameter", "ScopeDefinition"];

    /// <summary>The descriptor for a world of <paramref name="own"/> assemblies over a class library.</summary>
    public static string Make(IEnumerable<string> own, IReadOnlyList<string> library)
    {
        var names = own.SelectMany(References).Append(CoreLibrary).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var text = new StringBuilder("<linker>\n").Append($"  <assembly fullname=\"{CoreLibrary}\">\n");
        foreach (var owner in AttributeOwners)
        {
            text.Append($"    <type fullname=\"Internal.Metadata.NativeFormat.{owner}\">");
            text.Append("<method name=\"get_CustomAttributes\" /></type>\n");
        }
        text.Append("    <type fullname=\"Internal.Metadata.NativeFormat.ScopeDefinition\">");
        text.Append("<method name=\"get_ModuleCustomAttributes\" /></type>\n  </assembly>\n");

        var exceptions = new HashSet<string> { "System.Exception" };
        foreach (var file in library.Where(f => names.Contains(Path.GetFileNameWithoutExtension(f)))
            .OrderBy(f => Path.GetFileNameWithoutExtension(f) != CoreLibrary).ThenBy(f => f, StringComparer.Ordinal))
        {
            var types = ExceptionsAndEnumerations(file, exceptions);
            if (types.Count == 0)
                continue;
            text.Append($"  <assembly fullname=\"{Path.GetFileNameWithoutExtension(file)}\">\n");
            foreach (var type in types)
                text.Append($"    <type fullname=\"{type.Name}\">{(type.IsEnumeration ? "<field name=\"value__\" />" : "<method name=\".ctor\" />")}</type>\n");
            text.Append("  </assembly>\n");
        }
        return text.Append("</linker>\n").ToString();
    }

    private static List<string> References(string file)
    {
        using PEReader image = new(File.OpenRead(file));
        var reader = image.GetMetadataReader();
        return [.. reader.AssemblyReferences.Select(r => reader.GetString(reader.GetAssemblyReference(r).Name))];
    }

    /// <summary>Full names of the public ones. Adds the exceptions to those that later files may derive from.</summary>
    private static List<(string Name, bool IsEnumeration)> ExceptionsAndEnumerations(string file, HashSet<string> exceptions)
    {
        using PEReader image = new(File.OpenRead(file));
        var reader = image.GetMetadataReader();
        var found = new SortedSet<(string Name, bool IsEnumeration)>();
        int before;
        do
        {
            before = found.Count; // a type may stand before its base
            foreach (var handle in reader.TypeDefinitions)
            {
                var type = reader.GetTypeDefinition(handle);
                if ((type.Attributes & TypeAttributes.VisibilityMask) != TypeAttributes.Public || type.GetGenericParameters().Count != 0)
                    continue;
                var name = FullName(reader, type.Namespace, type.Name);
                var baseName = BaseName(reader, type);
                if (baseName == "System.Enum")
                {
                    found.Add((name, true));
                }
                else if (exceptions.Contains(baseName) || name == "System.Exception")
                {
                    exceptions.Add(name);
                    found.Add((name, false));
                }
            }
        }
        while (found.Count != before);
        return [.. found];
    }

    private static string BaseName(MetadataReader reader, TypeDefinition type)
    {
        if (type.BaseType.IsNil)
            return "";
        switch (type.BaseType.Kind)
        {
            case HandleKind.TypeDefinition:
                var definition = reader.GetTypeDefinition((TypeDefinitionHandle)type.BaseType);
                return FullName(reader, definition.Namespace, definition.Name);
            case HandleKind.TypeReference:
                var reference = reader.GetTypeReference((TypeReferenceHandle)type.BaseType);
                return FullName(reader, reference.Namespace, reference.Name);
            default:
                return "";
        }
    }

    private static string FullName(MetadataReader reader, StringHandle space, StringHandle name) =>
        space.IsNil ? reader.GetString(name) : $"{reader.GetString(space)}.{reader.GetString(name)}";
}
