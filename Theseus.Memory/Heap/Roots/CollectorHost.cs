using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Heap;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Runtime.Dispatch;
using Theseus.Runtime.Unwind;

namespace Theseus.Memory;

/// <summary>
/// What the collector asks of the machine: where references are that it cannot know, and what time it is. Stacks are
/// scanned conservatively from where they were left. The running one is scanned from the frame that asked for memory:
/// what lies below it is the collector's own, and what earlier calls left there is dead.
/// </summary>
[Resident]
internal static class CollectorHost
{
    // More than the frames of a collection take; a few hundred bytes were measured.
    private const nuint ClearedBytes = 4096;

    private const int SavedRegisters = 6;
    private const nuint MostFrameBytes = 256;

    // Addresses in the running stack, 0 where there is none: from where it is scanned; of the requester's registers,
    // and its frame.
    private static nuint s_lowest;
    private static nuint s_registers;
    private static nuint s_frame;
    private static bool s_leftTraces;
    private static ulong s_timestampFrequency;

    /// <summary>Says how fast the time-stamp counter counts, in Hz.</summary>
    public static void SetTimestampFrequency(ulong frequency) => s_timestampFrequency = frequency;

    /// <summary>
    /// Makes sure that the slow path which begins has room on its stack; else a stack overflow is thrown.
    /// </summary>
    public static void EnsureStack() => StackGuard.Probe();

    /// <summary>
    /// Calls <paramref name="body"/> with <paramref name="argument"/>. If it collects, the stack is scanned from the
    /// caller on, with the registers that the caller may hold references in, and no trace of the collection is left
    /// below. It must not throw.
    /// </summary>
    // SAFETY: Enter gets body and argument as they are here, and calls the one with the other.
    public static unsafe void* CallFromRoots(delegate*<void*, void*> body, void* argument)
    {
        void* result = Cpu.CallWithRegisters(&Enter, body, argument);
        if (s_leftTraces && s_lowest == 0)
        {
            s_leftTraces = false;
            ClearBelow();
        }

        return result;
    }

    /// <summary>
    /// Says for the collection that the caller is about to request that of what lies below <paramref name="frame"/>
    /// only the callee-saved registers at <paramref name="registers"/> are roots.
    /// </summary>
    // SAFETY: addresses are compared, and kept as numbers.
    public static unsafe void SetRequester(void* registers, void* frame)
    {
        // Only the one caller that this is made for has a frame so short.
        nuint distance = (nuint)frame - (nuint)registers;
        if (frame > registers && distance < MostFrameBytes)
        {
            s_registers = (nuint)registers;
            s_frame = (nuint)frame;
        }
    }

    /// <summary>Marks everything that the running system holds on to.</summary>
    public static void EnumerateRoots()
    {
        DispatchCells.FreeRetired();
        s_leftTraces = true;
        if (s_lowest == 0)
        {
            MarkWithRegisters();
        }
        else
        {
            MarkFrom(s_lowest);
        }
    }

    /// <summary>
    /// Asked by the fault handler: a fault inside a collection is a panic, for the heap is not in order.
    /// </summary>
    [RuntimeExport("theseus_is_collecting")]
    private static bool IsCollecting() => Collector.IsRunning;

    /// <summary>
    /// Asked by the fault handler, which is about to leave the running program: a collection in its instance is given
    /// up, for what was to be collected is not in order. False where the books of memory, which are everybody's, are in
    /// the middle of a change.
    /// </summary>
    [RuntimeExport("theseus_give_up_collection")]
    private static bool GiveUpCollection()
    {
        if (FrameAllocator.IsBusy)
        {
            return false;
        }

        if (Collector.IsRunning)
        {
            Collector.GiveUp();
        }

        s_lowest = s_registers = s_frame = 0; // an allocation may have been under way
        return true;
    }

    /// <summary>Called when a collection has left objects to finalize.</summary>
    public static void AfterCollection() => Upcalls.AfterCollection();

    /// <summary>Ticks of the time-stamp counter.</summary>
    public static ulong Timestamp() => Cpu.ReadTimestamp();

    /// <summary>Ticks a second; 0 before the clock is calibrated.</summary>
    public static ulong TimestampFrequency() => s_timestampFrequency;

    // SAFETY: body is CallFromRoots', with its argument; lowest is where the stub has pushed the registers.
    private static unsafe void* Enter(void* body, void* argument, void* lowest)
    {
        nuint outer = s_lowest;
        if (outer == 0)
        {
            s_lowest = (nuint)lowest;
        }

        void* result = ((delegate*<void*, void*>)body)(argument);
        s_lowest = outer;
        s_registers = s_frame = 0;
        return result;
    }

    // SAFETY: the running control block is alive. What is cleared lies below the running frame, and not below the
    // stack's low end.
    private static unsafe void ClearBelow()
    {
        nuint low = ThreadControlBlock.Current()->Committed; // what is below is zero
        nuint from = Cpu.StackPointer() - ClearedBytes;
        Cpu.ClearStackBelow(from > low ? from : low);
    }

    // SAFETY: MarkFromHere takes no arguments but the stub's own.
    private static unsafe void MarkWithRegisters() => Cpu.CallWithRegisters(&MarkFromHere, null, null);

    // SAFETY: lowest is where the stub has pushed the registers, kept as a number.
    private static unsafe void* MarkFromHere(void* first, void* second, void* lowest)
    {
        MarkFrom((nuint)lowest);
        return null;
    }

    // SAFETY: the requester's registers lie in its frame, which is there until the collection ends; control blocks in
    // the list are alive.
    private static unsafe void MarkFrom(nuint lowest)
    {
        if (s_frame != 0)
        {
            Marker.MarkConservative(new ReadOnlySpan<nuint>((void*)s_registers, SavedRegisters));
            lowest = s_frame;
        }

        for (ThreadControlBlock* thread = Threads.First; thread != null; thread = thread->Next)
        {
            if (thread->Task.Instance != Instances.Current && thread->Task.Instance != 0)
            {
                continue; // it has a heap of its own
            }

            Marker.MarkConservative(Threads.WordsOf(thread, lowest));
            Marker.MarkConservative(Threads.RegistersOf(thread));
            Marker.MarkReference(&thread->ThreadStatics);
        }

        // Frozen objects can be written to, so what they refer to is alive.
        FrozenSegments.Mark();

        Upcalls.MarkCellRoots();
    }
}
