using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build.World;

public sealed class TypeNamesTests
{
    private static readonly NamedType[] s_types =
    [
        new("A", "Space.Plain", "System.Object", 0, true),
        new("A", "Space.Outer+Inner", "System.ValueType", 0, false),
        new("A", "Space.Outer+Deep+Kind", "System.Enum", 0, false),
        new("B", "Pair`2", "System.Object", 2, true),
        new("B", "<Program>F0__File", "System.Object", 0, false),
    ];

    [Fact]
    public void Every_type_is_a_parameter_of_an_abstract_method()
    {
        using PEReader image = new(ImmutableArray.Create(TypeNames.Make(s_types)));
        MetadataReader reader = image.GetMetadataReader();
        MethodDefinition method = reader.GetMethodDefinition(Assert.Single(reader.MethodDefinitions));
        Assert.Equal("Of0", reader.GetString(method.Name));
        Assert.Equal(0, method.RelativeVirtualAddress);
        (string, string)[] names = reader.TypeReferences.Select(h => reader.GetTypeReference(h))
            .Select(r => (reader.GetString(r.Namespace), reader.GetString(r.Name))).ToArray();
        Assert.Equal(
            [("Space", "Plain"), ("Space", "Outer"), ("", "Inner"), ("", "Deep"), ("", "Kind"), ("", "Pair`2"),
                ("", "<Program>F0__File")], names);
        BlobReader signature = reader.GetBlobReader(method.Signature);
        Assert.True(signature.ReadSignatureHeader().IsGeneric);
        Assert.Equal(1, signature.ReadCompressedInteger());
        Assert.Equal(s_types.Length, signature.ReadCompressedInteger());
    }

    [Fact]
    public void Many_types_take_several_methods()
    {
        NamedType[] many = Enumerable.Range(0, 130).Select(i => new NamedType("A", $"T{i}", "System.Object", 0, true))
            .ToArray();
        using PEReader image = new(ImmutableArray.Create(TypeNames.Make(many)));
        Assert.Equal(TypeNames.Methods(130), image.GetMetadataReader().MethodDefinitions.Count);
    }

    [Fact]
    public void The_same_types_give_the_same_bytes() => Assert.Equal(TypeNames.Make(s_types), TypeNames.Make(s_types));
}
