using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Unwind;

namespace Theseus.Memory;

/// <summary>
/// What the collector asks of the machine: where references are that it cannot know, and what time it is. Stacks
/// are scanned conservatively from where they were left, or from the stack pointer with all registers pushed.
/// </summary>
// SAFETY: stacks are scanned from where their registers were pushed to their high end; both ends are the thread's own.
public static unsafe class CollectorHost
{
    private static delegate*<void> s_afterCollection;
    private static ulong s_timestampFrequency;

    /// <summary>Lets finalizers run after collections that found some.</summary>
    public static void SetAfterCollection(delegate*<void> handler) => s_afterCollection = handler;

    /// <summary>Says how fast the time-stamp counter counts, in Hz.</summary>
    public static void SetTimestampFrequency(ulong frequency) => s_timestampFrequency = frequency;

    /// <summary>Makes sure that the slow path which begins has room on its stack; else a stack overflow is thrown.</summary>
    public static void EnsureStack() => StackGuard.Probe();

    /// <summary>Marks everything that the running system holds on to.</summary>
    public static void EnumerateRoots() => Cpu.CallWithRegisters(&MarkFrom);

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

    private static void MarkFrom(void* lowest)
    {
        ThreadControlBlock* current = ThreadControlBlock.Current();
        for (ThreadControlBlock* thread = Threads.First; thread != null; thread = thread->Next)
        {
            Marker.MarkConservative(thread == current ? lowest : thread->SavedStackPointer, (void*)thread->StackHigh);
            Marker.MarkReference(&thread->ThreadStatics);
        }

        // Frozen objects can be written to, so what they refer to is alive.
        FrozenSegments.Mark();

        MarkCellRoots();
    }

    /// <summary>Theseus.CellLinker: marks the statics of all loaded cells, and their frozen objects.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_mark_cell_roots")]
    private static extern void MarkCellRoots();
}

/// <summary>All flows of execution that have a stack.</summary>
// SAFETY: control blocks in the list are statics of the kernel or of tasks that are alive.
public static unsafe class Threads
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

    /// <summary>CoreLib's slot for the current thread's statics.</summary>
    [RuntimeExport("RhGetThreadStaticStorage")]
    private static void** ThreadStatics() => &ThreadControlBlock.Current()->ThreadStatics;

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
public static unsafe class FrozenSegments
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

    [RuntimeExport("RhUpdateFrozenSegment")]
    private static void Update(Segment* segment, byte* allocated, byte* committed) => segment->End = allocated;
}
