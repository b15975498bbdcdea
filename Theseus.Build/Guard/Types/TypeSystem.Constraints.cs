using System.Collections.Immutable;
using dnlib.DotNet;

namespace Theseus.Build.Guard.Types;

public sealed partial class TypeSystem
{
    /// <summary>
    /// What keeps <paramref name="arguments"/> from standing for the parameters; null if nothing does.
    /// </summary>
    public string? ConstraintBroken(IEnumerable<GenericParam> parameters, ImmutableArray<CilType> arguments,
        GenericContext context)
    {
        foreach (GenericParam parameter in parameters)
        {
            if (parameter.Number >= arguments.Length)
            {
                return $"no argument for {parameter.Name}";
            }

            CilType argument = arguments[parameter.Number];
            if (Broken(parameter, argument, context) is { } why)
            {
                return $"{argument} for {parameter.Name}: {why}";
            }
        }

        return null;
    }

    private string? Broken(GenericParam parameter, CilType argument, GenericContext context)
    {
        if (argument is PointerType or ByRefType)
        {
            return "no pointer can stand for a type parameter";
        }

        if (IsByRefLike(argument) && !AllowsByRefLike(parameter))
        {
            return "a ref struct";
        }

        if (parameter.HasReferenceTypeConstraint && !IsReference(argument))
        {
            return "must be a reference type";
        }

        if (parameter.HasNotNullableValueTypeConstraint
            && (!IsValueType(argument) || argument is NamedType { Definition: var d } && d == Nullable))
        {
            return "must be a value type";
        }

        if (Has(parameter, "System.Runtime.CompilerServices.IsUnmanagedAttribute") && ContainsReferences(argument))
        {
            return "must hold no references";
        }

        if (parameter.HasDefaultConstructorConstraint && !HasDefaultConstructor(argument))
        {
            return "must have a public constructor without parameters";
        }

        return Constraints(parameter).Select(c => Substitute(c, context))
            .Where(c => c != ValueType || !IsValueType(argument))
            .FirstOrDefault(c => !IsAssignable(argument, c)) is { } missed ? $"must be {missed}" : null;
    }

    private bool HasDefaultConstructor(CilType type) => type switch
    {
        NamedType named => IsValueType(type)
            || (!named.Definition.IsAbstract && named.Definition.FindDefaultConstructor() is { IsPublic: true }),
        ParameterType { Parameter: var p } => p.HasDefaultConstructorConstraint || p.HasNotNullableValueTypeConstraint,
        _ => false,
    };

    /// <summary>The same, of a type and of all that it is made of.</summary>
    public string? ConstraintBroken(CilType type) => type switch
    {
        ArrayType array => array.Element is ByRefType || IsByRefLike(array.Element)
            ? $"an array of {array.Element}, which may live on the stack only" : ConstraintBroken(array.Element),
        ByRefType reference => reference.Element is ByRefType ? "a reference to a reference"
            : ConstraintBroken(reference.Element),
        NamedType named => named.Arguments.Length != named.Definition.GenericParameters.Count
            ? $"{named.Arguments.Length} arguments for {named.Definition.FullName}"
            : ConstraintBroken(named.Definition.GenericParameters, named.Arguments,
            new GenericContext(named.Arguments, []))
                ?? named.Arguments.Select(ConstraintBroken).FirstOrDefault(w => w is not null),
        _ => null,
    };
}
