using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Memory.Physical;

/// <summary>
/// Physical frames of 4 KiB. A <see cref="RangeMap"/> finds free ones, the frame table knows the state and the owner of
/// each. Works before the heap exists and allocates nothing; <see cref="AllocatedFrames"/> and the mappings are what
/// the rest of the system sees of it.
/// </summary>
[Resident]
internal static partial class FrameAllocator
{
    /// <summary>
    /// Frames that only <c>emergency</c> requests may take: unwinding and loading code must not fail first.
    /// </summary>
    public const ulong ReserveFrames = 64;

    private static VirtualAddress s_table;
    private static RangeMap s_free;
    private static Frame s_books;
    private static ulong s_hint;
    private static bool s_isBusy;

    /// <summary>
    /// True in the middle of a change, where a fault of the stack that it is made on may come and find books that do
    /// not agree (<see cref="StackFrames"/>).
    /// </summary>
    internal static bool IsBusy => Volatile.Read(ref s_isBusy);

    /// <summary>Frames that nobody holds.</summary>
    public static ulong FreeFrames => s_free.Free;

    /// <summary>
    /// Frames from physical address 0 to the end of RAM, holes included: as many as the table has entries.
    /// </summary>
    public static ulong FrameCount { get; private set; }

    /// <summary>
    /// Frames of RAM, the firmware's own included: all but those of the kind <see cref="MemoryKind.NotRam"/>.
    /// </summary>
    public static ulong RamFrames => FrameCount - OwnerTable.FramesOf((ushort)MemoryKind.NotRam);

    /// <summary>One past the highest address of RAM.</summary>
    public static PhysicalAddress RamEnd => new(FrameCount << Frame.ByteShift);

    /// <summary>True if a frame is RAM that the loader's map calls free, whoever holds it now.</summary>
    internal static bool IsRam(Frame frame) =>
        frame.Number < FrameCount && OwnerTable.KindOf(Entry(frame).Owner) != MemoryKind.NotRam;

    /// <summary>Whose a frame is. Beyond the table there is no RAM.</summary>
    public static MemoryOwner OwnerOf(Frame frame) =>
        new(frame.Number < FrameCount ? Entry(frame).Owner : (ushort)MemoryKind.NotRam);

    internal static FrameState StateOf(Frame frame) =>
        frame.Number < FrameCount ? Entry(frame).State : FrameState.Fixed;

    /// <summary>Takes one frame, contents as they were. False if none is left.</summary>
    internal static bool TryTake(MemoryOwner owner, FrameState state, bool emergency, out Frame frame)
    {
        frame = default;
        SetBusy(true);
        bool isThere = s_free.Free > (emergency ? 0 : ReserveFrames);
        if (isThere)
        {
            frame = new Frame(s_free.FindOne());
            s_free.Take(frame.Number, 1);
            ref FrameEntry entry = ref Entry(frame);
            entry.Owner = owner.Index;
            entry.State = state;
            entry.IsHead = false;
            OwnerTable.AddFrames((ushort)MemoryKind.Free, -1);
            OwnerTable.AddFrames(owner.Index, 1);
        }

        SetBusy(false);
        return isThere;
    }

    /// <summary>
    /// Takes a run of frames below an end, contents as they were; its start a multiple of a power of two.
    /// </summary>
    internal static MemoryError TryTakeRange(
        ulong count, ulong alignment, Frame from, Frame end, MemoryOwner owner, FrameState state, out Frame first)
    {
        SetBusy(true);
        MemoryError error = TakeRange(count, alignment, from, end, owner, state, out first);
        SetBusy(false);
        return error;
    }

    private static MemoryError TakeRange(
        ulong count, ulong alignment, Frame from, Frame end, MemoryOwner owner, FrameState state, out Frame first)
    {
        first = default;
        if (count == 0 || count > FrameCount || alignment == 0 || (alignment & (alignment - 1)) != 0)
        {
            return MemoryError.BadSize;
        }

        if (s_free.Free < count + ReserveFrames)
        {
            return MemoryError.OutOfMemory;
        }

        ulong start = s_hint > from.Number && s_hint < end.Number ? s_hint : from.Number;
        ulong found = s_free.Find(count, alignment, start, end.Number);
        if (found == RangeMap.None && start != from.Number)
        {
            found = s_free.Find(count, alignment, from.Number, end.Number);
        }

        if (found == RangeMap.None)
        {
            return MemoryError.OutOfMemory;
        }

        first = new Frame(found);
        s_hint = found + count;
        Mark(first, count, owner, state);
        return MemoryError.None;
    }

    /// <summary>Takes exactly these frames.</summary>
    internal static MemoryError TryTakeAt(Frame first, ulong count, MemoryOwner owner, FrameState state)
    {
        SetBusy(true);
        MemoryError error = TakeAt(first, count, owner, state);
        SetBusy(false);
        return error;
    }

    private static MemoryError TakeAt(Frame first, ulong count, MemoryOwner owner, FrameState state)
    {
        if (count == 0 || count > FrameCount)
        {
            return MemoryError.BadSize;
        }

        if (first.Number > FrameCount - count)
        {
            return MemoryError.NotRam;
        }

        for (ulong i = 0; i < count; i++)
        {
            if (Entry(first + i).State == FrameState.Fixed)
            {
                return MemoryError.NotRam;
            }
        }

        if (!s_free.AreFree(first.Number, count))
        {
            return MemoryError.InUse;
        }

        if (s_free.Free < count + ReserveFrames)
        {
            return MemoryError.OutOfMemory;
        }

        Mark(first, count, owner, state);
        return MemoryError.None;
    }

    /// <summary>
    /// Gives frames back. One that is free, or in another state than the caller says, is a kernel bug: panic.
    /// </summary>
    internal static void Give(Frame first, ulong count, FrameState state)
    {
        SetBusy(true);
        for (ulong i = 0; i < count; i++)
        {
            ref FrameEntry entry = ref Entry(first + i);
            if (entry.State != state)
            {
                Panic.Stop("a frame was given back by somebody who does not hold it"u8);
            }

            OwnerTable.AddFrames(entry.Owner, -1);
            entry.Owner = (ushort)MemoryKind.Free;
            entry.State = FrameState.Free;
        }

        OwnerTable.AddFrames((ushort)MemoryKind.Free, (long)count);
        s_free.Give(first.Number, count);
        if (first.Number < s_hint)
        {
            s_hint = first.Number;
        }

        SetBusy(false);
    }

    /// <summary>Passes frames from one state to another, and their ownership where it changes.</summary>
    internal static void Change(Frame first, ulong count, FrameState from, FrameState to, MemoryOwner owner)
    {
        SetBusy(true);
        for (ulong i = 0; i < count; i++)
        {
            ref FrameEntry entry = ref Entry(first + i);
            if (entry.State != from)
            {
                Panic.Stop("a frame is not in the state that its holder believes"u8);
            }

            OwnerTable.AddFrames(entry.Owner, -1);
            OwnerTable.AddFrames(owner.Index, 1);
            entry.Owner = owner.Index;
            entry.State = to;
        }

        SetBusy(false);
    }

    /// <summary>
    /// Says that a frame is mapped which somebody has kept outside of any range. Touches no books but its own entry, so
    /// it may be called in the middle of any other change (<see cref="StackFrames"/>).
    /// </summary>
    internal static void MarkMapped(Frame frame)
    {
        ref FrameEntry entry = ref Entry(frame);
        if (entry.State != FrameState.Allocated || entry.IsHead)
        {
            Panic.Stop("a frame is not in the state that its holder believes"u8);
        }

        entry.State = FrameState.Mapped;
    }

    /// <summary>
    /// Makes a frame the head of a range; the number is what proves later that nobody else has become its holder.
    /// </summary>
    internal static uint BeginRange(Frame first)
    {
        ref FrameEntry entry = ref Entry(first);
        entry.IsHead = true;
        return ++entry.Generation;
    }

    /// <summary>Ends the range that a frame is the head of: no handle to it is valid any more.</summary>
    internal static void EndRange(Frame first)
    {
        ref FrameEntry entry = ref Entry(first);
        entry.IsHead = false;
        entry.Generation++;
    }

    /// <summary>True if a frame is the head of the range that a holder remembers.</summary>
    internal static bool IsHolder(Frame first, ulong count, uint proof)
    {
        if (first.Number >= FrameCount)
        {
            return false; // a handle that was never made here
        }

        ref FrameEntry entry = ref Entry(first);
        return entry.State == FrameState.Allocated && entry.IsHead && HandleProof.Of(entry.Generation, count) == proof;
    }

    /// <summary>
    /// Gives back every range of frames that an owner holds outside mappings; returns how many there were.
    /// </summary>
    internal static int ReleaseAllocated(MemoryOwner owner)
    {
        int ranges = 0;
        for (Frame frame = default; owner.Frames != 0 && frame.Number < FrameCount; frame += 1)
        {
            ref FrameEntry entry = ref Entry(frame);
            if (entry.State == FrameState.Allocated && entry.Owner == owner.Index)
            {
                ranges += entry.IsHead ? 1 : 0;
                EndRange(frame);
                Give(frame, 1, FrameState.Allocated);
            }
        }

        return ranges;
    }

    private static void Mark(Frame first, ulong count, MemoryOwner owner, FrameState state)
    {
        s_free.Take(first.Number, count);
        for (ulong i = 0; i < count; i++)
        {
            ref FrameEntry entry = ref Entry(first + i);
            entry.Owner = owner.Index;
            entry.State = state;
            entry.IsHead = false;
        }

        OwnerTable.AddFrames((ushort)MemoryKind.Free, -(long)count);
        OwnerTable.AddFrames(owner.Index, (long)count);
    }

    private static void SetBusy(bool isBusy) => Volatile.Write(ref s_isBusy, isBusy);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref FrameEntry Entry(Frame frame)
    {
        if (frame.Number >= FrameCount)
        {
            Panic.Stop("a frame beyond the end of RAM"u8);
        }

        // SAFETY: Initialize has placed an entry for every frame below FrameCount at s_table, in frames that are never
        // given back.
        unsafe { return ref ((FrameEntry*)s_table.Value)[frame.Number]; }
    }
}
