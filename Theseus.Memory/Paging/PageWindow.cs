using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// A part of the address space from which pages are given out: which are free, and a ledger that says of each page who
/// holds it or held it last. The ledger takes memory only where pages were ever given out.
/// </summary>
[Resident]
internal struct PageWindow
{
    private const uint EntryBytes = 8;
    private const uint EntriesPerPage = Frame.Bytes / EntryBytes;

    private RangeMap _free;
    private VirtualAddress _ledger;
    private ulong _hint;
    private ulong _backedEnd; // pages below this have their part of the ledger

    /// <summary>The window's first page.</summary>
    public Page First { get; private set; }

    /// <summary>Pages of the window.</summary>
    public ulong Count { get; private set; }

    /// <summary>
    /// True if the addresses of a released mapping wait here until no view of it is left: see <see cref="Quarantine"/>.
    /// </summary>
    public bool HasQuarantine { get; private set; }

    /// <summary>Pages that nobody holds.</summary>
    public readonly ulong Free => _free.Free;

    /// <summary>True if a page is one of the window's.</summary>
    public readonly bool Contains(Page page) => page.Number - First.Number < Count;

    /// <summary>
    /// Sets a window up with all pages free; its ledger grows at <paramref name="ledger"/>. False if memory is out.
    /// </summary>
    public bool Initialize(Page first, ulong count, VirtualAddress ledger, bool hasQuarantine = false)
    {
        ulong frames = (RangeMap.BytesNeeded(count) + Frame.Bytes - 1) / Frame.Bytes;
        if (FrameAllocator.TryTakeRange(
            frames, 1, default, new Frame(FrameAllocator.FrameCount), MemoryOwner.Of(MemoryKind.Books),
                FrameState.Table, out Frame map)
            != MemoryError.None)
        {
            return false;
        }

        for (ulong i = 0; i < frames; i++)
        {
            PhysicalMemory.Zero(map + i);
        }

        First = first;
        Count = count;
        HasQuarantine = hasQuarantine;
        _free = RangeMap.Create(PhysicalMemory.AddressOf(map.Start), count);
        _free.Give(0, count);
        _ledger = ledger;
        _hint = 0;
        _backedEnd = 0;
        return true;
    }

    /// <summary>
    /// Takes a run of pages whose number is a multiple of a power of two, beginning in a range of pages.
    /// </summary>
    public MemoryError Take(ulong count, ulong alignment, Page from, Page end, MemoryOwner owner, out Page first)
    {
        first = default;
        bool isPower = alignment != 0 && (alignment & (alignment - 1)) == 0;
        if (count == 0 || count > uint.MaxValue || !isPower || (First.Number & (alignment - 1)) != 0)
        {
            return MemoryError.BadSize; // places are found counted from the first page, so it must be aligned as well
        }

        ulong low = from < First ? 0 : from.Number - First.Number;
        ulong high = end < First ? 0 : Math.Min(end.Number - First.Number, Count);
        bool any = low == 0 && high == Count;
        ulong found = count == 1 && alignment == 1 && any ? _free.FindOne() : RangeMap.None;
        if (found == RangeMap.None && any && _hint != 0)
        {
            found = _free.Find(count, alignment, _hint, high);
        }

        if (found == RangeMap.None)
        {
            found = _free.Find(count, alignment, low, high);
        }

        if (found == RangeMap.None)
        {
            return MemoryError.OutOfAddresses;
        }

        if (!Back(found + count))
        {
            return MemoryError.OutOfMemory;
        }

        first = First + found;
        _hint = found + count;
        Enter(found, count, owner);
        return MemoryError.None;
    }

    /// <summary>Takes exactly these pages.</summary>
    public MemoryError TakeAt(Page first, ulong count, MemoryOwner owner)
    {
        if (count == 0 || count > uint.MaxValue)
        {
            return MemoryError.BadSize;
        }

        if (!Contains(first) || count > Count - (first.Number - First.Number))
        {
            return MemoryError.OutOfRange;
        }

        ulong at = first.Number - First.Number;
        if (!_free.AreFree(at, count))
        {
            return MemoryError.InUse;
        }

        if (!Back(at + count))
        {
            return MemoryError.OutOfMemory;
        }

        Enter(at, count, owner);
        return MemoryError.None;
    }

    /// <summary>Gives pages back. Their last owner stays known.</summary>
    public void Give(Page first, ulong count)
    {
        for (ulong i = 0; i < count; i++)
        {
            ref PageEntry entry = ref Entry(first + i);
            if (entry.State == PageState.Free)
            {
                Panic.Stop("a page was given back that nobody holds"u8);
            }

            OwnerTable.AddPages(entry.Owner, -1);
        }

        GiveCounted(first, count);
    }

    /// <summary>As <see cref="Give"/>, for pages that were taken off their owner's count before.</summary>
    public void GiveCounted(Page first, ulong count)
    {
        ulong at = first.Number - First.Number;
        for (ulong i = 0; i < count; i++)
        {
            Entry(first + i).State = PageState.Free;
        }

        _free.Give(at, count);
        if (at < _hint)
        {
            _hint = at;
        }
    }

    /// <summary>True if the ledger knows a page: one of the window's that was given out at some time.</summary>
    public readonly bool HasEntry(Page page) => page.Number - First.Number < _backedEnd;

    /// <summary>
    /// The ledger's entry for a page that it knows (<see cref="HasEntry"/>). Another one is a kernel bug: panic.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref PageEntry Entry(Page page)
    {
        ulong at = page.Number - First.Number;
        if (at >= _backedEnd)
        {
            Panic.Stop("a page has no entry in the ledger of its window"u8);
        }

        // SAFETY: Back has mapped the ledger up to _backedEnd entries, and never takes that back.
        unsafe { return ref ((PageEntry*)_ledger.Value)[at]; }
    }

    private void Enter(ulong at, ulong count, MemoryOwner owner)
    {
        _free.Take(at, count);
        for (ulong i = 0; i < count; i++)
        {
            ref PageEntry entry = ref Entry(First + at + i);
            entry.Owner = owner.Index;
            entry.State = PageState.Allocated;
        }

        OwnerTable.AddPages(owner.Index, (long)count);
    }

    /// <summary>Maps the ledger up to the entry of a page.</summary>
    private bool Back(ulong end)
    {
        while (_backedEnd < end)
        {
            if (!FrameAllocator.TryTake(MemoryOwner.Of(MemoryKind.Books), FrameState.Table, emergency: false,
                out Frame frame))
            {
                return false;
            }

            PhysicalMemory.Zero(frame);
            Page page = (_ledger + (_backedEnd * EntryBytes)).Page;
            if (!PageTable.Map(page, frame, PageTable.Flags(PageAccess.ReadWrite)))
            {
                FrameAllocator.Give(frame, 1, FrameState.Table);
                return false;
            }

            _backedEnd += EntriesPerPage;
        }

        return true;
    }
}
