using Theseus.Memory.Heap;

namespace Theseus.Memory;

/// <summary>
/// Marks what a cell's own objects refer to: its statics, and the objects that the build has laid out in its data.
/// </summary>
internal static class CellRoots
{
    /// <summary>First address of a cell whose own objects do not count now; 0 for none.</summary>
    internal static ulong Excluded { get; set; }

    /// <summary>Marks from each object whose page is loaded.</summary>
    public static void Mark(SparsePages pages, ReadOnlySpan<uint> roots)
    {
        if (pages.Start.Value == Excluded)
        {
            return;
        }

        for (int i = 0; i < roots.Length; i++)
        {
            uint page = roots[i] / Frame.Bytes;
            if (pages.IsPresent(page) || HasLaterPage(pages, roots, i))
            {
                // SAFETY: roots were checked to lie in the cell's data. An object whose page is not loaded has not been
                // written, and needs no look: what the build gave it are objects of cells.
                unsafe { Marker.MarkFrozenObject((void*)(pages.Start + roots[i]).Value); }
            }
        }
    }

    /// <summary>
    /// An object of more than a page begins a page, right behind its header. It is followed if any of its pages is
    /// loaded; its first is loaded then too.
    /// </summary>
    private static bool HasLaterPage(SparsePages pages, ReadOnlySpan<uint> roots, int root)
    {
        uint page = roots[root] / Frame.Bytes;
        if (roots[root] % Frame.Bytes != ObjectLayout.HeaderBytes)
        {
            return false;
        }

        uint end = root + 1 < roots.Length ? roots[root + 1] / Frame.Bytes : pages.Count;
        for (page++; page < end; page++)
        {
            if (pages.IsPresent(page))
            {
                return true;
            }
        }

        return false;
    }
}
