namespace Theseus.Build.World;

/// <summary>A type as its definition names it.</summary>
/// <param name="Assembly">Simple name of the assembly that defines it.</param>
/// <param name="Name">Full name, '+' before a nested type's.</param>
/// <param name="BaseName">Full name of the base type; empty if there is none, or if it is an instance of a generic
/// type.</param>
/// <param name="Parameters">Number of type parameters, those of enclosing types included.</param>
/// <param name="IsPublic">Public and not nested.</param>
public sealed record NamedType(string Assembly, string Name, string BaseName, int Parameters, bool IsPublic)
{
    public bool IsEnumeration => BaseName == "System.Enum";
    public bool IsValueType => IsEnumeration || (BaseName == "System.ValueType" && Name != "System.Enum");
}
