using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>A growing array of pointers in pages of its own. All zero is an empty one.</summary>
[Resident]
internal struct PointerVector
{
    // SAFETY: null or _capacity words in pages of the vector's own.
    private unsafe void** _items;

    /// <summary>How many there are.</summary>
    public nuint Count;

    private nuint _capacity;

    private const nuint PointerBytes = sizeof(ulong);

    /// <summary>The pointer at <paramref name="index"/>, below what room was made for.</summary>
    // SAFETY: callers index below Count, or below what Reserve has just granted.
    public readonly unsafe ref void* this[nuint index] => ref _items[index];

    /// <summary>The words of the pointers from <paramref name="first"/> to before <see cref="Count"/>.</summary>
    // SAFETY: they lie below Count, which is at most _capacity.
    public readonly unsafe Span<nuint> Words(nuint first) => new(_items + first, (int)(Count - first));

    /// <summary>Makes room for <paramref name="count"/> in all.</summary>
    /// <returns>False, with nothing changed, if memory is out.</returns>
    // SAFETY: new pages are larger than the old ones, whose words below Count are copied before they go.
    public unsafe bool Reserve(nuint count)
    {
        if (count <= _capacity)
        {
            return true;
        }

        nuint oldPages = PagesOf(_capacity);
        nuint newPages = PagesOf(count) > 2 * oldPages ? PagesOf(count) : 2 * oldPages;
        void** items = (void**)HeapPages.Take(newPages);
        if (items == null)
        {
            return false;
        }

        for (nuint index = 0; index < Count; index++)
        {
            items[index] = _items[index];
        }

        if (oldPages != 0)
        {
            HeapPages.Give((nuint)_items, oldPages);
        }

        _items = items;
        _capacity = newPages * RawPages.PageSize / PointerBytes;
        return true;
    }

    private static nuint PagesOf(nuint count) =>
        (count * PointerBytes + RawPages.PageSize - 1) / RawPages.PageSize;
}
