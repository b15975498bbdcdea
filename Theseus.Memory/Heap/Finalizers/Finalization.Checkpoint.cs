namespace Theseus.Memory.Heap;

// A checkpoint of who waits for a finalizer: two lists of objects.
internal static partial class Finalization
{
    /// <summary>Saves both lists. False if memory is out.</summary>
    internal static bool TrySave(ref SavedRanges ranges) => ranges.TryAdd(s_registered.Words(0))
        && ranges.TryAdd(s_ready.Words(s_readyTaken));

    /// <summary>Puts them back. Objects registered since are so no more, and their finalizers never run.</summary>
    internal static void PutBack(in SavedRanges ranges)
    {
        SavedRanges.Cursor cursor = default;
        ranges.Next(ref cursor);
        PutBack(ref s_registered, cursor.Copy);
        ranges.Next(ref cursor);
        PutBack(ref s_ready, cursor.Copy);
        s_readyTaken = 0;
    }

    /// <summary>A list may have moved, but has never become shorter.</summary>
    private static void PutBack(ref PointerVector list, ReadOnlySpan<nuint> copy)
    {
        list.Count = (nuint)copy.Length;
        Span<nuint> words = list.Words(0);
        for (int index = 0; index < copy.Length; index++)
        {
            words[index] = copy[index];
        }
    }
}
