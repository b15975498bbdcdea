using System.Collections.Immutable;
using dnlib.DotNet;

namespace Theseus.Build.Guard.Types;

/// <summary>What stands for the type parameters of a type and of a method in a signature.</summary>
public readonly record struct GenericContext(ImmutableArray<CilType> OfType, ImmutableArray<CilType> OfMethod)
{
    public static GenericContext None => new([], []);

    /// <summary>The parameters of a definition stand for themselves.</summary>
    public static GenericContext Of(TypeDef type) => new(Own(type.GenericParameters), []);

    public static GenericContext Of(MethodDef method) =>
        new(Own(method.DeclaringType.GenericParameters), Own(method.GenericParameters));

    public static ImmutableArray<CilType> Own(IEnumerable<GenericParam> parameters) =>
        [.. parameters.OrderBy(p => p.Number).Select(p => new ParameterType(p))];
}
