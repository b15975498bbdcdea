namespace Theseus.Build.World;

/// <summary>
/// A type's readable name, the assembly of its definition, and of all assemblies of ours that take part in it the
/// one that comes last in dependency order (its place; -1 where only the class library takes part).
/// </summary>
public readonly record struct TypeText(string Name, string Assembly, int Last)
{
    public TypeText Named(string name) => this with { Name = name };

    /// <summary>List`1 → List, at each level of nesting.</summary>
    public static string WithoutArity(string name)
    {
        for (int tick = name.IndexOf('`'); tick >= 0; tick = name.IndexOf('`'))
        {
            int end = tick + 1;
            while (end < name.Length && char.IsAsciiDigit(name[end]))
            {
                end++;
            }

            name = name.Remove(tick, end - tick);
        }

        return name;
    }
}
