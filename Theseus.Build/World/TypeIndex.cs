using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Theseus.Build.World;

/// <summary>
/// Finds the definition of a type that an assembly refers to by name, through assemblies that only forward it
/// (netstandard, System.Runtime).
/// </summary>
public sealed class TypeIndex
{
    /// <summary>A forward that leads to a forward and so on; real ones take two steps.</summary>
    private const int MostForwards = 8;

    private readonly Dictionary<(string Assembly, string Type), NamedType> _types = [];
    private readonly Dictionary<(string Assembly, string Type), string> _forwards = [];
    private readonly Dictionary<string, List<NamedType>> _defined = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> _forwardsTo = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds what <paramref name="file"/> defines and forwards.</summary>
    /// <returns>The assembly's simple name.</returns>
    public string Add(string file)
    {
        using PEReader image = new(File.OpenRead(file));
        MetadataReader reader = image.GetMetadataReader();
        string assembly = reader.GetString(reader.GetAssemblyDefinition().Name);
        List<NamedType> defined = _defined[assembly] = [];
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            NamedType type = Describe(reader, assembly, handle);
            if (type.Name == "<Module>")
            {
                continue;
            }

            defined.Add(type);
            _types.TryAdd((assembly, type.Name), type);
        }

        foreach (ExportedTypeHandle handle in reader.ExportedTypes)
        {
            ExportedType exported = reader.GetExportedType(handle);
            if (exported.Implementation.Kind != HandleKind.AssemblyReference)
            {
                continue; // a nested one: found beside the type that encloses it
            }

            string target = reader.GetString(
                reader.GetAssemblyReference((AssemblyReferenceHandle)exported.Implementation).Name);
            _forwards[(assembly, Full(reader, exported.Namespace, exported.Name))] = target;
            (_forwardsTo.TryGetValue(assembly, out HashSet<string>? targets) ? targets
                : _forwardsTo[assembly] = []).Add(target);
        }

        return assembly;
    }

    /// <summary>All types that the assembly defines, nested and hidden ones too; none if it is not known.</summary>
    public IReadOnlyList<NamedType> DefinedIn(string assembly) =>
        _defined.TryGetValue(assembly, out List<NamedType>? types) ? types : [];

    /// <summary>Assemblies that <paramref name="assembly"/> forwards to, itself included.</summary>
    public IEnumerable<string> BehindFacade(string assembly) =>
        _forwardsTo.TryGetValue(assembly, out HashSet<string>? targets) ? targets.Append(assembly) : [assembly];

    /// <summary>Of what <paramref name="file"/> refers to, the definitions that are known.</summary>
    public IEnumerable<NamedType> ReferredToBy(string file)
    {
        using PEReader image = new(File.OpenRead(file));
        MetadataReader reader = image.GetMetadataReader();
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            if (Find(reader, handle) is { } type)
            {
                yield return type;
            }
        }
    }

    /// <param name="assembly">Where the reference says that it is.</param>
    /// <param name="outermost">Full name of the type, of a nested one that of its outermost enclosing type.</param>
    /// <param name="name">Full name, '+' before a nested type's.</param>
    private NamedType? Find(string assembly, string outermost, string name)
    {
        for (int step = 0; step < MostForwards; step++)
        {
            if (_types.TryGetValue((assembly, name), out NamedType? type))
            {
                return type;
            }

            if (!_forwards.TryGetValue((assembly, outermost), out string? next))
            {
                return null;
            }

            assembly = next;
        }

        return null;
    }

    private NamedType? Find(MetadataReader reader, TypeReferenceHandle handle)
    {
        (string name, EntityHandle scope) = ("", (EntityHandle)handle);
        string outermost = "";
        while (scope.Kind == HandleKind.TypeReference)
        {
            TypeReference reference = reader.GetTypeReference((TypeReferenceHandle)scope);
            outermost = Full(reader, reference.Namespace, reference.Name);
            name = name == "" ? outermost : $"{outermost}+{name}";
            scope = reference.ResolutionScope;
        }

        return scope.Kind == HandleKind.AssemblyReference
            ? Find(reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name), outermost, name)
            : null;
    }

    private static NamedType Describe(MetadataReader reader, string assembly, TypeDefinitionHandle handle)
    {
        TypeDefinition definition = reader.GetTypeDefinition(handle);
        string name = Full(reader, definition.Namespace, definition.Name);
        for (TypeDefinitionHandle outer = definition.GetDeclaringType(); !outer.IsNil;
            outer = reader.GetTypeDefinition(outer).GetDeclaringType())
        {
            name = $"{Full(reader, reader.GetTypeDefinition(outer).Namespace, reader.GetTypeDefinition(outer).Name)}+"
                + $"{name}";
        }

        return new NamedType(assembly, name, BaseName(reader, definition), definition.GetGenericParameters().Count,
            (definition.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public);
    }

    private static string BaseName(MetadataReader reader, TypeDefinition type)
    {
        if (type.BaseType.IsNil)
        {
            return "";
        }

        switch (type.BaseType.Kind)
        {
            case HandleKind.TypeDefinition:
                TypeDefinition definition = reader.GetTypeDefinition((TypeDefinitionHandle)type.BaseType);
                return Full(reader, definition.Namespace, definition.Name);
            case HandleKind.TypeReference:
                TypeReference reference = reader.GetTypeReference((TypeReferenceHandle)type.BaseType);
                return Full(reader, reference.Namespace, reference.Name);
            default:
                return "";
        }
    }

    private static string Full(MetadataReader reader, StringHandle space, StringHandle name) =>
        space.IsNil ? reader.GetString(name) : $"{reader.GetString(space)}.{reader.GetString(name)}";
}
