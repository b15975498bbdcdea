using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Theseus.Build;
using Theseus.Build.Native;
using Theseus.Build.Objects;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>
/// Every symbol that the class library takes from the runtime is defined, whether or not today's world refers to it:
/// one that is missing fails the link of the first cell that does. A new version of the class library shows here what
/// it wants.
/// </summary>
public sealed partial class RuntimeSymbolTests
{
    [Fact]
    public void Every_symbol_that_the_class_library_wants_of_the_runtime_is_defined()
    {
        Packages packages = new();
        HashSet<string> defined = Assembled().ToHashSet();
        Dictionary<string, string> wanted = [];
        foreach (string file in packages.Library.Concat(OwnAssemblies()))
        {
            Read(file, wanted, defined);
        }

        Assert.InRange(wanted.Count, 200, 1000);
        Assert.Contains("RhpCollect", wanted.Keys);

        Archive library = new(MuslLibrary.Path);
        IEnumerable<KeyValuePair<string, string>> missing = wanted.Where(w => !defined.Contains(w.Key)
            && library.MemberDefining(w.Key) is null && !Compiled().IsMatch(w.Key));
        Assert.Equal([], missing.Select(m => $"{m.Key}, wanted by {m.Value}"));
    }

    /// <summary>What ILC itself defines in every world.</summary>
    [GeneratedRegex("^(g_compilerEmbedded.*|__security_cookie)$")]
    private static partial Regex Compiled();

    [GeneratedRegex(@"^(?:leaf|\s*\.globl)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Label();

    private static IEnumerable<string> Assembled() => NativeInput.Sources(Workspace.Find())
        .SelectMany(source => Label().Matches(File.ReadAllText(source)).Select(m => m.Groups[1].Value));

    private static IEnumerable<string> OwnAssemblies() =>
        ((string[])["Kernel", "CellLinker", "Tasks", "Memory", "Platform", "Runtime"])
        .SelectMany(
        layer =>
            Directory.GetFiles(Path.Combine(Workspace.Find().Root, "Theseus." + layer), "*.cs",
            SearchOption.AllDirectories));

    /// <summary>Adds what an assembly, or a source file of ours, takes from the runtime and gives to it.</summary>
    private static void Read(string file, Dictionary<string, string> wanted, HashSet<string> defined)
    {
        if (file.EndsWith(".cs", StringComparison.Ordinal))
        {
            defined.UnionWith(Export().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value));
            return;
        }

        using PEReader image = new(File.OpenRead(file));
        MetadataReader reader = image.GetMetadataReader();
        foreach (MethodDefinition method in reader.MethodDefinitions.Select(reader.GetMethodDefinition))
        {
            string type = reader.GetString(reader.GetTypeDefinition(method.GetDeclaringType()).Name);
            string where = $"{Path.GetFileNameWithoutExtension(file)}: {type}.{reader.GetString(method.Name)}";
            foreach (CustomAttribute attribute in method.GetCustomAttributes().Select(reader.GetCustomAttribute))
            {
                switch (NameOf(reader, attribute))
                {
                    case "RuntimeImportAttribute":
                        wanted.TryAdd(Symbol(reader, attribute) ?? reader.GetString(method.Name), where);
                        break;
                    case "RuntimeExportAttribute":
                        defined.Add(Symbol(reader, attribute) ?? reader.GetString(method.Name));
                        break;
                }
            }

            if (method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
                && reader.GetString(reader.GetModuleReference(method.GetImport().Module).Name) == "*")
            {
                wanted.TryAdd(reader.GetString(method.GetImport().Name), where);
            }
        }
    }

    [GeneratedRegex(@"RuntimeExport\(""(\w+)""\)")]
    private static partial Regex Export();

    private static string NameOf(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind == HandleKind.MethodDefinition)
        {
            MethodDefinition constructor = reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor);
            return reader.GetString(reader.GetTypeDefinition(constructor.GetDeclaringType()).Name);
        }

        EntityHandle parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        return parent.Kind == HandleKind.TypeReference
            ? reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name) : "";
    }

    /// <summary>The last argument: imports have (module) or (module, symbol), exports (symbol).</summary>
    private static string? Symbol(MetadataReader reader, CustomAttribute attribute)
    {
        BlobReader signature = reader.GetBlobReader(attribute.Constructor.Kind == HandleKind.MethodDefinition
            ? reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).Signature
            : reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Signature);
        signature.ReadByte();
        int arguments = signature.ReadCompressedInteger();
        bool isModuleOnly = arguments == 1 && NameOf(reader, attribute) == "RuntimeImportAttribute";
        BlobReader value = reader.GetBlobReader(attribute.Value);
        value.ReadUInt16(); // the prolog, ECMA-335 II.23.3
        string? last = null;
        for (int i = 0; i < arguments; i++)
        {
            last = value.ReadSerializedString();
        }

        return isModuleOnly ? null : last;
    }
}
