namespace Theseus.Cells.OperationBench.Operations;

/// <summary>Collections of the class library.</summary>
internal static class Lookups
{
    private const int Entries = 100_000;

    private static readonly int[] s_shuffled = Shuffle();

    public static Operation[] All =>
    [
        new("dictionary of 100,000, filled and read, per entry", Entries, FillDictionary),
        new("dictionary of texts, looked up", 50_000, LookUpTexts),
        new("list of 100,000, filled and summed, per entry", Entries, FillList),
        new("sort 100,000 numbers, per number", Entries,
            count => { int[] copy = [.. s_shuffled]; Array.Sort(copy); Sink.Reference = copy; }),
        new("LINQ: group, order and sum, per entry", 20_000, Group),
        new("hash set of numbers, per entry", 50_000, count => { HashSet<int> set = []; for (int i = 0; i < count; i++)
        {
            set.Add(i & 4095);
        } Sink.Reference = set; }),
    ];

    private static int[] Shuffle()
    {
        int[] numbers = [.. Enumerable.Range(0, Entries)];
        new Random(7).Shuffle(numbers);
        return numbers;
    }

    private static void FillDictionary(int count)
    {
        Dictionary<int, int> entries = [];
        for (int i = 0; i < count; i++)
        {
            entries.Add(s_shuffled[i], i);
        }

        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += entries[i];
        }

        Sink.Number = sum;
    }

    private static void LookUpTexts(int count)
    {
        string[] names = [.. Enumerable.Range(0, 1000).Select(i => $"name {i}")];
        Dictionary<string, int> entries = names.ToDictionary(name => name, name => name.Length);
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += entries[names[i % names.Length]];
        }

        Sink.Number = sum;
    }

    private static void FillList(int count)
    {
        List<int> list = [];
        for (int i = 0; i < count; i++)
        {
            list.Add(i);
        }

        long sum = 0;
        foreach (int number in list)
        {
            sum += number;
        }

        Sink.Number = sum;
    }

    private static void Group(int count) => Sink.Number = Enumerable.Range(0, count)
        .GroupBy(i => i % 100)
        .Select(group => (group.Key, Sum: group.Sum()))
        .OrderByDescending(group => group.Sum)
        .Sum(group => (double)group.Key);
}
