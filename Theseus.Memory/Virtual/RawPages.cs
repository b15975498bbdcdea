using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// Mappings whose holder remembers an address instead of a value: the collected heap and the native heap keep their books in the
/// memory itself. The mapping stays one like any other, with its owner in the ledger; giving it back by its address proves
/// from the ledger that it is a whole mapping of that owner.
/// </summary>
// SAFETY: addresses given back are checked against the ledger before anything is believed.
internal static unsafe class RawPages
{
    /// <summary>Bytes of a page.</summary>
    public const int PageSize = (int)Frame.Bytes;

    /// <summary>First address of the window that mappings lie in.</summary>
    public static nuint WindowStart => (nuint)AddressWindows.General->First.Start.Value;

    /// <summary>One past its last address.</summary>
    public static nuint WindowEnd => WindowStart + (nuint)(AddressWindows.General->Count << Frame.ByteShift);

    /// <summary>Zeroed pages, readable and writable; null where memory is out.</summary>
    public static void* Take(nuint pages, MemoryOwner owner) =>
        MappedPages.TryAllocate(pages, guarded: false, owner, out MappedPages<ReadWrite> mapping) == MemoryError.None
            ? (void*)mapping.Start.Value
            : null;

    /// <summary>Gives back what <see cref="Take"/> returned. Anything else is a kernel bug: panic.</summary>
    public static void Give(void* start, nuint pages, MemoryOwner owner)
    {
        Page first = new VirtualAddress((ulong)start).Page;
        PageWindow* window = AddressWindows.General;
        PageEntry* entry = window->Contains(first) ? window->Entry(first) : null;
        if (entry == null || entry->Owner != owner.Index || ((nuint)start & (Frame.Bytes - 1)) != 0
            || Mappings.Unmap(new PageRange(first, (uint)pages, entry->Generation), givesFrames: true) != MemoryError.None)
        {
            Panic.Stop("pages were given back that their holder does not hold"u8);
        }
    }
}
