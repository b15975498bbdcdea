namespace Theseus.Build.Evolution;

/// <summary>What an evolution is, in a few lines for people.</summary>
public static class EvolutionText
{
    private const int Shown = 10;
    private const int ShownInBrief = 3;

    /// <summary>In one line: the functions that are others now.</summary>
    public static string BriefOf(EvolutionResult result)
    {
        string[] functions = [.. result.Replaced, .. result.AtHome];
        string more = functions.Length > ShownInBrief ? $" and {functions.Length - ShownInBrief} more" : "";
        return result.IsNothing ? "nothing has changed that the running system could have"
            : $"evolution {result.Next.Generation}: {string.Join(", ", functions.Take(ShownInBrief))}{more}";
    }

    public static IEnumerable<string> Of(EvolutionResult result)
    {
        if (result.IsNothing)
        {
            yield return "nothing has changed that the running system could have";
            yield break;
        }

        yield return $"evolution {result.Next.Generation}: {result.Next.State}, "
            + $"{result.Package.Length / 1024.0:f1} KiB, brings {string.Join(", ", result.Cells)}";
        foreach ((string what, IReadOnlyList<string> names) in ((string, IReadOnlyList<string>)[])
            [("changed", result.Replaced), ("as it was", result.AtHome), ("new", result.Added),
            ("new type", result.Types)])
        {
            foreach (string name in names.Take(Shown))
            {
                yield return $"  {what}: {name}";
            }

            if (names.Count > Shown)
            {
                yield return $"  {what}: {names.Count - Shown} more";
            }
        }

        yield return result.IsOfMethods ? "  only these methods were compiled"
            : $"  {result.WorldPieces} tables and handles of the world stay as they were booted";
    }
}
