using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Theseus.Build.World;

/// <summary>Reads the symbols that an assembly defines or wants by name.</summary>
public static class SymbolClaims
{
    private const string Space = "System.Runtime", Exports = "RuntimeExportAttribute",
        Imports = "RuntimeImportAttribute";
    private const string CallersOnly = "UnmanagedCallersOnlyAttribute", EntryPoint = "EntryPoint";

    public static List<SymbolClaim> Read(string file)
    {
        using PEReader image = new(File.OpenRead(file));
        MetadataReader reader = image.GetMetadataReader();
        string assembly = reader.GetString(reader.GetAssemblyDefinition().Name);
        List<SymbolClaim> claims = new();
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            foreach ((string symbol, SymbolClaimKind kind, string library) in Of(reader, method))
            {
                claims.Add(new SymbolClaim(assembly, NameOf(reader, method), symbol, kind, library));
            }
        }

        return claims;
    }

    private static IEnumerable<(string Symbol, SymbolClaimKind Kind, string Library)> Of(MetadataReader reader,
        MethodDefinition method)
    {
        string name = reader.GetString(method.Name);
        string imported = name;
        foreach (CustomAttributeHandle handle in method.GetCustomAttributes())
        {
            CustomAttribute attribute = reader.GetCustomAttribute(handle);
            (string space, string type) = TypeOf(reader, attribute);
            if (space == Space && type == Exports)
            {
                yield return (Strings(reader, attribute)[0], SymbolClaimKind.Export, "");
            }
            else if (space == Space && type == Imports)
            {
                imported = Strings(reader, attribute)[^1];
            }
            else if (type == CallersOnly && EntryPointOf(reader, attribute) is { } exported)
            {
                yield return (exported, SymbolClaimKind.Export, "");
            }
        }

        if ((method.ImplAttributes & MethodImplAttributes.InternalCall) != 0)
        {
            yield return (imported, SymbolClaimKind.RuntimeCall, "");
        }

        if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0
            && method.GetImport() is { Module.IsNil: false } import)
        {
            yield return (reader.GetString(import.Name), SymbolClaimKind.NativeCall,
                reader.GetString(reader.GetModuleReference(import.Module).Name));
        }
    }

    private static string NameOf(MetadataReader reader, MethodDefinition method)
    {
        string name = reader.GetString(method.Name);
        for (TypeDefinitionHandle handle = method.GetDeclaringType(); !handle.IsNil;)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            string space = reader.GetString(type.Namespace);
            name = (space == "" ? "" : space + ".") + reader.GetString(type.Name) + "." + name;
            handle = type.GetDeclaringType();
        }

        return name;
    }

    /// <summary>The symbol that a method is exported as or bound to; null if it is neither.</summary>
    public static string? SymbolOf(MetadataReader reader, MethodDefinition method)
    {
        foreach ((string symbol, _, _) in Of(reader, method))
        {
            return symbol;
        }

        return null;
    }

    /// <summary>Namespace and name of an attribute's type.</summary>
    public static (string Space, string Name) TypeOf(MetadataReader reader, CustomAttribute attribute)
    {
        switch (attribute.Constructor.Kind)
        {
            case HandleKind.MethodDefinition:
                MethodDefinition constructor = reader.GetMethodDefinition(
                    (MethodDefinitionHandle)attribute.Constructor);
                TypeDefinition definition = reader.GetTypeDefinition(constructor.GetDeclaringType());
                return (reader.GetString(definition.Namespace), reader.GetString(definition.Name));
            case HandleKind.MemberReference
                when reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
                is { Kind: HandleKind.TypeReference } parent:
                TypeReference reference = reader.GetTypeReference((TypeReferenceHandle)parent);
                return (reader.GetString(reference.Namespace), reader.GetString(reference.Name));
            default:
                return ("", "");
        }
    }

    /// <summary>The constructor's arguments of an attribute that takes only strings.</summary>
    private static List<string> Strings(MetadataReader reader, CustomAttribute attribute)
    {
        BlobReader value = reader.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        List<string> strings = new();
        while (value.RemainingBytes > sizeof(ushort))
        {
            strings.Add(value.ReadSerializedString() ?? "");
        }

        return strings.Count > 0 ? strings : [""];
    }

    /// <summary>
    /// Of named arguments the one that is the name in the object; the other that there can be is an array of types.
    /// </summary>
    private static string? EntryPointOf(MetadataReader reader, CustomAttribute attribute)
    {
        BlobReader value = reader.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        for (ushort left = value.ReadUInt16(); left > 0; left--)
        {
            value.ReadSerializationTypeCode(); // field or property
            if (value.ReadSerializationTypeCode() == SerializationTypeCode.String)
            {
                string? name = value.ReadSerializedString();
                string? text = value.ReadSerializedString();
                if (name == EntryPoint)
                {
                    return text;
                }

                continue;
            }

            value.ReadSerializationTypeCode();
            value.ReadSerializedString();
            for (int types = value.ReadInt32(); types > 0; types--)
            {
                value.ReadSerializedString();
            }
        }

        return null;
    }
}
