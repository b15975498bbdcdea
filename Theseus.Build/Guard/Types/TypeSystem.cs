using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using dnlib.DotNet;

namespace Theseus.Build.Guard.Types;

/// <summary>From signatures to types, and what the checks ask of a type. Not safe for use by several threads.</summary>
public sealed partial class TypeSystem
{
    private readonly ModuleDef _coreLibrary;
    private readonly Dictionary<string, NamedType> _core = [];
    private readonly Dictionary<TypeDef, ElementType> _primitives = [];
    private readonly Dictionary<CilType, ImmutableArray<NamedType>> _interfaces = [];

    public TypeSystem(ModuleDef coreLibrary)
    {
        _coreLibrary = coreLibrary;
        Object = Core("System.Object");
        String = Core("System.String");
        ValueType = Core("System.ValueType");
        Enum = Core("System.Enum");
        Array = Core("System.Array");
        Delegate = Core("System.Delegate");
        MulticastDelegate = Core("System.MulticastDelegate");
        Nullable = Core("System.Nullable`1").Definition;
        foreach (ElementType type in Enumerable.Range((int)ElementType.Boolean,
            ElementType.R8 - ElementType.Boolean + 1)
            .Select(e => (ElementType)e).Append(ElementType.I).Append(ElementType.U))
        {
            _primitives.Add(Core($"System.{PrimitiveName(type)}").Definition, type);
        }

        VectorInterfaces = [
            .. new[] { "IList`1", "ICollection`1", "IEnumerable`1", "IReadOnlyList`1", "IReadOnlyCollection`1" }
            .Select(n => Core($"System.Collections.Generic.{n}").Definition)];
    }

    /// <summary>
    /// A type of the core library. A simple type in a signature has no other, whatever a module calls its core library.
    /// </summary>
    public NamedType Core(string name) => _core.TryGetValue(name, out NamedType? known) ? known
        : _core[name] = new(_coreLibrary.Find(name, isReflectionName: true)
        ?? throw new UnresolvedException(name, isMissing: false), []);

    public NamedType Object { get; }
    public NamedType String { get; }
    public NamedType ValueType { get; }
    public NamedType Enum { get; }
    public NamedType Array { get; }
    public NamedType Delegate { get; }
    public NamedType MulticastDelegate { get; }
    public TypeDef Nullable { get; }

    /// <summary>Generic interfaces that a vector of T has of T.</summary>
    private HashSet<TypeDef> VectorInterfaces { get; }

    private static string SimpleName(ElementType type) => type switch
    {
        ElementType.Void => "Void", ElementType.String => "String", ElementType.Object => "Object",
            ElementType.TypedByRef => "TypedReference",
        _ => PrimitiveName(type),
    };

    private static string PrimitiveName(ElementType type) => type switch
    {
        ElementType.Boolean => "Boolean", ElementType.Char => "Char",
        ElementType.I1 => "SByte", ElementType.U1 => "Byte", ElementType.I2 => "Int16", ElementType.U2 => "UInt16",
        ElementType.I4 => "Int32", ElementType.U4 => "UInt32", ElementType.I8 => "Int64", ElementType.U8 => "UInt64",
        ElementType.R4 => "Single", ElementType.R8 => "Double", ElementType.I => "IntPtr", ElementType.U => "UIntPtr",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <exception cref="UnresolvedException">A named type is nowhere.</exception>
    public CilType From(TypeSig? signature, GenericContext context) => signature switch
    {
        null => throw new UnresolvedException("a signature without a type", isMissing: false),
        CorLibTypeSig simple => Core($"System.{SimpleName(simple.ElementType)}"),
        ClassSig or ValueTypeSig => new NamedType(Resolve(((TypeDefOrRefSig)signature).TypeDefOrRef), []),
        GenericInstSig generic => new NamedType(Resolve(generic.GenericType.TypeDefOrRef),
            [.. generic.GenericArguments.Select(a => From(a, context))]),
        SZArraySig vector => new ArrayType(From(vector.Next, context), 1, IsVector: true),
        ArraySig array => new ArrayType(From(array.Next, context), (int)array.Rank, IsVector: false),
        ByRefSig reference => new ByRefType(From(reference.Next, context)),
        ModifierSig or PinnedSig => From(signature.Next, context),
        GenericVar variable => At(context.OfType, variable.Number),
        GenericMVar variable => At(context.OfMethod, variable.Number),
        _ => new PointerType(signature.FullName),
    };

    private static CilType At(ImmutableArray<CilType> arguments, uint number) => number < arguments.Length
        ? arguments[(int)number]
        : throw new UnresolvedException($"type parameter {number} of {arguments.Length}", isMissing: false);

    public CilType From(ITypeDefOrRef type, GenericContext context) =>
        type is TypeSpec specified ? From(specified.TypeSig, context) : new NamedType(Resolve(type), []);

    /// <summary>The definition, behind any forwarder.</summary>
    public static TypeDef Resolve(ITypeDefOrRef? type) => type switch
    {
        TypeDef definition => definition,
        null => throw new UnresolvedException("no type", isMissing: false),
        _ => (s_resolved.TryGetValue(type, out TypeDef? known) ? known : Find(type))
            ?? throw new UnresolvedException(type.FullName, isMissing: true),
    };

    private static TypeDef? Find(ITypeDefOrRef type)
    {
        TypeDef found = type.ResolveTypeDef();
        if (found is not null)
        {
            s_resolved.AddOrUpdate(type, found);
        }
        else if (type is TypeRef reference && !Nowhere.Holds(reference))
        {
            throw new UnresolvedException(type.FullName, isMissing: false);
        }

        return found;
    }

    /// <summary>What references resolved to: the reader looks each one up again.</summary>
    private static readonly ConditionalWeakTable<ITypeDefOrRef, TypeDef> s_resolved = [];
    private readonly Dictionary<MemberRef, MethodDef?> _methods = new(ReferenceEqualityComparer.Instance);

    /// <returns>null if it is nowhere.</returns>
    public MethodDef? Resolve(MemberRef method) =>
        _methods.TryGetValue(method, out MethodDef? known) ? known : _methods[method] = method.ResolveMethod();

    public static CilType Substitute(CilType type, GenericContext context) => type switch
    {
        NamedType { Arguments.IsEmpty: false } named =>
            new NamedType(named.Definition, [.. named.Arguments.Select(a => Substitute(a, context))]),
        ArrayType array => array with { Element = Substitute(array.Element, context) },
        ByRefType reference => new ByRefType(Substitute(reference.Element, context)),
        ParameterType { Parameter: var p } => p.Owner is MethodDef
            ? (p.Number < context.OfMethod.Length ? context.OfMethod[p.Number] : type)
            : (p.Number < context.OfType.Length ? context.OfType[p.Number] : type),
        _ => type,
    };

    /// <summary>null for Object, interfaces, and what has no base.</summary>
    public NamedType? BaseOf(NamedType type) => type.Definition.BaseType is { } named
        ? (NamedType)From(named, new GenericContext(type.Arguments, [])) : null;

    public ElementType? Primitive(CilType type) =>
        type is NamedType named && _primitives.TryGetValue(named.Definition, out ElementType primitive) ? primitive
        : null;

    /// <summary>What an enumeration is stored as; other types as they are.</summary>
    public CilType Underlying(CilType type)
    {
        if (type is not NamedType named || !IsEnum(named.Definition))
        {
            return type;
        }

        return From(named.Definition.GetEnumUnderlyingType(), GenericContext.None);
    }

    /// <summary>
    /// The type that storage has for the verifier: enumerations and signs do not matter (ECMA-335 I.8.7.1).
    /// </summary>
    public CilType Reduced(CilType type)
    {
        type = Underlying(type);
        return Primitive(type) switch
        {
            ElementType.Boolean or ElementType.U1 => Of(ElementType.I1),
            ElementType.Char or ElementType.U2 => Of(ElementType.I2),
            ElementType.U4 => Of(ElementType.I4),
            ElementType.U8 => Of(ElementType.I8),
            ElementType.U => Of(ElementType.I),
            _ => type,
        };
    }

    public NamedType Of(ElementType primitive) => new(_primitives.First(p => p.Value == primitive).Key, []);
}
