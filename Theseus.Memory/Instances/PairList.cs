using Theseus.Format;

namespace Theseus.Memory;

/// <summary>
/// A growing list of pairs of words, by ascending key where its user adds them so, in pages of its own. All zero is an
/// empty one.
/// </summary>
[Resident]
internal struct PairList
{
    /// <summary>One pair.</summary>
    internal struct Pair
    {
        public ulong Key;
        public ulong Value;
    }

    private const nuint PairBytes = 16;

    // SAFETY: null, or the first of _pages pages that this list alone holds.
    private unsafe Pair* _items;

    private nuint _pages;

    /// <summary>Pairs in it.</summary>
    public int Count { get; private set; }

    /// <summary>All pairs.</summary>
    // SAFETY: Count of them lie in the list's pages, which stay until it grows or is released.
    public readonly unsafe Span<Pair> Items => new(_items, Count);

    /// <summary>Adds a pair behind the others. False, with nothing changed, if memory is out.</summary>
    // SAFETY: the page behind the last pair was just seen to be the list's.
    public unsafe bool TryAdd(ulong key, ulong value)
    {
        if ((nuint)Count == _pages * RawPages.PageSize / PairBytes && !TryGrow())
        {
            return false;
        }

        _items[Count++] = new Pair { Key = key, Value = value };
        return true;
    }

    /// <summary>Makes room for so many in all. False, with nothing changed, if memory is out.</summary>
    public bool TryReserve(int count)
    {
        while ((int)(_pages * RawPages.PageSize / PairBytes) < count)
        {
            if (!TryGrow())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds a pair, which there is room for.</summary>
    public void Add(ulong key, ulong value)
    {
        if (!TryAdd(key, value))
        {
            Runtime.Panic.Stop("a list of pages has less room than it was to have"u8);
        }
    }

    /// <summary>Adds a pair before the first of a greater key. False, with nothing changed, if memory is out.</summary>
    public bool TryInsert(ulong key, ulong value)
    {
        if (!TryAdd(key, value))
        {
            return false;
        }

        Span<Pair> items = Items;
        int at = Count - 1;
        for (; at > 0 && items[at - 1].Key > key; at--)
        {
            items[at] = items[at - 1];
        }

        items[at] = new Pair { Key = key, Value = value };
        return true;
    }

    /// <summary>The value of a key, in a list by ascending keys. False if it is not there.</summary>
    public readonly bool TryFind(ulong key, out ulong value)
    {
        Span<Pair> items = Items;
        int low = 0;
        int high = items.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (items[middle].Key < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        bool isThere = low < items.Length && items[low].Key == key;
        value = isThere ? items[low].Value : 0;
        return isThere;
    }

    /// <summary>Forgets all pairs, and keeps the room for them.</summary>
    public void Clear() => Count = 0;

    /// <summary>Forgets all but the first ones.</summary>
    public void Shorten(int count)
    {
        Count = count;
        if (count == 0)
        {
            Release();
        }
    }

    /// <summary>Gives its pages back; it is empty then.</summary>
    // SAFETY: the pages are the list's alone, and nothing leads to them any more.
    public unsafe void Release()
    {
        if (_pages != 0)
        {
            RawPages.Give((nuint)_items, _pages, MemoryOwner.Of(MemoryKind.Books));
        }

        this = default;
    }

    // SAFETY: the new pages hold twice as many, and what was there is copied before the old ones go.
    private unsafe bool TryGrow()
    {
        nuint pages = _pages == 0 ? 1 : _pages * 2;
        Pair* items = (Pair*)RawPages.Take(pages, MemoryOwner.Of(MemoryKind.Books));
        if (items == null)
        {
            return false;
        }

        int count = Count;
        for (int i = 0; i < count; i++)
        {
            items[i] = _items[i];
        }

        Release();
        _items = items;
        _pages = pages;
        Count = count;
        return true;
    }
}
