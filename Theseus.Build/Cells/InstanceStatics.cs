using Theseus.Build.Proof;

namespace Theseus.Build.Cells;

/// <summary>
/// The statics of kernel types that each program has for its own: those of the types that
/// <see cref="Format.OfInstanceAttribute"/> stands on.
/// </summary>
public sealed class InstanceStatics
{
    private const string Mark = "STATICS"; // __NONGCSTATICS, __GCSTATICS

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
    public bool Contains(string symbol)
    {
        int at = symbol.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0 || _types.Count == 0)
        {
            return false;
        }

        string type = symbol[(at + Mark.Length)..];
        return _types.Contains(type) || (type.EndsWith(GcStatics.ObjectSuffix, StringComparison.Ordinal)
            && _types.Contains(type[..^GcStatics.ObjectSuffix.Length]));
    }

    /// <summary>As the compiler mangles a name that has neither type arguments nor a type around it.</summary>
    private static string Mangled(string name) => name.Replace('.', '_');
}
