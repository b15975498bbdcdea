namespace Theseus.Build.Proof;

/// <summary>
/// The file <c>Proof/bootstrap-roots.txt</c>: the functions that the bootstrapping rule binds, one symbol a line
/// ('*' stands for any text), and after '!' the symbols at which the walk ends. '#' starts a comment.
/// </summary>
public sealed record BootstrapRule(IReadOnlyList<string> Roots, IReadOnlyList<string> Boundaries)
{
    public const string File = "Theseus.Build/Proof/bootstrap-roots.txt";

    public static BootstrapRule Parse(IEnumerable<string> lines)
    {
        var (roots, boundaries) = (new List<string>(), new List<string>());
        foreach (var text in lines.Select(l => l.Split('#')[0].Trim()).Where(l => l != ""))
        {
            if (text.StartsWith('!'))
                boundaries.Add(text[1..].Trim());
            else
                roots.Add(text);
        }
        return new BootstrapRule(roots, boundaries);
    }
}
