namespace Theseus.Build.Reflection;

/// <summary>A method or field as the world's metadata has it: what a policy may ask about it.</summary>
/// <param name="Assembly">That defines it.</param>
/// <param name="Type">Full name of the type that declares it, as in C# but for '+' before a nested type's and '`'
/// before the arity.</param>
/// <param name="Name">Its own.</param>
public sealed record ReflectedMember(string Assembly, string Type, string Name)
{
    /// <summary>The type and all that it is nested in are public.</summary>
    public bool IsTypePublic { get; init; }

    public bool IsPublic { get; init; }

    public bool IsPrivate { get; init; }

    public bool IsField { get; init; }

    /// <summary>
    /// Overrides something, or can implement an interface's method: then it can be called under that one's name.
    /// </summary>
    public bool IsVirtual { get; init; }

    /// <summary>A pointer or a function pointer is among its types.</summary>
    public bool HasPointers { get; init; }

    public bool IsConstructor => Name == ".ctor";
}
