using System.Runtime;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Dispatch;

// An interface call site has a cell of two words: the stub to call, and at first the interface with how it is
// encoded in the low two bits. Cells stand in runs, closed by one whose stub is null and whose second word holds the
// slot number (and in its upper half the kind of cell). After the first call the second word is the address of a
// cache, {interface, slot, count, pairs of type and code, null}, which the stub searches (Asm/helpers.S). Pairs are only
// ever appended: a search that was interrupted between a type and its code goes on rightly. A full cache is replaced by
// one of twice the size, up to MaximumPairs; from there on by one with the newer half of the pairs.

/// <summary>The dispatch-cell half of the runtime contract.</summary>
// SAFETY: cells are the compiler's or New's, in runs that a null stub ends; caches are written before the one word that publishes them.
[Resident]
internal static unsafe class DispatchCells
{
    private const nuint EncodingMask = 3;
    private const nuint RelativeEncoding = 3;
    private const nuint IndirectEncoding = 2;
    private const int FirstPairs = 2;
    private const int MaximumPairs = 64;

    /// <summary>Replaced caches that may wait for a collection: a call site with ever new types is no leak.</summary>
    private const nuint MaximumRetiredBytes = 64 * 1024;

    [StructLayout(LayoutKind.Sequential)]
    private struct Cell
    {
        public void* Stub;
        public nuint Cache;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Cache
    {
        public void* Interface;
        public ushort Slot;
        public ushort Capacity;
        public ushort Count;
        private ushort _padding; // the pairs are words
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Pair
    {
        public void* Type;
        public nint Code;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct CellInfo
    {
        public int Kind;
        public void* Interface;
        public ushort Slot;
        public byte HasCache;
        public uint MetadataToken;
        public uint VTableOffset;
    }

    private static Cache* s_retired;
    private static nuint s_retiredBytes;

    [RuntimeExport("RhpGetDispatchCellInfo")]
    private static void GetInfo(Cell* cell, CellInfo* info)
    {
        *info = default;
        nuint word = cell->Cache;
        if ((word & EncodingMask) == 0)
        {
            Cache* cache = (Cache*)word;
            info->Interface = cache->Interface;
            info->Slot = cache->Slot;
            info->HasCache = 1;
            return;
        }

        Cell* last = cell;
        while (last->Stub != null)
        {
            last++;
        }

        info->Kind = (int)(last->Cache >> 16);
        info->Slot = (ushort)last->Cache;
        nuint encoding = word & EncodingMask;
        if (encoding is RelativeEncoding or IndirectEncoding)
        {
            nuint address = (nuint)(((nint)(&cell->Cache) + (int)word) & ~(nint)EncodingMask);
            info->Interface = encoding == IndirectEncoding ? *(void**)address : (void*)address;
        }
        else
        {
            info->Interface = (void*)(word & ~EncodingMask);
        }
    }

    [RuntimeExport("RhpSearchDispatchCellCache")]
    private static nint Search(Cell* cell, void* type)
    {
        if ((cell->Cache & EncodingMask) != 0)
        {
            return 0;
        }

        Cache* cache = (Cache*)cell->Cache;
        Pair* pairs = (Pair*)(cache + 1);
        for (int i = 0; i < cache->Count; i++)
        {
            if (pairs[i].Type == type)
            {
                return pairs[i].Code;
            }
        }

        return 0;
    }

    [RuntimeExport("RhpUpdateDispatchCellCache")]
    private static nint Update(Cell* cell, nint code, void* type, CellInfo* info)
    {
        if (info->Kind != 0)
        {
            return code;
        }

        Cache* cache = (cell->Cache & EncodingMask) == 0 ? (Cache*)cell->Cache : null;
        if (cache != null && cache->Count < cache->Capacity)
        {
            Add(cache, type, code);
            return code;
        }

        if (cache != null && s_retiredBytes >= MaximumRetiredBytes)
        {
            return code; // until the next collection such calls go on slowly
        }

        Cache* next = Replace(cache, info);
        if (next == null)
        {
            return code; // no memory: the call goes on, slowly
        }

        Add(next, type, code);
        Volatile.Write(ref cell->Cache, (nuint)next);
        if (cache != null)
        {
            Retire(cache);
        }

        return code;
    }

    /// <summary>
    /// Gives back the caches that were replaced. Theseus.Memory calls it in a collection: whoever is in a search then was stopped
    /// elsewhere, for a search is a few instructions of one helper, without a call.
    /// </summary>
    public static void FreeRetired()
    {
        while (s_retired != null)
        {
            Cache* cache = s_retired;
            s_retired = *NextRetired(cache);
            Upcalls.Free(cache);
        }

        s_retiredBytes = 0;
    }

    [RuntimeExport("RhNewInterfaceDispatchCell")]
    private static Cell* New(void* interfaceType, int slot)
    {
        Cell* cells = (Cell*)Upcalls.Allocate((nuint)(2 * sizeof(Cell)));
        if (cells == null)
        {
            return null;
        }

        cells[0].Stub = DispatchStub.Address();
        cells[0].Cache = (nuint)interfaceType | 1;
        cells[1].Stub = null;
        cells[1].Cache = (ushort)slot;
        return cells;
    }

    /// <summary>Appends a pair. A search sees its code before its type, and so never one without the other.</summary>
    private static void Add(Cache* cache, void* type, nint code)
    {
        Pair* pair = (Pair*)(cache + 1) + cache->Count;
        pair->Code = code;
        Volatile.Write(ref *(nint*)&pair->Type, (nint)type);
        cache->Count++;
    }

    /// <summary>A larger cache with the pairs of the old one; of one that is as large as they get, the newer half of them.</summary>
    private static Cache* Replace(Cache* old, CellInfo* info)
    {
        int capacity = old == null ? FirstPairs : Math.Min(old->Capacity * 2, MaximumPairs);
        Cache* cache = (Cache*)Upcalls.Allocate(BytesOf(capacity));
        if (cache == null)
        {
            return null;
        }

        Pair* pairs = (Pair*)(cache + 1);
        for (int i = 0; i <= capacity; i++)
        {
            pairs[i] = default;
        }

        cache->Interface = info->Interface;
        cache->Slot = info->Slot;
        cache->Capacity = (ushort)capacity;
        cache->Count = 0;
        Pair* from = (Pair*)(old + 1);
        for (int i = old == null || old->Count < capacity ? 0 : capacity / 2; old != null && i < old->Count; i++)
        {
            pairs[cache->Count++] = from[i];
        }

        return cache;
    }

    /// <summary>Somebody may be searching a cache that was replaced: it stays as it is, and is given back later.</summary>
    private static void Retire(Cache* cache)
    {
        s_retiredBytes += BytesOf(cache->Capacity);
        *NextRetired(cache) = s_retired;
        s_retired = cache;
    }

    /// <summary>The link of a replaced cache, behind the null pair that ends it.</summary>
    private static Cache** NextRetired(Cache* cache) => (Cache**)((Pair*)(cache + 1) + cache->Capacity + 1);

    private static nuint BytesOf(int capacity) => (nuint)(sizeof(Cache) + ((capacity + 1) * sizeof(Pair)) + sizeof(Cache*));
}
