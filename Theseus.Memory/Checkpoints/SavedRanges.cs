using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Copies of ranges of memory, each with its address, in the order in which they were saved. The memory for them comes
/// in chunks that are kept for the next time, up to <see cref="MostSparePages"/>. All zero is an empty one.
/// </summary>
[Resident]
internal struct SavedRanges
{
    private const nuint ChunkPages = 64;
    private const nuint MostSparePages = 1024;
    private const nuint RecordBytes = 16;

    internal struct Chunk
    {
        // SAFETY: null or a chunk of the same list, which its holder follows.
        public unsafe Chunk* Next;

        public nuint Pages;
        public nuint Used;
    }

    private struct Record
    {
        public nuint Address;
        public nuint Bytes;
    }

    // SAFETY: null or a chunk that no list has any more.
    private static unsafe Chunk* s_spare;

    private static nuint s_sparePages;

    // SAFETY: null, or the first and the last chunk of this list, in pages that it alone holds.
    private unsafe Chunk* _first, _last;

    /// <summary>A place among the records. All zero is before the first.</summary>
    public struct Cursor
    {
        // SAFETY: null or a chunk of the list that the cursor goes through.
        private unsafe Chunk* _chunk;

        private nuint _offset;

        /// <summary>Where the range was.</summary>
        public nuint Address { get; private set; }

        /// <summary>Bytes of the range.</summary>
        public nuint Bytes { get; private set; }

        /// <summary>The copy as words; of a range of less than 2 GiB.</summary>
        // SAFETY: the record at hand, whose words lie before the next one's, in pages that its list holds.
        public readonly unsafe ReadOnlySpan<nuint> Copy => new(Start, (int)(Bytes / sizeof(ulong)));

        /// <summary>Where the copy begins.</summary>
        // SAFETY: as Copy; null before the first record.
        internal readonly unsafe void* Start => _chunk == null ? null
            : (byte*)_chunk + _offset - Room(Bytes) + RecordBytes;

        // SAFETY: records lie one after another from a chunk's head to Used, and chunks are linked until their list is
        // released.
        internal unsafe bool Next(Chunk* first)
        {
            Chunk* chunk = _chunk == null ? first : _chunk;
            nuint offset = _chunk == null ? (nuint)sizeof(Chunk) : _offset;
            if (chunk != null && offset == chunk->Used)
            {
                chunk = chunk->Next;
                offset = (nuint)sizeof(Chunk);
            }

            if (chunk == null)
            {
                return false;
            }

            Record* record = (Record*)((byte*)chunk + offset);
            (Address, Bytes) = (record->Address, record->Bytes);
            _chunk = chunk;
            _offset = offset + Room(Bytes);
            return true;
        }
    }

    /// <summary>Saves elements. False, with nothing changed, if memory is out.</summary>
    // SAFETY: a span's elements are there as long as it is.
    public unsafe bool TryAdd<T>(ReadOnlySpan<T> range)
        where T : unmanaged
    {
        fixed (T* first = range)
        {
            return TryAdd(first, (nuint)range.Length * (nuint)sizeof(T));
        }
    }

    /// <summary>Saves a range. False, with nothing changed, if memory is out.</summary>
    // SAFETY: the caller's range is in memory; the record and its copy go where the last chunk was just seen to have
    // room.
    public unsafe bool TryAdd(void* address, nuint bytes)
    {
        if (!HasRoom(Room(bytes)) && !TryExtend(Room(bytes)))
        {
            return false;
        }

        Record* record = (Record*)((byte*)_last + _last->Used);
        record->Address = (nuint)address;
        record->Bytes = bytes;
        if (bytes != 0)
        {
            Imports.Move(record + 1, address, bytes);
        }

        _last->Used += Room(bytes);
        return true;
    }

    /// <summary>Goes to the next record. False behind the last.</summary>
    // SAFETY: the list's first chunk, for its cursor.
    public readonly unsafe bool Next(ref Cursor cursor) => cursor.Next(_first);

    /// <summary>The copy of elements that were saved from just there; empty, and false, if none was.</summary>
    // SAFETY: the copy is of elements of the type, and in memory until the list is released.
    public readonly unsafe bool TryFind<T>(ReadOnlySpan<T> range, out ReadOnlySpan<T> copy)
        where T : unmanaged
    {
        copy = default;
        fixed (T* first = range)
        {
            Cursor cursor = default;
            while (Next(ref cursor))
            {
                if (cursor.Address == (nuint)first)
                {
                    copy = new ReadOnlySpan<T>(cursor.Start, (int)(cursor.Bytes / (nuint)sizeof(T)));
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Puts all ranges back as they were.</summary>
    public readonly void PutBack()
    {
        Cursor cursor = default;
        while (Next(ref cursor))
        {
            PutBack(cursor);
        }
    }

    /// <summary>Puts the range at a cursor back as it was.</summary>
    // SAFETY: whoever saved the range keeps it mapped until it is put back, and says so when.
    public static unsafe void PutBack(in Cursor cursor) =>
        Imports.Move((void*)cursor.Address, cursor.Start, cursor.Bytes);

    /// <summary>Forgets all.</summary>
    public void Release()
    {
        while (TryTakeFirst(out nuint chunk, out nuint pages))
        {
            if (pages == ChunkPages && s_sparePages + ChunkPages <= MostSparePages)
            {
                Keep(chunk);
            }
            else
            {
                HeapPages.Give(chunk, pages);
            }
        }
    }

    /// <summary>Starts without spare chunks, for a heap that starts anew.</summary>
    // SAFETY: forgets an address.
    internal static unsafe void Initialize()
    {
        s_spare = null;
        s_sparePages = 0;
    }

    /// <summary>Bytes of a record: its head, and the copy in whole words.</summary>
    private static nuint Room(nuint bytes) => RecordBytes + ((bytes + 7) & ~(nuint)7);

    // SAFETY: see _last; Used is at most the chunk's bytes.
    private readonly unsafe bool HasRoom(nuint bytes) => _last != null
        && (_last->Pages * RawPages.PageSize) - _last->Used >= bytes;

    // SAFETY: the first chunk leaves the list; nobody has a cursor in a list that is released.
    private unsafe bool TryTakeFirst(out nuint chunk, out nuint pages)
    {
        (chunk, pages) = ((nuint)_first, _first == null ? 0 : _first->Pages);
        _first = _first == null ? null : _first->Next;
        _last = null;
        return chunk != 0;
    }

    // SAFETY: the caller has just taken the chunk out of its list.
    private static unsafe void Keep(nuint chunk)
    {
        ((Chunk*)chunk)->Next = s_spare;
        s_spare = (Chunk*)chunk;
        s_sparePages += ChunkPages;
    }

    // SAFETY: a chunk is a spare one, which nobody else has, or pages that were just taken.
    private unsafe bool TryExtend(nuint room)
    {
        nuint pages = (room + (nuint)sizeof(Chunk) + RawPages.PageSize - 1) / RawPages.PageSize;
        Chunk* chunk;
        if (pages <= ChunkPages && s_spare != null)
        {
            chunk = s_spare;
            s_spare = chunk->Next;
            s_sparePages -= ChunkPages;
        }
        else
        {
            pages = pages < ChunkPages ? ChunkPages : pages;
            chunk = (Chunk*)HeapPages.Take(pages);
            if (chunk == null)
            {
                return false;
            }

            chunk->Pages = pages;
        }

        chunk->Next = null;
        chunk->Used = (nuint)sizeof(Chunk);
        if (_last != null)
        {
            _last->Next = chunk;
        }
        else
        {
            _first = chunk;
        }

        _last = chunk;
        return true;
    }
}
