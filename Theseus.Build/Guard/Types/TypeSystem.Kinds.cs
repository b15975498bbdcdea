using dnlib.DotNet;

namespace Theseus.Build.Guard.Types;

public sealed partial class TypeSystem
{
    private readonly Dictionary<CilType, bool> _containsReferences = [];

    public static bool Has(IHasCustomAttribute? item, string attribute) => item is not null
        && item.CustomAttributes.IsDefined(attribute);

    private readonly Dictionary<TypeDef, TypeDef?> _bases = [];

    /// <summary>
    /// The definition that a type derives from. What only has the name of one of the core library's is not it.
    /// </summary>
    private TypeDef? BaseDefinition(TypeDef type)
    {
        if (!_bases.TryGetValue(type, out TypeDef? @base))
        {
            _bases.Add(type, @base = type.IsInterface || type.BaseType is not { } named ? null : Resolve(named));
        }

        return @base;
    }

    public bool IsEnum(TypeDef type) => BaseDefinition(type) == Enum.Definition;

    public bool IsDelegate(TypeDef type) => BaseDefinition(type) == MulticastDelegate.Definition;

    public bool IsValueType(TypeDef type) => type != Enum.Definition
        && (BaseDefinition(type) == ValueType.Definition || IsEnum(type));

    /// <summary>True of structures and enumerations; of a type parameter only if its constraints say so.</summary>
    public bool IsValueType(CilType type) => type switch
    {
        NamedType named => IsValueType(named.Definition),
        ParameterType { Parameter: var p } => p.HasNotNullableValueTypeConstraint,
        _ => false,
    };

    public bool IsReference(CilType type) => type switch
    {
        NamedType => !IsValueType(type),
        ArrayType => true,
        ParameterType { Parameter: var p } => p.HasReferenceTypeConstraint || p.GenericParamConstraints
            .Any(c => c.Constraint is not TypeSpec && Resolve(c.Constraint) is { IsInterface: false } d
                && !IsValueType(d) && d != ValueType.Definition && d != Enum.Definition && d != Object.Definition),
        _ => false,
    };

    /// <summary>A ref struct, or a type parameter that may be one.</summary>
    public static bool IsByRefLike(CilType type) => type switch
    {
        NamedType { Definition: var d } => Has(d, "System.Runtime.CompilerServices.IsByRefLikeAttribute")
            || d.FullName is "System.TypedReference" or "System.ArgIterator" or "System.RuntimeArgumentHandle",
        ParameterType { Parameter: var p } => AllowsByRefLike(p),
        _ => false,
    };

    /// <summary>The constraint <c>allows ref struct</c>.</summary>
    public static bool AllowsByRefLike(GenericParam parameter) => ((int)parameter.Flags & 0x20) != 0;

    /// <summary>References, managed pointers, or what may hold them.</summary>
    public bool ContainsReferences(CilType type)
    {
        if (type is ParameterType { Parameter: var p })
        {
            return !(p.HasNotNullableValueTypeConstraint
                && Has(p, "System.Runtime.CompilerServices.IsUnmanagedAttribute"));
        }

        if (!IsValueType(type))
        {
            return type is not PointerType;
        }

        if (Primitive(type) is not null)
        {
            return false;
        }

        if (_containsReferences.TryGetValue(type, out bool known))
        {
            return known;
        }

        _containsReferences[type] = false;
        return _containsReferences[type] = InstanceFields((NamedType)type).Any(f => ContainsReferences(f.Type));
    }

    /// <summary>Fields of each object of a type itself, not of its bases.</summary>
    public IEnumerable<(FieldDef Field, CilType Type)> InstanceFields(NamedType type) => type.Definition.Fields
        .Where(f => !f.IsStatic).Select(f => (f, From(f.FieldType, new GenericContext(type.Arguments, []))));

    /// <summary>A structure that stands for something that has one owner, or holds one.</summary>
    public bool IsOwned(CilType type) => type is NamedType named && IsValueType(type) && Primitive(type) is null
        && !IsEnum(named.Definition)
        && (Has(named.Definition, "Theseus.OwnedAttribute")
        || InstanceFields(named).Any(f => f.Type != type && IsOwned(f.Type)));

    /// <summary>How many bytes a value of a number type has; null of all other types.</summary>
    public int? NumberSize(CilType type) => Primitive(Underlying(type)) switch
    {
        ElementType.Boolean or ElementType.I1 or ElementType.U1 => 1,
        ElementType.Char or ElementType.I2 or ElementType.U2 => 2,
        ElementType.I4 or ElementType.U4 or ElementType.R4 => 4,
        ElementType.I8 or ElementType.U8 or ElementType.R8 or ElementType.I or ElementType.U => 8,
        _ => null,
    };
}
