using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// From any address to the run that it lies in, in two loads: a directory over the whole window, and leaves of one
/// word a page that exist only where the heap has taken memory. Leaves are never given back.
/// </summary>
// SAFETY: the directory has an entry for each leaf-sized part of the window and every index is taken from an offset
// checked to be inside the window; leaves are LeafPages words long.
[Resident]
internal static unsafe class PageMap
{
    private const int PageShift = 12;
    private const int LeafPagesLog2 = 12;
    private const nuint LeafPages = (nuint)1 << LeafPagesLog2;
    private const int LeafShift = PageShift + LeafPagesLog2;

    private static Run*** s_directory;
    private static nuint s_windowStart;
    private static nuint s_windowBytes;

    /// <summary>Starts with an empty map of the window that <see cref="RawPages"/> names.</summary>
    /// <returns>False where there is no memory for the directory.</returns>
    public static bool Initialize()
    {
        s_windowStart = RawPages.WindowStart;
        s_windowBytes = RawPages.WindowEnd - RawPages.WindowStart;
        nuint entries = (s_windowBytes + (((nuint)1 << LeafShift) - 1)) >> LeafShift;
        nuint bytes = entries * (nuint)sizeof(Run**);
        s_directory = (Run***)HeapPages.Take((bytes + RawPages.PageSize - 1) >> PageShift);
        return s_directory != null;
    }

    /// <summary>True if <paramref name="address"/> lies where the heap's memory comes from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool InWindow(nuint address) => address - s_windowStart < s_windowBytes;

    /// <summary>The run at <paramref name="address"/>, any value; null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Run* Find(nuint address)
    {
        nuint offset = address - s_windowStart;
        if (offset >= s_windowBytes)
            return null;
        Run** leaf = s_directory[offset >> LeafShift];
        return leaf == null ? null : leaf[(offset >> PageShift) & (LeafPages - 1)];
    }

    /// <summary>Enters <paramref name="run"/> for each of its pages.</summary>
    /// <returns>False, with nothing entered, where there is no memory for a leaf.</returns>
    public static bool Enter(Run* run, nuint pages)
    {
        nuint first = ((nuint)run - s_windowStart) >> PageShift;
        nuint last = first + pages - 1;
        for (nuint leaf = first >> LeafPagesLog2; leaf <= last >> LeafPagesLog2; leaf++)
        {
            if (s_directory[leaf] != null)
                continue;
            void* table = HeapPages.Take(LeafPages * (nuint)sizeof(Run*) >> PageShift);
            if (table == null)
                return false;
            s_directory[leaf] = (Run**)table;
        }

        Set(first, pages, run);
        return true;
    }

    /// <summary>Forgets the run, before its pages are given back.</summary>
    public static void Remove(Run* run, nuint pages) => Set(((nuint)run - s_windowStart) >> PageShift, pages, null);

    private static void Set(nuint first, nuint pages, Run* value)
    {
        for (nuint page = first; page < first + pages; page++)
            s_directory[page >> LeafPagesLog2][page & (LeafPages - 1)] = value;
    }
}
