namespace Theseus.Build.World;

/// <summary>Finds by halves which of several suspects breaks what works without them.</summary>
public static class Culprit
{
    /// <param name="suspects">One of them does it, or several; nobody else has been looked at.</param>
    /// <param name="worksWithout">The trial: it works if these are left out.</param>
    /// <returns>One of those that do it; null if it does not work without all of them either.</returns>
    public static string? Find(IReadOnlyList<string> suspects, Func<IReadOnlyCollection<string>, bool> worksWithout)
    {
        if (!worksWithout(suspects))
        {
            return null;
        }

        // Holds from here on: it works without all suspects, and not with all of those that are left.
        IReadOnlyList<string> left = suspects;
        while (left.Count > 1)
        {
            string[] half = left.Take(left.Count / 2).ToArray();
            left = worksWithout([.. suspects.Except(half)]) ? [.. left.Except(half)] : half;
        }

        return left[0];
    }
}
