using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>A growing array of pointers in pages of its own. All zero is an empty one.</summary>
// SAFETY: Items holds Capacity words; callers index below Count.
[Resident]
internal unsafe struct PointerVector
{
    /// <summary>The pointers.</summary>
    public void** Items;

    /// <summary>How many there are.</summary>
    public nuint Count;

    private nuint _capacity;

    /// <summary>Makes room for <paramref name="count"/> in all.</summary>
    /// <returns>False, with nothing changed, if memory is out.</returns>
    public bool Reserve(nuint count)
    {
        if (count <= _capacity)
            return true;
        nuint oldPages = PagesOf(_capacity);
        nuint newPages = PagesOf(count) > 2 * oldPages ? PagesOf(count) : 2 * oldPages;
        void** items = (void**)HeapPages.Take(newPages);
        if (items == null)
            return false;

        for (nuint index = 0; index < Count; index++)
            items[index] = Items[index];
        if (oldPages != 0)
            HeapPages.Give(Items, oldPages);
        Items = items;
        _capacity = newPages * RawPages.PageSize / (nuint)sizeof(void*);
        return true;
    }

    private static nuint PagesOf(nuint count) =>
        (count * (nuint)sizeof(void*) + RawPages.PageSize - 1) / RawPages.PageSize;
}
