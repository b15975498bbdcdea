using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Theseus.Build.World;

/// <summary>Decodes the type references and signatures of a statistics file into names and owners.</summary>
internal sealed class TypeTexts(MetadataReader metadata, IReadOnlyDictionary<string, int> order)
    : ISignatureTypeProvider<TypeText, object?>
{
    private readonly Dictionary<TypeReferenceHandle, TypeText> _references = [];
    private readonly Dictionary<TypeSpecificationHandle, TypeText> _specifications = [];

    public TypeText Of(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => OfReference((TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => OfSpecification((TypeSpecificationHandle)handle),
        _ => new TypeText("?", "", -1),
    };

    public TypeText OfReference(TypeReferenceHandle handle)
    {
        if (_references.TryGetValue(handle, out TypeText known))
        {
            return known;
        }

        TypeReference reference = metadata.GetTypeReference(handle);
        string name = metadata.GetString(reference.Name);
        string space = metadata.GetString(reference.Namespace);
        TypeText text;
        if (reference.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            TypeText outer = OfReference((TypeReferenceHandle)reference.ResolutionScope);
            text = outer.Named($"{outer.Name}+{name}");
        }
        else
        {
            string assembly = reference.ResolutionScope.Kind == HandleKind.AssemblyReference
                ? metadata.GetString(
                metadata.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name) : "";
            text = new TypeText(space == "" ? name
                : $"{space}.{name}", assembly, order.GetValueOrDefault(assembly, -1));
        }

        return _references[handle] = text;
    }

    private TypeText OfSpecification(TypeSpecificationHandle handle) =>
        _specifications.TryGetValue(handle, out TypeText known) ? known
        : _specifications[handle] = metadata.GetTypeSpecification(handle).DecodeSignature(this, null);

    public TypeText GetGenericInstantiation(TypeText genericType, ImmutableArray<TypeText> typeArguments) =>
        genericType with
    {
        // Names are for panics and travel in the image: type arguments would make five megabytes of one.
        Name = TypeText.WithoutArity(genericType.Name),
        Last = Math.Max(genericType.Last, typeArguments.Max(a => a.Last)),
    };

    public TypeText GetArrayType(TypeText elementType, ArrayShape shape) =>
        elementType.Named($"{elementType.Name}[{new string(',', shape.Rank - 1)}]");
    public TypeText GetSZArrayType(TypeText elementType) => elementType.Named(elementType.Name + "[]");
    public TypeText GetByReferenceType(TypeText elementType) => elementType.Named(elementType.Name + "&");
    public TypeText GetPointerType(TypeText elementType) => elementType.Named(elementType.Name + "*");
    public TypeText GetPinnedType(TypeText elementType) => elementType;
    public TypeText GetModifiedType(TypeText modifier, TypeText unmodifiedType, bool isRequired) => unmodifiedType;
    public TypeText GetFunctionPointerType(MethodSignature<TypeText> signature) =>
        new("fnptr", "System.Private.CoreLib", signature.ReturnType.Last);
    public TypeText GetGenericMethodParameter(object? genericContext, int index) => new($"!!{index}", "", -1);
    public TypeText GetGenericTypeParameter(object? genericContext, int index) => new($"!{index}", "", -1);
    public TypeText GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        new(typeCode.ToString(), "System.Private.CoreLib", -1);
    public TypeText GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new("?", "", -1);
    public TypeText GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        OfReference(handle);
    public TypeText GetTypeFromSpecification(MetadataReader reader, object? genericContext,
        TypeSpecificationHandle handle, byte rawTypeKind) =>
        OfSpecification(handle);
}
