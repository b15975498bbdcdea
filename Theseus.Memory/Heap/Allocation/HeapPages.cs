using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>The heap's own book of the pages that it holds: everything it takes and gives goes through here.</summary>
[Resident]
[OfInstance]
internal static class HeapPages
{
    private static nuint s_held;
    private static MemoryOwner s_owner;

    /// <summary>Whose the pages are that are taken from now on, by the instance that runs.</summary>
    public static MemoryOwner Owner
    {
        get => s_owner;
        set => s_owner = value;
    }

    /// <summary>Pages held: runs, spare runs, tables, mark stack.</summary>
    public static nuint Held => s_held;

    /// <summary>Forgets everything, for a heap that starts anew.</summary>
    public static void Reset()
    {
        s_held = 0;
        s_owner = MemoryOwner.Of(MemoryKind.Heap);
    }

    /// <summary>Zeroed pages, or 0.</summary>
    public static nuint Take(nuint pages)
    {
        nuint start = RawPages.Take(pages, s_owner);
        if (start != 0)
        {
            s_held += pages;
        }

        return start;
    }

    /// <summary>
    /// Makes two pieces, to be given back on their own, of what one <see cref="Take"/> returned, or of a piece of it.
    /// </summary>
    public static void Cut(nuint start, nuint pages, nuint at)
    {
        if (!SharedPages.Holds(start, s_owner))
        {
            RawPages.Cut(start, pages, at, s_owner);
        }
    }

    /// <summary>Gives back what one <see cref="Take"/> returned.</summary>
    public static void Give(nuint start, nuint pages)
    {
        s_held -= pages;
        if (!SharedPages.Keep(start, pages, s_owner))
        {
            RawPages.Give(start, pages, s_owner);
        }
    }
}
