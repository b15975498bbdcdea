using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// From any address to the run that it lies in, in two loads: a directory over the whole window, and leaves of one
/// word a page that exist only where the heap has taken memory. Leaves are never given back.
/// </summary>
[Resident]
[OfInstance]
internal static class PageMap
{
    private const int PageShift = 12;
    private const int LeafPagesLog2 = 12;
    private const nuint LeafPages = (nuint)1 << LeafPagesLog2;
    private const int LeafShift = PageShift + LeafPagesLog2;

    // SAFETY: an entry for each leaf-sized part of the window, null or a leaf of LeafPages words; followed by Find,
    // Leaf and Slot only.
    private static unsafe Run*** s_directory;
    private static nuint s_windowStart;
    private static nuint s_windowBytes;

    /// <summary>Starts with an empty map of the window that <see cref="RawPages"/> names.</summary>
    /// <returns>False where there is no memory for the directory.</returns>
    public static bool Initialize()
    {
        s_windowStart = RawPages.WindowStart;
        s_windowBytes = RawPages.WindowEnd - RawPages.WindowStart;
        nuint entries = (s_windowBytes + (((nuint)1 << LeafShift) - 1)) >> LeafShift;
        nuint directory = HeapPages.Take((entries * sizeof(ulong) + RawPages.PageSize - 1) >> PageShift);

        // SAFETY: zeroed pages with room for all entries, which are the map's alone and never given back.
        unsafe { s_directory = (Run***)directory; }

        return directory != 0;
    }

    /// <summary>True if <paramref name="address"/> lies where the heap's memory comes from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool InWindow(nuint address) => address - s_windowStart < s_windowBytes;

    /// <summary>The run at <paramref name="address"/>, any value; null where there is none.</summary>
    // SAFETY: an offset below the window's size has an entry, and its page one in the leaf; a run leaves the map before
    // its pages go.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Run* Find(nuint address)
    {
        nuint offset = address - s_windowStart;
        if (offset >= s_windowBytes)
        {
            return null;
        }

        Run** leaf = s_directory[offset >> LeafShift];
        return leaf == null ? null : leaf[(offset >> PageShift) & (LeafPages - 1)];
    }

    /// <summary>
    /// Enters the run that begins at <paramref name="start"/>, in pages that the heap has taken, for each of them.
    /// </summary>
    /// <returns>False, with nothing entered, where there is no memory for a leaf.</returns>
    public static bool Enter(nuint start, nuint pages)
    {
        nuint first = (start - s_windowStart) >> PageShift;
        nuint last = first + pages - 1;
        for (nuint leaf = first >> LeafPagesLog2; leaf <= last >> LeafPagesLog2; leaf++)
        {
            if (!EnsureLeaf(leaf))
            {
                return false;
            }
        }

        Set(first, pages, start);
        return true;
    }

    /// <summary>Forgets the run, before its pages are given back.</summary>
    public static void Remove(nuint start, nuint pages) => Set((start - s_windowStart) >> PageShift, pages, 0);

    // SAFETY: the leaf is of pages that RawPages gave, so it lies in the window and has an entry; a new leaf is zeroed
    // and stays.
    private static unsafe bool EnsureLeaf(nuint leaf)
    {
        if (s_directory[leaf] == null)
        {
            s_directory[leaf] = (Run**)HeapPages.Take(LeafPages * sizeof(ulong) >> PageShift);
        }

        return s_directory[leaf] != null;
    }

    // SAFETY: the pages lie in the window, and Enter has made their leaves; value is their run's start or 0.
    private static unsafe void Set(nuint first, nuint pages, nuint value)
    {
        for (nuint page = first; page < first + pages; page++)
        {
            s_directory[page >> LeafPagesLog2][page & (LeafPages - 1)] = (Run*)value;
        }
    }
}
