namespace Theseus.Format;

/// <summary>The binary search of all sorted tables, of files and of the kernel.</summary>
[NoAllocation]
internal static class SortedTable
{
    /// <summary>
    /// Index of the first entry whose key is greater than <paramref name="key"/>; the table's length where there is
    /// none.
    /// </summary>
    public static int FirstAbove<T>(ReadOnlySpan<T> table, ulong key)
        where T : struct, ISorted<T>
    {
        int low = 0;
        int high = table.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (T.KeyOf(in table[middle]) <= key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Index of the last entry whose key is at most <paramref name="key"/>; -1 where there is none.</summary>
    public static int LastAtMost<T>(ReadOnlySpan<T> table, ulong key)
        where T : struct, ISorted<T> => FirstAbove(table, key) - 1;

    /// <summary>
    /// Index of the first entry whose key is at least <paramref name="key"/>; the table's length where there is none.
    /// </summary>
    public static int FirstAtLeast<T>(ReadOnlySpan<T> table, ulong key)
        where T : struct, ISorted<T> => key == 0 ? 0 : FirstAbove(table, key - 1);

    /// <summary>Index of an entry with exactly that key; -1 where there is none.</summary>
    public static int Find<T>(ReadOnlySpan<T> table, ulong key)
        where T : struct, ISorted<T>
    {
        int last = LastAtMost(table, key);
        return last >= 0 && T.KeyOf(in table[last]) == key ? last : -1;
    }
}
