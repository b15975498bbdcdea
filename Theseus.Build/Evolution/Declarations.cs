using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using Theseus.Build.Cells;

namespace Theseus.Build.Evolution;

/// <summary>
/// How the sources of our assemblies declare types and methods. Two fields of one size that change places leave a
/// type's compiled form as it was; an overload that is put before another one takes its compiled name: both are seen
/// here. What the C# compiler makes up is left out, for its names tell nothing.
/// </summary>
public sealed class Declarations
{
    private const char MadeUp = '<';

    private readonly Dictionary<ulong, (Declared Declared, string Text, bool IsType)> _all = [];

    /// <param name="files">Assemblies.</param>
    public static Declarations Read(IEnumerable<string> files)
    {
        Declarations result = new();
        foreach (string file in files)
        {
            using PEReader reader = new(File.OpenRead(file));
            result.Add(reader.GetMetadataReader());
        }

        return result;
    }

    public IEnumerable<Declared> All => _all.Values.Select(d => d.Declared);

    /// <summary>What is declared otherwise than in a book that has it too: in what words, and whether it is a type.
    /// </summary>
    public IEnumerable<(string Text, bool IsType)> ChangedSince(WorldBook book) => _all.Values
        .Where(d => book.ShapeOf(d.Declared.Name) is { } shape && shape != d.Declared.Shape)
        .Select(d => (d.Text, d.IsType)).OrderBy(d => d.Text, StringComparer.Ordinal);

    private void Add(MetadataReader metadata)
    {
        string assembly = metadata.GetString(metadata.GetAssemblyDefinition().Name);
        SignatureText texts = new(metadata);
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            string name = texts.GetTypeFromDefinition(metadata, handle, 0);
            if (!name.Contains(MadeUp))
            {
                Add($"{assembly}: {name}", name, isType: true, FieldsOf(metadata, handle, texts));
                AddMethods(metadata, handle, $"{assembly}: {name}", name, texts);
            }
        }
    }

    private void Add(string key, string text, bool isType, string shape)
    {
        ulong name = SymbolHashes.HashOf(key);
        _all.Add(name, (new Declared(name, SymbolHashes.HashOf(shape)), text, isType));
    }

    private static string FieldsOf(MetadataReader metadata, TypeDefinitionHandle handle, SignatureText texts)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        TypeLayout layout = type.GetLayout();
        StringBuilder text = new();
        Put(text, (int)(type.Attributes & TypeAttributes.LayoutMask), layout.Size, layout.PackingSize);
        text.Append(type.BaseType.IsNil ? "" : texts.Of(type.BaseType));
        foreach (FieldDefinitionHandle each in type.GetFields())
        {
            FieldDefinition field = metadata.GetFieldDefinition(each);
            if ((field.Attributes & FieldAttributes.Literal) == 0)
            {
                text.Append(';').Append(metadata.GetString(field.Name)).Append(':')
                    .Append(field.DecodeSignature(texts, null));
                Put(text, (int)(field.Attributes & ~FieldAttributes.FieldAccessMask), field.GetOffset(), 0);
                text.Append(IsOfThread(metadata, field) ? "thread" : "");
            }
        }

        return text.ToString();
    }

    private static bool IsOfThread(MetadataReader metadata, FieldDefinition field) =>
        field.GetCustomAttributes().Select(a => metadata.GetCustomAttribute(a).Constructor)
            .Where(c => c.Kind == HandleKind.MemberReference)
            .Select(c => metadata.GetMemberReference((MemberReferenceHandle)c).Parent)
            .Any(p => p.Kind == HandleKind.TypeReference && metadata.StringComparer.Equals(
                metadata.GetTypeReference((TypeReferenceHandle)p).Name, nameof(ThreadStaticAttribute)));

    private static void Put(StringBuilder text, params ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            text.Append(CultureInfo.InvariantCulture, $" {number} ");
        }
    }

    /// <summary>The compiler numbers methods of one name in the order in which they are declared.</summary>
    private void AddMethods(MetadataReader metadata, TypeDefinitionHandle handle, string key, string typeName,
        SignatureText texts)
    {
        Dictionary<string, int> numbers = new();
        foreach (MethodDefinitionHandle each in metadata.GetTypeDefinition(handle).GetMethods())
        {
            MethodDefinition method = metadata.GetMethodDefinition(each);
            string name = metadata.GetString(method.Name);
            if (name.Contains(MadeUp))
            {
                continue;
            }

            int number = numbers[name] = numbers.GetValueOrDefault(name, -1) + 1;
            MethodSignature<string> signature = method.DecodeSignature(texts, null);
            bool isStatic = (method.Attributes & MethodAttributes.Static) != 0;
            Add($"{key}::{name} {number}", $"{typeName}.{name}", isType: false,
                $"{isStatic} {signature.GenericParameterCount} {signature.ReturnType}"
                + $"({string.Join(',', signature.ParameterTypes)})");
        }
    }
}
