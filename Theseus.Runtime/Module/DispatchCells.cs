using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Theseus.Runtime.Module;

// An interface call site has a cell of two words: the stub to call, and at first the interface with how it is
// encoded in the low two bits. Cells stand in runs, closed by one whose stub is null and whose second word holds the
// slot number (and in its upper half the kind of cell). After the first call the second word is the address of a
// cache, {interface, slot, count, pairs of type and code, null}, which the stub searches (Asm/helpers.S). A full
// cache is replaced by one of twice the size up to MaximumPairs; from there on the oldest pairs are overwritten.

/// <summary>The dispatch-cell half of the runtime contract.</summary>
// SAFETY: cells are the compiler's or New's, in runs that a null stub ends; caches are written before the one word that publishes them.
public static unsafe class DispatchCells
{
    private const nuint EncodingMask = 3;
    private const nuint RelativeEncoding = 3;
    private const nuint IndirectEncoding = 2;
    private const int FirstPairs = 2;
    private const int MaximumPairs = 64;

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
        public ushort Next;
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
        if (cache == null || (cache->Count == cache->Capacity && cache->Capacity < MaximumPairs))
        {
            Cache* larger = Grow(cache, info);
            if (larger == null)
            {
                return code; // no memory: the call goes on, slowly
            }

            Add(larger, type, code);
            cell->Cache = (nuint)larger;
            if (cache != null)
            {
                FreeNative(cache);
            }

            return code;
        }

        Add(cache, type, code);
        return code;
    }

    [RuntimeExport("RhNewInterfaceDispatchCell")]
    private static Cell* New(void* interfaceType, int slot)
    {
        Cell* cells = (Cell*)AllocateNative((nuint)(2 * sizeof(Cell)));
        if (cells == null)
        {
            return null;
        }

        cells[0].Stub = StubAddress();
        cells[0].Cache = (nuint)interfaceType | 1;
        cells[1].Stub = null;
        cells[1].Cache = (ushort)slot;
        return cells;
    }

    private static void Add(Cache* cache, void* type, nint code)
    {
        Pair* pairs = (Pair*)(cache + 1);
        int at = cache->Count;
        if (at == cache->Capacity)
        {
            at = cache->Next;
            cache->Next = (ushort)((at + 1) % cache->Capacity);
        }
        else
        {
            cache->Count++;
        }

        pairs[at].Code = code;
        pairs[at].Type = type;
    }

    private static Cache* Grow(Cache* old, CellInfo* info)
    {
        int capacity = old == null ? FirstPairs : old->Capacity * 2;
        nuint bytes = (nuint)(sizeof(Cache) + ((capacity + 1) * sizeof(Pair)));
        Cache* cache = (Cache*)AllocateNative(bytes);
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
        cache->Next = 0;
        if (old != null)
        {
            Pair* from = (Pair*)(old + 1);
            for (int i = 0; i < old->Count; i++)
            {
                pairs[i] = from[i];
            }

            cache->Count = old->Count;
        }

        return cache;
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_dispatch_stub_address")]
    private static extern void* StubAddress();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_native_allocate")]
    private static extern void* AllocateNative(nuint bytes);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_native_free")]
    private static extern void FreeNative(void* block);
}
