namespace Theseus.Memory.Heap;

// A checkpoint of who waits for a finalizer: two lists of objects.
internal static unsafe partial class Finalization
{
    /// <summary>Saves both lists. False if memory is out.</summary>
    internal static bool TrySave(ref SavedRanges ranges) =>
        ranges.TryAdd(s_registered.Items, s_registered.Count * (nuint)sizeof(void*))
        && ranges.TryAdd(s_ready.Items + s_readyTaken, ReadyCount * (nuint)sizeof(void*));

    /// <summary>Puts them back. Objects registered since are so no more, and their finalizers never run.</summary>
    internal static void PutBack(in SavedRanges ranges)
    {
        SavedRanges.Cursor cursor = default;
        ranges.Next(ref cursor, out _, out void* copy, out nuint bytes);
        PutBack(ref s_registered, copy, bytes);
        ranges.Next(ref cursor, out _, out copy, out bytes);
        PutBack(ref s_ready, copy, bytes);
        s_readyTaken = 0;
    }

    /// <summary>A list may have moved, but has never become shorter.</summary>
    private static void PutBack(ref PointerVector list, void* copy, nuint bytes)
    {
        if (bytes != 0)
            Imports.Move(list.Items, copy, bytes);
        list.Count = bytes / (nuint)sizeof(void*);
    }
}
