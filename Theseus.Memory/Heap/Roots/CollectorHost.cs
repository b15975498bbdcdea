using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Dispatch;
using Theseus.Runtime.Unwind;

namespace Theseus.Memory;

/// <summary>
/// What the collector asks of the machine: where references are that it cannot know, and what time it is. Stacks are
/// scanned conservatively from where they were left. The running one is scanned from the frame that asked for memory: what
/// lies below it is the collector's own, and what earlier calls left there is dead.
/// </summary>
// SAFETY: stacks are scanned from where their registers were pushed to their high end; both ends are the thread's own.
// What is cleared lies below the running frame and not below the stack's low end.
[Resident]
internal static unsafe class CollectorHost
{
    // More than the frames of a collection take; a few hundred bytes were measured.
    private const nuint ClearedBytes = 4096;

    private static delegate*<void> s_afterCollection;
    private const int SavedRegisters = 6;
    private const nuint MostFrameBytes = 256;

    private static void* s_lowest;
    private static void* s_registers;
    private static void* s_frame;
    private static bool s_leftTraces;
    private static ulong s_timestampFrequency;

    /// <summary>Lets finalizers run after collections that found some.</summary>
    public static void SetAfterCollection(delegate*<void> handler) => s_afterCollection = handler;

    /// <summary>Says how fast the time-stamp counter counts, in Hz.</summary>
    public static void SetTimestampFrequency(ulong frequency) => s_timestampFrequency = frequency;

    /// <summary>Makes sure that the slow path which begins has room on its stack; else a stack overflow is thrown.</summary>
    public static void EnsureStack() => StackGuard.Probe();

    /// <summary>
    /// Calls <paramref name="body"/> with <paramref name="argument"/>. If it collects, the stack is scanned from the caller on,
    /// with the registers that the caller may hold references in, and no trace of the collection is left below. It must not
    /// throw.
    /// </summary>
    public static void* CallFromRoots(delegate*<void*, void*> body, void* argument)
    {
        void* result = Cpu.CallWithRegisters(&Enter, body, argument);
        if (s_leftTraces && s_lowest == null)
        {
            s_leftTraces = false;
            ClearBelow();
        }

        return result;
    }

    /// <summary>
    /// Says for the collection that the caller is about to request that of what lies below <paramref name="frame"/> only the
    /// callee-saved registers at <paramref name="registers"/> are roots.
    /// </summary>
    public static void SetRequester(void* registers, void* frame)
    {
        // Only the one caller that this is made for has a frame so short.
        nuint distance = (nuint)frame - (nuint)registers;
        if (frame > registers && distance < MostFrameBytes)
        {
            s_registers = registers;
            s_frame = frame;
        }
    }

    /// <summary>Marks everything that the running system holds on to.</summary>
    public static void EnumerateRoots()
    {
        DispatchCells.FreeRetired();
        s_leftTraces = true;
        if (s_lowest == null)
            Cpu.CallWithRegisters(&MarkFromHere, null, null);
        else
            MarkFrom(s_lowest);
    }

    /// <summary>Asked by the fault handler: a fault inside a collection is a panic, for the heap is not in order.</summary>
    [RuntimeExport("theseus_is_collecting")]
    private static bool IsCollecting() => Collector.IsRunning;

    /// <summary>Called when a collection has left objects to finalize.</summary>
    public static void AfterCollection()
    {
        if (s_afterCollection != null)
        {
            s_afterCollection();
        }
    }

    /// <summary>Ticks of the time-stamp counter.</summary>
    public static ulong Timestamp() => Cpu.ReadTimestamp();

    /// <summary>Ticks a second; 0 before the clock is calibrated.</summary>
    public static ulong TimestampFrequency() => s_timestampFrequency;

    private static void* Enter(void* body, void* argument, void* lowest)
    {
        void* outer = s_lowest;
        if (outer == null)
            s_lowest = lowest;
        void* result = ((delegate*<void*, void*>)body)(argument);
        s_lowest = outer;
        s_registers = s_frame = null;
        return result;
    }

    private static void ClearBelow()
    {
        nuint low = ThreadControlBlock.Current()->StackLow;
        nuint from = Cpu.StackPointer() - ClearedBytes;
        Cpu.ClearStackBelow(from > low ? from : low);
    }

    private static void* MarkFromHere(void* first, void* second, void* lowest)
    {
        MarkFrom(lowest);
        return null;
    }

    private static void MarkFrom(void* lowest)
    {
        ThreadControlBlock* current = ThreadControlBlock.Current();
        if (s_frame != null)
        {
            Marker.MarkConservative(s_registers, (void**)s_registers + SavedRegisters);
            lowest = s_frame;
        }

        for (ThreadControlBlock* thread = Threads.First; thread != null; thread = thread->Next)
        {
            if (!HeapCheckpoint.IsPuttingBack)
            {
                Marker.MarkConservative(thread == current ? lowest : thread->SavedStackPointer, (void*)thread->StackHigh);
            }

            Marker.MarkReference(&thread->ThreadStatics);
        }

        // Frozen objects can be written to, so what they refer to is alive.
        FrozenSegments.Mark();

        Upcalls.MarkCellRoots();
    }
}

/// <summary>All flows of execution that have a stack.</summary>
// SAFETY: control blocks in the list are statics of the kernel or of tasks that are alive.
[Resident]
internal static unsafe class Threads
{
    private static ThreadControlBlock* s_first;

    /// <summary>Head of the list.</summary>
    public static ThreadControlBlock* First => s_first;

    /// <summary>Adds one, whose stack is a root from now on.</summary>
    public static void Add(ThreadControlBlock* thread)
    {
        thread->Next = s_first;
        s_first = thread;
    }

    /// <summary>Saves where the thread statics of each are. False if memory is out.</summary>
    internal static bool TrySave(ref SavedRanges ranges)
    {
        for (ThreadControlBlock* thread = s_first; thread != null; thread = thread->Next)
        {
            if (!ranges.TryAdd(&thread->ThreadStatics, (nuint)sizeof(void*)))
            {
                return false;
            }
        }

        return true;
    }

    [RuntimeExport("RhCurrentOSThreadId")]
    private static ulong CurrentId() => ThreadControlBlock.Current()->Id;

    [RuntimeExport("RhCurrentNativeThreadId")]
    private static nint CurrentNativeId() => (nint)ThreadControlBlock.Current()->Id;

    [RuntimeExport("RhGetCurrentThreadStackBounds")]
    private static void StackBounds(nuint* low, nuint* high)
    {
        ThreadControlBlock* thread = ThreadControlBlock.Current();
        *low = thread->StackLow;
        *high = thread->StackHigh;
    }

    [RuntimeExport("RhGetDefaultStackSize")]
    private static nint DefaultStackSize() => 1 << 20;
}

/// <summary>
/// Ranges of objects that are not in the heap: the world's preinitialised objects and literals, and those that
/// CoreLib adds (FrozenObjectHeapManager).
/// </summary>
// SAFETY: segments are entered by CoreLib, which keeps their memory; the table has room for as many as are counted.
internal static unsafe class FrozenSegments
{
    private const int Maximum = 256;

    private struct Segment
    {
        public byte* Start;
        public byte* End;
    }

    [InlineArray(Maximum)]
    private struct Table
    {
        private Segment _first;
    }

    private static Table s_segments;
    private static int s_count;

    /// <summary>Marks what the frozen objects refer to.</summary>
    public static void Mark()
    {
        fixed (Table* table = &s_segments)
        {
            for (int i = 0; i < s_count; i++)
            {
                Segment* segment = (Segment*)table + i;
                Marker.MarkFrozenRange(segment->Start, segment->End);
            }
        }
    }

    /// <summary>Saves which segments there are. False if memory is out.</summary>
    internal static bool TrySave(ref SavedRanges ranges)
    {
        fixed (Table* table = &s_segments)
        fixed (int* count = &s_count)
        {
            return ranges.TryAdd(table, (nuint)(s_count * sizeof(Segment))) && ranges.TryAdd(count, sizeof(int));
        }
    }

    /// <summary>Returns a handle, or 0 if there are too many segments.</summary>
    [RuntimeExport("RhRegisterFrozenSegment")]
    private static nint Register(byte* start, nuint allocated, nuint committed, nuint reserved)
    {
        if (s_count == Maximum)
        {
            return 0;
        }

        fixed (Table* table = &s_segments)
        {
            Segment* segment = (Segment*)table + s_count++;
            segment->Start = start;
            segment->End = start + allocated;
            return (nint)segment;
        }
    }

    /// <summary>Forgets a segment, whose memory its owner gives back.</summary>
    [RuntimeExport("RhUnregisterFrozenSegment")]
    private static void Unregister(Segment* segment) => segment->End = segment->Start;

    [RuntimeExport("RhUpdateFrozenSegment")]
    private static void Update(Segment* segment, byte* allocated, byte* committed) => segment->End = allocated;
}
