using Theseus.Format;
using Xunit;

namespace Theseus.Tests.CellFiles;

public sealed class SortedTableTests
{
    private readonly struct Entry(ulong key) : ISorted<Entry>
    {
        private readonly ulong _key = key;

        public static ulong KeyOf(in Entry entry) => entry._key;
    }

    private static readonly ulong[] s_edges = [0, 1, 2, 7, ulong.MaxValue - 1, ulong.MaxValue];

    /// <summary>
    /// Every table of at most four entries over the edges, equal ones included, against a search from the front.
    /// </summary>
    [Fact]
    public void Every_search_finds_what_looking_at_each_entry_finds()
    {
        foreach (ulong[] keys in Tables([], 4))
        {
            Entry[] table = [.. keys.Select(k => new Entry(k))];
            foreach (ulong key in s_edges)
            {
                int above = Array.FindIndex(keys, k => k > key), least = Array.FindIndex(keys, k => k >= key);
                Assert.Equal(above < 0 ? keys.Length : above, SortedTable.FirstAbove<Entry>(table, key));
                Assert.Equal(least < 0 ? keys.Length : least, SortedTable.FirstAtLeast<Entry>(table, key));
                Assert.Equal(Array.FindLastIndex(keys, k => k <= key), SortedTable.LastAtMost<Entry>(table, key));
                Assert.Equal(Array.FindLastIndex(keys, k => k == key), SortedTable.Find<Entry>(table, key));
            }
        }
    }

    private static IEnumerable<ulong[]> Tables(ulong[] start, int more)
    {
        yield return start;
        foreach (ulong next in more == 0 ? [] : s_edges.Where(e => start.Length == 0 || e >= start[^1]))
        {
            foreach (ulong[] table in Tables([.. start, next], more - 1))
            {
                yield return table;
            }
        }
    }
}
