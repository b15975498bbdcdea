using System.Collections.Immutable;
using dnlib.DotNet;

namespace Theseus.Build.Guard.Types;

/// <summary>
/// A type as the checks see it: forwarders followed, modifiers gone, generic arguments put in. Equal by value.
/// </summary>
public abstract record CilType;

/// <summary>A class, interface, structure or enumeration with its generic arguments, all of them.</summary>
public sealed record NamedType(TypeDef Definition, ImmutableArray<CilType> Arguments) : CilType
{
    public bool Equals(NamedType? other) =>
        other is not null && Definition == other.Definition
        && Arguments.AsSpan().SequenceEqual(other.Arguments.AsSpan());

    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.Add(Definition);
        foreach (CilType argument in Arguments)
        {
            hash.Add(argument);
        }

        return hash.ToHashCode();
    }

    public override string ToString() =>
        Definition.FullName + (Arguments.IsEmpty ? "" : $"<{string.Join(", ", Arguments)}>");
}

/// <summary>An array; a vector has one dimension that begins at 0.</summary>
public sealed record ArrayType(CilType Element, int Rank, bool IsVector) : CilType
{
    public override string ToString() => $"{Element}[{(IsVector ? "" : new string(',', Rank - 1))}]";
}

/// <summary>A managed pointer.</summary>
public sealed record ByRefType(CilType Element) : CilType
{
    public override string ToString() => $"ref {Element}";
}

/// <summary>A type parameter of the type or the method under inspection, or of another generic definition.</summary>
public sealed record ParameterType(GenericParam Parameter) : CilType
{
    public override string ToString() => Parameter.Name;
}

/// <summary>A pointer or a function pointer: never safe.</summary>
public sealed record PointerType(string Text) : CilType
{
    public override string ToString() => Text;
}
