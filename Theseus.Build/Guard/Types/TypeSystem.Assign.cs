using System.Collections.Immutable;
using dnlib.DotNet;

namespace Theseus.Build.Guard.Types;

public sealed partial class TypeSystem
{
    /// <summary>
    /// Every interface that objects of a type have, those of its bases and of its interfaces included.
    /// </summary>
    public ImmutableArray<NamedType> Interfaces(CilType type)
    {
        if (_interfaces.TryGetValue(type, out ImmutableArray<NamedType> known))
        {
            return known;
        }

        HashSet<NamedType> all = new();
        if (type is NamedType named)
        {
            GenericContext context = new(named.Arguments, []);
            foreach (InterfaceImpl direct in named.Definition.Interfaces)
            {
                AddWithBases((NamedType)From(direct.Interface, context), all);
            }

            if (BaseOf(named) is { } @base)
            {
                all.UnionWith(Interfaces(@base));
            }
        }
        else if (type is ParameterType { Parameter: var parameter })
        {
            foreach (CilType constraint in Constraints(parameter))
            {
                AddWithBases(constraint, all);
            }
        }
        else if (type is ArrayType array)
        {
            all.UnionWith(Interfaces(Array));
            if (array.IsVector)
            {
                all.UnionWith(VectorInterfaces.Select(d => new NamedType(d, [array.Element])));
            }
        }

        return _interfaces[type] = [.. all];
    }

    private void AddWithBases(CilType type, HashSet<NamedType> all)
    {
        if (type is NamedType { Definition.IsInterface: true } named)
        {
            all.Add(named);
        }

        all.UnionWith(Interfaces(type));
    }

    public IEnumerable<CilType> Constraints(GenericParam parameter)
    {
        GenericContext context = parameter.Owner is MethodDef method ? GenericContext.Of(method)
            : GenericContext.Of((TypeDef)parameter.Owner);
        return parameter.GenericParamConstraints.Select(c => From(c.Constraint, context));
    }

    /// <summary>
    /// An object of type <paramref name="from"/> is one of type <paramref name="to"/> (ECMA-335 I.8.7.1). A value type
    /// or a type parameter as <paramref name="from"/> means a boxed one.
    /// </summary>
    public bool IsAssignable(CilType from, CilType to)
    {
        if (from == to || to == Object)
        {
            return true;
        }

        if (from is PointerType or ByRefType || to is PointerType or ByRefType)
        {
            return false;
        }

        if (from is ParameterType { Parameter: var parameter })
        {
            return Constraints(parameter).Any(c => IsAssignable(c, to))
                || (parameter.HasNotNullableValueTypeConstraint && to == ValueType);
        }

        if (from is ArrayType array && IsArrayAssignable(array, to))
        {
            return true;
        }

        if (to is not NamedType target)
        {
            return false;
        }

        if (target.Definition.IsInterface)
        {
            return (from is NamedType source && IsVariant(source, target))
                || Interfaces(from).Any(i => i == target || IsVariant(i, target));
        }

        for (NamedType? type = from is NamedType named ? named : from is ArrayType ? Array
            : null; type is not null; type = BaseOf(type))
        {
            if (type == target || IsVariant(type, target))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsArrayAssignable(ArrayType from, CilType to)
    {
        if (to is ArrayType other)
        {
            return from.Rank == other.Rank && from.IsVector == other.IsVector
                && IsElementAssignable(from.Element, other.Element);
        }

        return from.IsVector && to is NamedType target && VectorInterfaces.Contains(target.Definition)
            && IsElementAssignable(from.Element, target.Arguments[0]);
    }

    private bool IsElementAssignable(CilType from, CilType to) => from == to
        || (IsReference(from) && IsReference(to) && IsAssignable(from, to))
        || (IsValueType(from) && IsValueType(to) && Reduced(from) == Reduced(to));

    /// <summary>Instances of one generic interface or delegate, each argument as its variance allows.</summary>
    private bool IsVariant(NamedType from, NamedType to)
    {
        if (from.Definition != to.Definition || from.Arguments.Length != to.Arguments.Length || from.Arguments.IsEmpty)
        {
            return false;
        }

        for (int i = 0; i < from.Arguments.Length; i++)
        {
            (CilType a, CilType b) = (from.Arguments[i], to.Arguments[i]);
            bool fits = a == b
                || (IsReference(a) && IsReference(b) && from.Definition.GenericParameters[i].Variance switch
            {
                GenericParamAttributes.Covariant => IsAssignable(a, b),
                GenericParamAttributes.Contravariant => IsAssignable(b, a),
                _ => false,
            });
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A class that objects of both types are: the join of the verifier.</summary>
    public CilType Join(CilType a, CilType b)
    {
        if (IsAssignable(a, b))
        {
            return b;
        }

        if (IsAssignable(b, a))
        {
            return a;
        }

        for (NamedType? type = a is NamedType named ? BaseOf(named) : null; type is not null; type = BaseOf(type))
        {
            if (IsAssignable(b, type))
            {
                return type;
            }
        }

        return Object;
    }
}
