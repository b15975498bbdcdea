using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>The heap's own book of the pages that it holds: everything it takes and gives goes through here.</summary>
[Resident]
internal static class HeapPages
{
    private static nuint s_held;

    /// <summary>Pages held: runs, spare runs, tables, mark stack.</summary>
    public static nuint Held => s_held;

    /// <summary>Forgets everything, for a heap that starts anew.</summary>
    public static void Reset() => s_held = 0;

    /// <summary>Zeroed pages, or 0.</summary>
    public static nuint Take(nuint pages)
    {
        nuint start = RawPages.Take(pages, MemoryOwner.Of(MemoryKind.Heap));
        if (start != 0)
        {
            s_held += pages;
        }

        return start;
    }

    /// <summary>
    /// Makes two pieces, to be given back on their own, of what one <see cref="Take"/> returned, or of a piece of it.
    /// </summary>
    public static void Cut(nuint start, nuint pages, nuint at) =>
        RawPages.Cut(start, pages, at, MemoryOwner.Of(MemoryKind.Heap));

    /// <summary>Gives back what one <see cref="Take"/> returned.</summary>
    public static void Give(nuint start, nuint pages)
    {
        s_held -= pages;
        RawPages.Give(start, pages, MemoryOwner.Of(MemoryKind.Heap));
    }
}
