using System.Globalization;
using System.Text;

namespace Theseus.Cells.Workload;

/// <summary>Counts, sorts and joins words: strings, dictionaries, LINQ.</summary>
internal static class Words
{
    private const int Count = 150;
    private const int LongestWord = 3;
    private const int Shown = 20;

    public static uint Work(uint seed)
    {
        Generator random = new(seed);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int i = 0; i < Count; i++)
        {
            string word = Word(random);
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        string text = string.Join(' ', counts.OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(Shown)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")));
        HashSet<string> parts = [.. text.Split(' ')];
        uint sum = Sum.Add(Sum.Start, text.Replace('a', 'A'));
        sum = Sum.Add(sum, (uint)parts.Count);
        return Sum.Add(sum, Encoding.UTF8.GetBytes(text.ToUpperInvariant()));
    }

    private static string Word(Generator random)
    {
        StringBuilder word = new();
        for (int left = 1 + random.Below(LongestWord); left > 0; left--)
        {
            word.Append((char)('a' + random.Below(6)));
        }

        return word.ToString();
    }
}
