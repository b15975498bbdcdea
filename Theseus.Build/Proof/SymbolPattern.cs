namespace Theseus.Build.Proof;

/// <summary>A set of symbols: a name in which '*' stands for any text, also none.</summary>
public static class SymbolPattern
{
    public static bool Matches(string pattern, string symbol)
    {
        string[] parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return pattern == symbol;
        }

        if (!symbol.StartsWith(parts[0], StringComparison.Ordinal)
            || symbol.Length < parts[0].Length + parts[^1].Length)
        {
            return false;
        }

        int at = parts[0].Length;
        foreach (string part in parts[1..^1])
        {
            int found = symbol.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return symbol.Length - at >= parts[^1].Length && symbol.EndsWith(parts[^1], StringComparison.Ordinal);
    }

    public static bool MatchesAny(IEnumerable<string> patterns, string symbol) => patterns.Any(p => Matches(p, symbol));
}
