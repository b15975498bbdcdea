using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Theseus.Build.World;

/// <summary>
/// An assembly without code that makes ILC write the metadata (name, base, members' types) of types that it would leave
/// out.
/// <para>The problem: without its scanner ILC writes a type's metadata only with that of a method of it, or of a member
/// that mentions it. A type of which no method is compiled (an enumeration, an empty or a marker type, a struct of
/// fields, a class whose constructor was inlined) has none, and <c>GetType().Name</c> throws. Naming such a type in a
/// descriptor would bring its MethodTable too, and with that the code of its virtual methods.</para>
/// <para>The idea: metadata of a method brings that of its parameters' types and nothing else. So an interface of which
/// abstract methods take a parameter of each type is handed to ILC with the world, and its methods are named in the
/// descriptor. They are generic, so that ILC makes nothing by which reflection could call them.</para>
/// </summary>
public static class TypeNames
{
    public const string AssemblyName = "Theseus.TypeNames", TypeName = "Names", MethodPrefix = "Of";

    /// <summary>Parameters of a method.</summary>
    private const int Portion = 64;

    /// <summary>Number of the methods for so many types.</summary>
    public static int Methods(int types) => (types + Portion - 1) / Portion;

    /// <returns>The assembly's file; the same types in the same order give the same bytes.</returns>
    public static byte[] Make(IReadOnlyList<NamedType> types)
    {
        MetadataBuilder metadata = new();
        References references = new(metadata);
        metadata.AddModule(0, metadata.GetOrAddString(AssemblyName + ".dll"), metadata.GetOrAddGuid(s_identity),
            default, default);
        metadata.AddAssembly(metadata.GetOrAddString(AssemblyName), new Version(1, 0, 0, 0), default, default, 0,
            AssemblyHashAlgorithm.None);
        metadata.AddTypeDefinition(0, default, metadata.GetOrAddString("<Module>"), default,
            MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        metadata.AddTypeDefinition(TypeAttributes.Interface | TypeAttributes.Abstract | TypeAttributes.NotPublic,
            default,
            metadata.GetOrAddString(TypeName), default, MetadataTokens.FieldDefinitionHandle(1),
                MetadataTokens.MethodDefinitionHandle(1));
        foreach ((int index, NamedType[] portion) in types.Chunk(Portion).Index())
        {
            MethodDefinitionHandle method = metadata.AddMethodDefinition(
                MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual
                    | MethodAttributes.NewSlot | MethodAttributes.HideBySig,
                MethodImplAttributes.IL, metadata.GetOrAddString($"{MethodPrefix}{index}"),
                metadata.GetOrAddBlob(Signature(portion, references)), bodyOffset: -1,
                    parameterList: MetadataTokens.ParameterHandle(1));
            metadata.AddGenericParameter(method, default, metadata.GetOrAddString("T"), 0);
        }

        BlobBuilder image = new();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata),
            new BlobBuilder(),
            deterministicIdProvider: _ => new BlobContentId(s_identity, 1)).Serialize(image);
        return image.ToArray();
    }

    /// <summary>Of the module; any will do that is always the same.</summary>
    private static readonly Guid s_identity = new("5e1f0f3a-7d0c-4f0e-9d36-0a6f6b9c1e57");

    private static BlobBuilder Signature(NamedType[] types, References references)
    {
        BlobBuilder blob = new();
        new BlobEncoder(blob).MethodSignature(genericParameterCount: 1, isInstanceMethod: true).Parameters(types.Length,
            result => result.Void(),
            parameters =>
            {
                foreach (NamedType type in types)
                {
                    SignatureTypeEncoder encoder = parameters.AddParameter().Type();
                    if (type.Parameters == 0)
                    {
                        encoder.Type(references.To(type), type.IsValueType);
                        continue;
                    }

                    // The method's own type parameter stands for each argument: it has no constraint to break.
                    GenericTypeArgumentsEncoder arguments = encoder.GenericInstantiation(references.To(type),
                        type.Parameters, type.IsValueType);
                    for (int i = 0; i < type.Parameters; i++)
                    {
                        arguments.AddArgument().GenericMethodTypeParameter(0);
                    }
                }
            });
        return blob;
    }

    /// <summary>Rows that refer to types of other assemblies.</summary>
    private sealed class References(MetadataBuilder metadata)
    {
        private readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = [];
        private readonly Dictionary<(string, string), TypeReferenceHandle> _types = [];

        public TypeReferenceHandle To(NamedType type) => To(type.Assembly, type.Name);

        private TypeReferenceHandle To(string assembly, string name)
        {
            if (_types.TryGetValue((assembly, name), out TypeReferenceHandle known))
            {
                return known;
            }

            int nested = name.LastIndexOf('+');
            (EntityHandle scope, string simple) = nested < 0 ? ((EntityHandle)Assembly(assembly), name)
                : (To(assembly, name[..nested]), name[(nested + 1)..]);
            int dot = nested < 0 ? EndOfNamespace(simple) : -1;
            return _types[(assembly, name)] = metadata.AddTypeReference(scope,
                dot < 0 ? default
                    : metadata.GetOrAddString(simple[..dot]), metadata.GetOrAddString(simple[(dot + 1)..]));
        }

        /// <summary>Names that compilers make have dots too, behind an angle bracket.</summary>
        private static int EndOfNamespace(string name) =>
            name.IndexOf('<') is >= 0 and var bracket ? name.LastIndexOf('.', bracket) : name.LastIndexOf('.');

        private AssemblyReferenceHandle Assembly(string name) =>
            _assemblies.TryGetValue(name, out AssemblyReferenceHandle known) ? known
            : _assemblies[name] = metadata.AddAssemblyReference(metadata.GetOrAddString(name), new Version(0, 0, 0, 0),
            default, default, 0, default);
    }
}
