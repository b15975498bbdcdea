using System.Collections.Immutable;
using dnlib.DotNet;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

/// <summary>
/// A method as an instruction names it: definition, generic arguments, and the types they give its signature.
/// </summary>
public sealed class MethodUse
{
    /// <summary>null for the methods that every array type of several dimensions has.</summary>
    public MethodDef? Definition { get; private init; }
    public required CilType Owner { get; init; }
    public required string Name { get; init; }
    public required ImmutableArray<CilType> MethodArguments { get; init; }
    public required ImmutableArray<CilType> Parameters { get; init; }

    /// <summary>null for void.</summary>
    public required CilType? Returns { get; init; }
    public required bool HasThis { get; init; }

    /// <summary>The result is a reference that nothing may be written through.</summary>
    public bool ReturnsReadOnly { get; private init; }

    public bool IsConstructor => Name == ".ctor";
    public bool IsVirtual => Definition?.IsVirtual ?? false;
    public GenericContext Context => new(Owner is NamedType named ? named.Arguments : [], MethodArguments);

    /// <summary>The definition's parameter, with its attributes; null if it has none.</summary>
    public ParamDef? Parameter(int index) => Definition?.ParamDefs.FirstOrDefault(p => p.Sequence == index + 1);

    /// <exception cref="UnresolvedException"></exception>
    public static MethodUse Resolve(TypeSystem types, IMethod method, GenericContext context) =>
        Resolve(types, method, context, []);

    /// <param name="types">Where names are looked up.</param>
    /// <param name="method">A reference.</param>
    /// <param name="context">What type parameters in it stand for.</param>
    /// <param name="arguments">Of the method, if the reference itself has none.</param>
    /// <exception cref="UnresolvedException"></exception>
    public static MethodUse Resolve(TypeSystem types, IMethod method, GenericContext context,
        ImmutableArray<CilType> arguments)
    {
        if (method is MethodSpec specified)
        {
            arguments = [.. specified.GenericInstMethodSig.GenericArguments.Select(a => types.From(a, context))];
            method = specified.Method;
        }

        if (method is MethodDef definition)
        {
            return Of(types, definition, new NamedType(definition.DeclaringType, []), arguments);
        }

        MemberRef reference = (MemberRef)method;
        CilType owner = reference.Class is ITypeDefOrRef type ? types.From(type, context)
            : reference.Class is MethodDef defined ? new NamedType(defined.DeclaringType, [])
            : throw new UnresolvedException(reference.FullName, isMissing: false);
        if (owner is ArrayType array)
        {
            return OfArray(types, array, reference, context);
        }

        return Of(types, types.Resolve(reference) ?? throw Missing(types, reference, owner), owner, arguments);
    }

    public static MethodUse Of(TypeSystem types, MethodDef definition, CilType owner, ImmutableArray<CilType> arguments)
    {
        // A reference finds methods of bases too: those are the bases' own.
        while (owner is NamedType named && named.Definition != definition.DeclaringType)
        {
            owner = types.BaseOf(named)
                ?? throw new UnresolvedException($"{definition.FullName} of {named}", isMissing: false);
        }

        GenericContext context = new(((NamedType)owner).Arguments, arguments);
        MethodSig signature = definition.MethodSig;
        return new MethodUse
        {
            Definition = definition,
            Owner = owner,
            Name = definition.Name,
            MethodArguments = arguments,
            Parameters = [.. signature.Params.Select(p => types.From(p, context))],
            Returns = signature.RetType.RemoveModifiers().ElementType == ElementType.Void ? null
                : types.From(signature.RetType, context),
            HasThis = signature.HasThis,
            ReturnsReadOnly = HasInModifier(signature.RetType),
        };
    }

    private static MethodUse OfArray(TypeSystem types, ArrayType array, MemberRef reference, GenericContext context)
    {
        CilType[] indices = Enumerable.Repeat((CilType)types.Of(ElementType.I4), array.Rank).ToArray();
        (CilType[] parameters, CilType? returns) = reference.Name.String switch
        {
            ".ctor" when reference.MethodSig.Params.Count == array.Rank => (indices, (CilType?)null),
            ".ctor" when reference.MethodSig.Params.Count == 2 * array.Rank => ([.. indices, .. indices], null),
            "Get" => (indices, array.Element),
            "Set" => ([.. indices, array.Element], null),
            "Address" => (indices, new ByRefType(array.Element)),
            _ => throw new UnresolvedException(reference.FullName, isMissing: false),
        };
        if (!reference.MethodSig.Params.Select(
            p => types.From(p, new GenericContext(context.OfType.IsDefault ? [] : [array.Element], [])))
            .Select(types.Reduced).Take(array.Rank).SequenceEqual(parameters.Take(array.Rank)))
        {
            throw new UnresolvedException(reference.FullName, isMissing: false);
        }

        return new MethodUse
        {
            Owner = array,
            Name = reference.Name,
            MethodArguments = [],
            Parameters = [.. parameters],
            Returns = returns,
            HasThis = true,
        };
    }

    private static UnresolvedException Missing(TypeSystem types, MemberRef reference, CilType owner)
    {
        for (NamedType? type = owner as NamedType; type is not null; type = types.BaseOf(type))
        {
            if (type.Definition.Methods.Any(m => m.Name == reference.Name)
                || type.Definition.Fields.Any(f => f.Name == reference.Name))
            {
                return new UnresolvedException(reference.FullName, isMissing: false);
            }
        }

        return new UnresolvedException(reference.FullName, isMissing: true);
    }

    private static bool HasInModifier(TypeSig type)
    {
        for (TypeSig t = type; t is ModifierSig or ByRefSig; t = t.Next)
        {
            if (t is CModReqdSig { Modifier.FullName: "System.Runtime.InteropServices.InAttribute" })
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => $"{Owner}::{Name}";
}
