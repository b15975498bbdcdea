using System.Runtime;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Dispatch;

// An interface call site has a cell of two words: the stub to call, and at first the interface with how it is
// encoded in the low two bits. Cells stand in runs, closed by one whose stub is null and whose second word holds the
// slot number (and in its upper half the kind of cell). After the first call the second word is the address of a
// cache, {interface, slot, count, pairs of type and code, null}, which the stub searches (Asm/helpers.S). Pairs are
// only ever appended: a search that was interrupted between a type and its code goes on rightly. A full cache is
// replaced by one of twice the size, up to MaximumPairs; from there on by one with the newer half of the pairs.

/// <summary>The dispatch-cell half of the runtime contract.</summary>
[Resident]
[OfInstance]
internal static class DispatchCells
{
    /// <summary>
    /// Bits of a call site's second word that say how it encodes the interface; 0 where it is the address of a cache.
    /// </summary>
    public const nuint EncodingMask = 3;

    private const nuint RelativeEncoding = 3;
    private const nuint IndirectEncoding = 2;
    private const int FirstPairs = 2;
    private const int MaximumPairs = 64;

    /// <summary>Replaced caches that may wait for a collection: a call site with ever new types is no leak.</summary>
    private const nuint MaximumRetiredBytes = 64 * 1024;

    /// <summary>A call site's two words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Cell
    {
        public nuint Stub;
        public nuint Cache;
    }

    /// <summary>CoreLib's DispatchCellInfo.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct CellInfo
    {
        public int Kind;
        public nuint Interface;
        public ushort Slot;
        public byte HasCache;
        public uint MetadataToken;
        public uint VTableOffset;
    }

    private static nuint s_retired;
    private static nuint s_retiredBytes;

    [RuntimeExport("RhpGetDispatchCellInfo")]
    internal static void GetInfo(ref Cell cell, out CellInfo info)
    {
        info = default;
        nuint word = cell.Cache;
        DispatchCache cache = new(word);
        if (cache.Exists)
        {
            info.Interface = cache.Top.Interface;
            info.Slot = cache.Top.Slot;
            info.HasCache = 1;
            return;
        }

        nuint last = LastOfRun(ref cell);
        info.Kind = (int)(last >> 16);
        info.Slot = (ushort)last;
        info.Interface = InterfaceOf(ref cell.Cache, word);
    }

    /// <summary>
    /// The second word of the cell that closes a run: the slot, and in its upper half the kind of the run's cells.
    /// </summary>
    // SAFETY: cells are the compiler's or New's, in runs that a null stub ends.
    private static unsafe nuint LastOfRun(ref Cell first)
    {
        fixed (Cell* cell = &first)
        {
            Cell* last = cell;
            while (last->Stub != 0)
            {
                last++;
            }

            return last->Cache;
        }
    }

    /// <summary>The interface that a cell's second word says, of a cell that has no cache yet.</summary>
    private static nuint InterfaceOf(ref nuint place, nuint word)
    {
        nuint encoding = word & EncodingMask;
        if (encoding is not (RelativeEncoding or IndirectEncoding))
        {
            return word & ~EncodingMask;
        }

        // SAFETY: by the encoding the word is the distance of the interface, or of a constant word that holds its
        // address.
        unsafe
        {
            fixed (nuint* here = &place)
            {
                nuint address = (nuint)(((nint)here + (int)word) & ~(nint)EncodingMask);
                return encoding == IndirectEncoding ? *(nuint*)address : address;
            }
        }
    }

    [RuntimeExport("RhpSearchDispatchCellCache")]
    private static nint Search(ref Cell cell, nuint type)
    {
        DispatchCache cache = new(cell.Cache);
        if (cache.Exists)
        {
            foreach (ref readonly DispatchCache.Pair pair in cache.Pairs[..cache.Top.Count])
            {
                if (pair.Type == type)
                {
                    return pair.Code;
                }
            }
        }

        return 0;
    }

    [RuntimeExport("RhpUpdateDispatchCellCache")]
    internal static nint Update(ref Cell cell, nint code, nuint type, in CellInfo info)
    {
        if (info.Kind != 0)
        {
            return code;
        }

        DispatchCache cache = new(cell.Cache);
        if (cache.Exists && cache.Top.Count < cache.Top.Capacity)
        {
            cache.Add(type, code);
            return code;
        }

        if (cache.Exists && s_retiredBytes >= MaximumRetiredBytes)
        {
            return code; // until the next collection such calls go on slowly
        }

        DispatchCache next = Replace(cache, in info);
        if (!next.Exists)
        {
            return code; // no memory: the call goes on, slowly
        }

        next.Add(type, code);
        Volatile.Write(ref cell.Cache, next.Word);
        if (cache.Exists)
        {
            Retire(cache);
        }

        return code;
    }

    /// <summary>
    /// Gives back the caches that were replaced. Theseus.Memory calls it in a collection: whoever is in a search then
    /// was stopped elsewhere, for a search is a few instructions of one helper, without a call.
    /// </summary>
    public static void FreeRetired()
    {
        while (s_retired != 0)
        {
            DispatchCache cache = new(s_retired);
            s_retired = cache.NextRetired;
            cache.Free();
        }

        s_retiredBytes = 0;
    }

    /// <summary>
    /// A cell and the one that closes its run, in a block that is never freed; null where memory is out.
    /// </summary>
    // SAFETY: the block has room for two cells, and is written only if it is not null.
    [RuntimeExport("RhNewInterfaceDispatchCell")]
    private static unsafe Cell* New(nuint interfaceType, int slot)
    {
        Cell* cells = (Cell*)Upcalls.Allocate((nuint)(2 * sizeof(Cell)));
        if (cells != null)
        {
            cells[0].Stub = DispatchStub.Address();
            cells[0].Cache = interfaceType | 1;
            cells[1].Stub = 0;
            cells[1].Cache = (ushort)slot;
        }

        return cells;
    }

    /// <summary>
    /// A larger cache with the pairs of the old one; of one that is as large as they get, the newer half of them.
    /// </summary>
    private static DispatchCache Replace(DispatchCache old, in CellInfo info)
    {
        int count = old.Exists ? old.Top.Count : 0;
        int capacity = old.Exists ? Math.Min(old.Top.Capacity * 2, MaximumPairs) : FirstPairs;
        DispatchCache cache = DispatchCache.TryMake(info.Interface, info.Slot, capacity);
        if (!cache.Exists || count == 0)
        {
            return cache;
        }

        Span<DispatchCache.Pair> kept = old.Pairs[(count < capacity ? 0 : capacity / 2)..count];
        kept.CopyTo(cache.Pairs);
        cache.Top.Count = (ushort)kept.Length;
        return cache;
    }

    /// <summary>
    /// Somebody may be searching a cache that was replaced: it stays as it is, and is given back later.
    /// </summary>
    private static void Retire(DispatchCache cache)
    {
        s_retiredBytes += cache.Bytes;
        cache.NextRetired = s_retired;
        s_retired = cache.Word;
    }
}
