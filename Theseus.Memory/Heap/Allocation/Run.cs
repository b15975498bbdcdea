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
// SAFETY: a Run is only ever made by Format in pages that the heap owns; slot indices come from IndexOf on an
// address below Objects + SlotCount * SlotBytes, and the bitmaps hold SlotCount bits rounded up to words.
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Run
{
    /// <summary>Fixed-point digits of <see cref="Reciprocal"/>: exact for offsets below 2^18 and slots below 2^16.</summary>
    public const int ReciprocalShift = 40;

    /// <summary>Start of slot 0: where its object's header is.</summary>
    public byte* Objects;

    /// <summary>2^40 / SlotBytes, rounded up; 0 in a large object's run, so that every offset has index 0.</summary>
    public ulong Reciprocal;

    /// <summary>The live bitmap.</summary>
    public ulong* Live;

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
    public Run* Next;

    /// <summary>Neighbours in the list of all runs with objects.</summary>
    public Run* Previous;

    /// <summary>Next in the list of runs with free slots, or of spare runs.</summary>
    public Run* NextFree;

    /// <summary>Size class of its slots; without meaning in a large object's run.</summary>
    public int SizeClass;

    /// <summary>Pages of the run, a bit each, that were given back (<see cref="Heap.Holes"/>).</summary>
    public ulong Holes;

    /// <summary>Collections since a slot of the run was last granted.</summary>
    public uint Idle;

    /// <summary>Lays out a run of slots of <paramref name="sizeClass"/> in zeroed or previously used pages.</summary>
    public static void Format(Run* run, int sizeClass, nuint pages, bool zeroed)
    {
        uint slotBytes = SizeClasses.BytesOf(sizeClass);
        uint runBytes = (uint)pages * RawPages.PageSize;
        uint words = (SlotsIn(runBytes, slotBytes, 0) + 63) / 64;
        uint slots = SlotsIn(runBytes, slotBytes, words);

        run->Live = MarkBits(run) + words;
        run->Objects = (byte*)(run->Live + words);
        run->SlotBytes = slotBytes;
        run->Reciprocal = ((1ul << ReciprocalShift) + slotBytes - 1) / slotBytes;
        run->SlotCount = slots;
        run->BitmapWords = words;
        run->FreshFrom = zeroed ? 0 : slots;
        run->Holes = 0;
        run->Idle = 0;
        run->Kind = RunKind.Slots;
        run->Pages = pages;
        run->SizeClass = sizeClass;
        run->NextFree = null;
        HeapMemory.Clear(MarkBits(run), 2 * words * sizeof(ulong));
    }

    /// <summary>Lays out a run for one object of <paramref name="bytes"/> in zeroed pages.</summary>
    public static void FormatLarge(Run* run, nuint bytes, nuint pages)
    {
        run->Live = MarkBits(run) + 1;
        run->Objects = (byte*)(run->Live + 1);
        run->SlotBytes = bytes;
        run->Reciprocal = 0;
        run->SlotCount = 1;
        run->BitmapWords = 1;
        run->FreshFrom = 1;
        run->Holes = 0;
        run->Kind = RunKind.Large;
        run->Pages = pages;
        run->NextFree = null;
        *run->Live = 1;
    }

    /// <summary>Bytes before slot 0 in a large object's run.</summary>
    public static nuint LargeOverhead => (nuint)sizeof(Run) + 2 * sizeof(ulong);

    /// <summary>The mark bitmap.</summary>
    public static ulong* MarkBits(Run* run) => (ulong*)(run + 1);

    /// <summary>Index of the slot that <paramref name="offset"/>, bytes from slot 0 and below the end, falls in.</summary>
    public static uint IndexOf(Run* run, nuint offset) => (uint)((offset * run->Reciprocal) >> ReciprocalShift);

    /// <summary>The object in slot <paramref name="index"/>.</summary>
    public static byte* ObjectAt(Run* run, uint index) =>
        run->Objects + index * run->SlotBytes + ObjectLayout.HeaderBytes;

    private static uint SlotsIn(uint runBytes, uint slotBytes, uint words) =>
        (runBytes - (uint)sizeof(Run) - 2 * words * sizeof(ulong)) / slotBytes;
}
