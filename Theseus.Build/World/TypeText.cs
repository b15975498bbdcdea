namespace Theseus.Build.World;

/// <summary>
/// A type's readable name, the assembly of its definition, and of all assemblies of ours that take part in it the
/// one that comes last in dependency order (its place; -1 where only the class library takes part).
/// </summary>
public readonly record struct TypeText(string Name, string Assembly, int Last)
{
    public TypeText Named(string name) => this with { Name = name };
}
