using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// The head of a run of pages, in its first bytes. A run holds slots of one size, or one large object. After the
/// head lies the mark bitmap, one bit a slot, and after it the live bitmap.
/// <para>A slot's live bit is set from the moment that the slot is granted to an allocator until a collection finds
/// its object unreachable: a collection makes the mark bitmap the live bitmap. An address whose live bit is clear is
/// no object, whatever the bytes there look like.</para>
/// </summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal struct Run
{
    /// <summary>
    /// Fixed-point digits of <see cref="Reciprocal"/>: exact for offsets below 2^18 and slots below 2^16.
    /// </summary>
    public const int ReciprocalShift = 40;

    /// <summary>Address of slot 0: where its object's header is.</summary>
    public nuint Objects;

    /// <summary>2^40 / SlotBytes, rounded up; 0 in a large object's run, so that every offset has index 0.</summary>
    public ulong Reciprocal;

    /// <summary>Bytes of a slot.</summary>
    public nuint SlotBytes;

    /// <summary>Slots in the run; 0 in one that holds no objects (spare runs, handle tables).</summary>
    public uint SlotCount;

    /// <summary>Words of each bitmap.</summary>
    public uint BitmapWords;

    /// <summary>The first slot that was never granted since its pages came zeroed.</summary>
    public uint FreshFrom;

    /// <summary>What the run is for.</summary>
    public RunKind Kind;

    /// <summary>Pages of the run, head included.</summary>
    public nuint Pages;

    /// <summary>Neighbours in the list of all runs with objects.</summary>
    // SAFETY: RunList's, which follows it; its runs stay in memory until they are taken out.
    public unsafe Run* Next;

    /// <summary>Neighbours in the list of all runs with objects.</summary>
    // SAFETY: as Next.
    public unsafe Run* Previous;

    /// <summary>Next in the list of runs with free slots, or of spare runs.</summary>
    // SAFETY: RunList's or RunPool's, whose list the run is in, and who keep its pages meanwhile.
    public unsafe Run* NextFree;

    /// <summary>Size class of its slots; without meaning in a large object's run.</summary>
    public int SizeClass;

    /// <summary>Pages of the run, a bit each, that were given back (<see cref="Heap.Holes"/>).</summary>
    public ulong Holes;

    /// <summary>Collections since a slot of the run was last granted.</summary>
    public uint Idle;

    /// <summary>The run as its lists know it.</summary>
    // SAFETY: runs lie in pages of the heap, never on a stack or in an object, so the address stays theirs until the
    // pages go.
    public unsafe Run* Self => (Run*)Unsafe.AsPointer(ref this);

    /// <summary>Address of its first page.</summary>
    // SAFETY: the address is a number here.
    public unsafe nuint Start => (nuint)Self;

    /// <summary>Bytes before slot 0 in a large object's run.</summary>
    public static nuint LargeOverhead => HeadBytes + 2 * sizeof(ulong);

    // SAFETY: reads no memory.
    private static unsafe uint HeadBytes => (uint)sizeof(Run);

    /// <summary>The mark bitmap.</summary>
    // SAFETY: Format has laid BitmapWords words out right behind the head, in the run's own pages.
    public unsafe Span<ulong> Marks => new(Self + 1, (int)BitmapWords);

    /// <summary>The live bitmap.</summary>
    // SAFETY: it lies behind the mark bitmap and is as long; Format has left the room.
    public unsafe Span<ulong> Live => new((ulong*)(Self + 1) + BitmapWords, (int)BitmapWords);

    /// <summary>The word of the mark bitmap that has the bit of slot <paramref name="index"/>.</summary>
    // SAFETY: index is IndexOf an address in the run's slots, and the bitmap has a bit for each slot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ref ulong MarkWord(uint index) => ref ((ulong*)(Self + 1))[index / 64];

    /// <summary>
    /// Lays out a run of slots of <paramref name="sizeClass"/> in zeroed or previously used pages that it is to own.
    /// </summary>
    public void Format(int sizeClass, nuint pages, bool zeroed)
    {
        uint slotBytes = SizeClasses.BytesOf(sizeClass);
        uint runBytes = (uint)pages * RawPages.PageSize;
        uint words = (SlotsIn(runBytes, slotBytes, 0) + 63) / 64;
        uint slots = SlotsIn(runBytes, slotBytes, words);

        Objects = Start + HeadBytes + 2 * words * sizeof(ulong);
        SlotBytes = slotBytes;
        Reciprocal = ((1ul << ReciprocalShift) + slotBytes - 1) / slotBytes;
        SlotCount = slots;
        BitmapWords = words;
        FreshFrom = zeroed ? 0 : slots;
        Holes = 0;
        Idle = 0;
        Kind = RunKind.Slots;
        Pages = pages;
        SizeClass = sizeClass;
        ClearBitmaps();
    }

    /// <summary>
    /// Lays out a run for one object of <paramref name="bytes"/> in zeroed pages, which the heap has taken and nobody
    /// else uses.
    /// </summary>
    public static ref Run MakeLarge(nuint start, nuint bytes, nuint pages)
    {
        ref Run run = ref At(start);
        run.Objects = start + LargeOverhead;
        run.SlotBytes = bytes;
        run.Reciprocal = 0;
        run.SlotCount = 1;
        run.BitmapWords = 1;
        run.FreshFrom = 1;
        run.Kind = RunKind.Large;
        run.Pages = pages;
        run.Live[0] = 1;
        return ref run;
    }

    /// <summary>
    /// Index of the slot that <paramref name="offset"/>, bytes from slot 0 and below the end, falls in.
    /// </summary>
    public readonly uint IndexOf(nuint offset) => (uint)((offset * Reciprocal) >> ReciprocalShift);

    /// <summary>Address of the object in slot <paramref name="index"/>.</summary>
    public readonly nuint ObjectAt(uint index) => Objects + index * SlotBytes + ObjectLayout.HeaderBytes;

    /// <summary>
    /// Zeroes slots from <paramref name="first"/> to before <paramref name="end"/>, which hold no objects.
    /// </summary>
    // SAFETY: both are at most SlotCount, whose slots lie in the run's pages; none of them is granted to anybody yet.
    public readonly unsafe void ClearSlots(uint first, uint end) =>
        HeapMemory.Clear((void*)(Objects + first * SlotBytes), (end - first) * SlotBytes);

    // SAFETY: both bitmaps lie between the head and slot 0.
    private unsafe void ClearBitmaps() => HeapMemory.Clear(Self + 1, 2 * BitmapWords * sizeof(ulong));

    // SAFETY: the page map was just told that a run begins there, in pages that are taken and long enough for its head.
    private static unsafe ref Run At(nuint start) => ref *(Run*)start;

    private static uint SlotsIn(uint runBytes, uint slotBytes, uint words) =>
        (runBytes - HeadBytes - 2 * words * sizeof(ulong)) / slotBytes;
}
