using Theseus.Build.Proof;

namespace Theseus.Build.Cells;

/// <summary>
/// The statics of kernel types that each program has for its own: those of the types that
/// <see cref="Format.OfInstanceAttribute"/> stands on.
/// </summary>
public sealed class InstanceStatics
{
    private const string References = "__GCSTATICS", Numbers = "__NONGCSTATICS";

    private readonly HashSet<string> _types = new(StringComparer.Ordinal);

    /// <summary>Of a world in which the attribute stands nowhere.</summary>
    public static InstanceStatics None { get; } = new();

    /// <summary>Reads the attributes in assemblies.</summary>
    public static InstanceStatics Read(IEnumerable<string> files)
    {
        InstanceStatics read = new();
        foreach (ProofMark mark in files.SelectMany(ProofMark.Read).Where(m => m.Kind == ProofMarkKind.OfInstance))
        {
            read._types.Add($"{Mangled(mark.Assembly)}_{Mangled(mark.Type)}");
        }

        return read;
    }

    /// <summary>True of the symbol of such statics.</summary>
    public bool Contains(string symbol) => _types.Count != 0 && TypeOf(symbol) is { } type && _types.Contains(type);

    /// <summary>The mangled type whose statics a symbol is of; null for another symbol.</summary>
    public static string? TypeOf(string symbol)
    {
        int length = AreReferences(symbol) ? References.Length
            : symbol.StartsWith(Numbers, StringComparison.Ordinal) ? Numbers.Length : 0;
        return length == 0 ? null
            : symbol.EndsWith(GcStatics.ObjectSuffix, StringComparison.Ordinal)
                ? symbol[length..^GcStatics.ObjectSuffix.Length]
            : symbol[length..];
    }

    /// <summary>True of the symbol of statics that refer to objects.</summary>
    public static bool AreReferences(string symbol) => symbol.StartsWith(References, StringComparison.Ordinal);

    /// <summary>As the compiler mangles a name that has neither type arguments nor a type around it.</summary>
    private static string Mangled(string name) => name.Replace('.', '_');
}
