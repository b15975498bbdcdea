namespace Theseus.Build.Reflection;

/// <summary>
/// Answers what a program may reach by reflection: what its own code could have named. Of the assemblies that are
/// trusted (the system's layers and the class library) that is what is public, and not refused by name; of all others,
/// everything.
/// <para>Three things of the class library go on though no program can name them, because the class library itself
/// finds them by reflection: constructors of its hidden types (attributes, comparers, converters), methods that
/// override or implement what is public, and what the file admits by name.</para>
/// </summary>
public sealed class ReflectionPolicy
{
    /// <summary>
    /// A line is a type or TYPE.MEMBER, a name that ends in <c>.*</c> a whole namespace; '+' before it admits.
    /// </summary>
    public const string File = "Theseus.Build/Reflection/refused.txt";

    private readonly HashSet<string> _layers, _library;
    private readonly HashSet<string> _refused = [], _admitted = [];
    private readonly List<string> _refusedSpaces = [];

    /// <param name="layers">Names of the system's own trusted assemblies.</param>
    /// <param name="library">Names of the class library's.</param>
    /// <param name="lines">Of <see cref="File"/>; blank ones and those that begin with '#' are passed over.</param>
    public ReflectionPolicy(IEnumerable<string> layers, IEnumerable<string> library, IEnumerable<string> lines)
    {
        (_layers, _library) = ([.. layers], [.. library]);
        foreach (string line in lines.Select(l => l.Trim()).Where(l => l != "" && l[0] != '#'))
        {
            if (line[0] == '+')
            {
                _admitted.Add(line[1..]);
            }
            else if (line.EndsWith(".*", StringComparison.Ordinal))
            {
                _refusedSpaces.Add(line[..^1]);
            }
            else
            {
                _refused.Add(line);
            }
        }
    }

    /// <summary>A program may call the method, read and write the field, though its code does not name it.</summary>
    public bool Admits(ReflectedMember member)
    {
        bool isLayer = _layers.Contains(member.Assembly);
        if (!isLayer && !_library.Contains(member.Assembly))
        {
            return true;
        }

        if (Names(_admitted, member))
        {
            return true;
        }

        if (member.HasPointers)
        {
            return false;
        }

        bool isAttribute = member.Type.EndsWith(nameof(Attribute), StringComparison.Ordinal);
        if (member.IsConstructor && isAttribute && !member.IsPrivate)
        {
            return true;
        }

        if (Names(_refused, member) || _refusedSpaces.Any(s => member.Type.StartsWith(s, StringComparison.Ordinal)))
        {
            return false;
        }

        if (member.IsTypePublic)
        {
            return member.IsPublic;
        }

        if (member.IsField)
        {
            return false;
        }

        if (member.IsConstructor)
        {
            return !member.IsPrivate && !isLayer;
        }

        return !isLayer && member is { IsPublic: true, IsVirtual: true };
    }

    /// <summary>The member by name, its type, or a type that it is nested in.</summary>
    private static bool Names(HashSet<string> names, ReflectedMember member)
    {
        if (names.Count == 0)
        {
            return false;
        }

        if (names.Contains($"{member.Type}.{member.Name}") || names.Contains(member.Type))
        {
            return true;
        }

        for (int end = member.Type.LastIndexOf('+'); end > 0; end = member.Type.LastIndexOf('+', end - 1))
        {
            if (names.Contains(member.Type[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
