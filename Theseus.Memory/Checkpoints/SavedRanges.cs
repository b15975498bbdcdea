using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Copies of ranges of memory, each with its address, in the order in which they were saved. The memory for them comes in chunks that
/// are kept for the next time, up to <see cref="MostSparePages"/>. All zero is an empty one.
/// </summary>
// SAFETY: a record is written only where its chunk has room for it; who saves a range answers for its bytes.
[Resident]
internal unsafe struct SavedRanges
{
    private const nuint ChunkPages = 64;
    private const nuint MostSparePages = 1024;
    private const nuint RecordBytes = 16;

    private struct Chunk
    {
        public Chunk* Next;
        public nuint Pages;
        public nuint Used;
    }

    private struct Record
    {
        public void* Address;
        public nuint Bytes;
    }

    private static Chunk* s_spare;
    private static nuint s_sparePages;

    private Chunk* _first;
    private Chunk* _last;

    /// <summary>A place among the records. All zero is before the first.</summary>
    public struct Cursor
    {
        internal void* Chunk;
        internal nuint Offset;
    }

    /// <summary>Saves a range. False, with nothing changed, if memory is out.</summary>
    public bool TryAdd(void* address, nuint bytes)
    {
        nuint room = RecordBytes + ((bytes + 7) & ~(nuint)7);
        if (_last == null || (_last->Pages * RawPages.PageSize) - _last->Used < room)
        {
            if (!TryExtend(room))
                return false;
        }

        Record* record = (Record*)((byte*)_last + _last->Used);
        record->Address = address;
        record->Bytes = bytes;
        if (bytes != 0)
            Imports.Move(record + 1, address, bytes);
        _last->Used += room;
        return true;
    }

    /// <summary>Goes to the next record: where the range was, its copy and its length. False behind the last.</summary>
    public readonly bool Next(ref Cursor cursor, out void* address, out void* copy, out nuint bytes)
    {
        address = copy = null;
        bytes = 0;
        Chunk* chunk = cursor.Chunk == null ? _first : (Chunk*)cursor.Chunk;
        nuint offset = cursor.Chunk == null ? (nuint)sizeof(Chunk) : cursor.Offset;
        if (chunk != null && offset == chunk->Used)
        {
            chunk = chunk->Next;
            offset = (nuint)sizeof(Chunk);
        }

        if (chunk == null)
            return false;
        Record* record = (Record*)((byte*)chunk + offset);
        address = record->Address;
        copy = record + 1;
        bytes = record->Bytes;
        cursor.Chunk = chunk;
        cursor.Offset = offset + RecordBytes + ((bytes + 7) & ~(nuint)7);
        return true;
    }

    /// <summary>Puts all ranges back as they were.</summary>
    public readonly void PutBack()
    {
        Cursor cursor = default;
        while (Next(ref cursor, out void* address, out void* copy, out nuint bytes))
            Imports.Move(address, copy, bytes);
    }

    /// <summary>Forgets all.</summary>
    public void Release()
    {
        while (_first != null)
        {
            Chunk* chunk = _first;
            _first = chunk->Next;
            if (chunk->Pages == ChunkPages && s_sparePages + ChunkPages <= MostSparePages)
            {
                chunk->Next = s_spare;
                s_spare = chunk;
                s_sparePages += ChunkPages;
            }
            else
            {
                HeapPages.Give(chunk, chunk->Pages);
            }
        }

        _last = null;
    }

    /// <summary>Starts without spare chunks, for a heap that starts anew.</summary>
    internal static void Initialize()
    {
        s_spare = null;
        s_sparePages = 0;
    }

    private bool TryExtend(nuint room)
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
                return false;
            chunk->Pages = pages;
        }

        chunk->Next = null;
        chunk->Used = (nuint)sizeof(Chunk);
        if (_last != null)
            _last->Next = chunk;
        else
            _first = chunk;
        _last = chunk;
        return true;
    }
}
