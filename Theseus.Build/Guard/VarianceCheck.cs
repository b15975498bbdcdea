using dnlib.DotNet;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard;

/// <summary>
/// Variance of type parameters (ECMA-335 II.9.5 and II.9.7): of interfaces and delegates only, and an <c>out</c>
/// parameter only comes out, an <c>in</c> parameter only goes in. Neither the compiler of the world nor the runtime
/// asks, and assignment believes it.
/// </summary>
public static class VarianceCheck
{
    private enum Position { Out, In, Both }

    /// <param name="types">Where names are looked up.</param>
    /// <param name="type">A type with type parameters.</param>
    /// <returns>What is wrong with the type itself, its interfaces and constraints.</returns>
    public static string? OfType(TypeSystem types, TypeDef type)
    {
        if (type.GenericParameters.All(p => p.IsNonVariant))
        {
            return null;
        }

        if (!type.IsInterface && !types.IsDelegate(type))
        {
            return "variance of what is neither an interface nor a delegate";
        }

        return type.Interfaces.Select(i => i.Interface.ToTypeSig())
            .FirstOrDefault(i => !Fits(type, i, Position.Out)) is { } bad
            ? $"{bad} with a type parameter that does not come out" : null;
    }

    /// <returns>What is wrong with one method's signature.</returns>
    public static string? OfMethod(TypeDef type, MethodDef method)
    {
        if (type.GenericParameters.All(p => p.IsNonVariant) || (method.IsStatic && !method.IsVirtual)
            || method.IsConstructor
            || (!type.IsInterface && method.Name.String != "Invoke"))
        {
            return null;
        }

        if (!Fits(type, method.MethodSig.RetType, Position.Out))
        {
            return "gives a type parameter that only goes in";
        }

        if (method.MethodSig.Params.Any(p => !Fits(type, p, Position.In)))
        {
            return "takes a type parameter that only comes out";
        }

        return method.GenericParameters.SelectMany(p => p.GenericParamConstraints)
            .Any(c => !Fits(type, c.Constraint.ToTypeSig(), Position.In))
            ? "asks by a constraint for a type parameter that only comes out" : null;
    }

    private static bool Fits(TypeDef owner, TypeSig? type, Position position) => type switch
    {
        null => true,
        GenericVar variable => VarianceOf(owner, variable.Number) switch
        {
            GenericParamAttributes.Covariant => position == Position.Out,
            GenericParamAttributes.Contravariant => position == Position.In,
            _ => true,
        },
        ByRefSig or PtrSig => Fits(owner, type.Next, Position.Both),
        GenericInstSig generic => FitsArguments(owner, generic, position),
        _ => Fits(owner, type.Next, position),
    };

    private static bool FitsArguments(TypeDef owner, GenericInstSig generic, Position position)
    {
        TypeDef definition = TypeSystem.Resolve(generic.GenericType.TypeDefOrRef);
        for (int i = 0; i < generic.GenericArguments.Count; i++)
        {
            Position inner = VarianceOf(definition, (uint)i) switch
            {
                GenericParamAttributes.Covariant => position,
                GenericParamAttributes.Contravariant =>
                    position switch { Position.Out => Position.In, Position.In => Position.Out, _ => Position.Both },
                _ => Position.Both,
            };
            if (!Fits(owner, generic.GenericArguments[i], inner))
            {
                return false;
            }
        }

        return true;
    }

    private static GenericParamAttributes VarianceOf(TypeDef type, uint number) =>
        type.GenericParameters.FirstOrDefault(p => p.Number == number)?.Variance ?? GenericParamAttributes.NonVariant;
}
