using System.Reflection.Metadata;

namespace Theseus.Build.World;

/// <summary>Spells types as ILC's statistics do.</summary>
public static class MetadataNames
{
    /// <summary>Namespace and name; of a nested type the outer one, '+' and the name.</summary>
    public static string Of(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        string name = metadata.GetString(type.Name);
        if (type.GetDeclaringType() is { IsNil: false } outer)
        {
            return $"{Of(metadata, outer)}+{name}";
        }

        string space = metadata.GetString(type.Namespace);
        return space == "" ? name : $"{space}.{name}";
    }
}
