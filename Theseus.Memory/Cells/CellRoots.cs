using Theseus.Memory.Heap;

namespace Theseus.Memory;

/// <summary>Marks what a cell's own objects refer to: its statics, and the objects that the build has laid out in its data.</summary>
// SAFETY: offsets were checked to lie in the cell's data; an object whose page is not loaded has not been written, and what the build
// gave it are objects of cells.
public static unsafe class CellRoots
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

        foreach (uint offset in roots)
        {
            if (pages.IsPresent(offset / Frame.Bytes))
            {
                Marker.MarkFrozenObject((void*)(pages.Start.Value + offset));
            }
        }
    }
}
