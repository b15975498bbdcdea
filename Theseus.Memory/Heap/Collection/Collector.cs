using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// A collection, start to end, with the world stopped. Not re-entrant: a request during a collection is ignored.
/// Between RetireCursors and the sweep's end nothing allocates objects, so mark and live bits stay in step.
/// </summary>
[Resident]
[OfInstance]
internal static class Collector
{
    private static GcStatistics s_figures;
    private static nuint s_freeBytesLeft;
    private static bool s_running;
    private static bool s_followUpDue;
    private static bool s_inFollowUp;
    private static bool s_isGivenUp;

    /// <summary>True while a collection runs.</summary>
    public static bool IsRunning => s_running;

    /// <summary>Bytes that the last collection left free: in runs, in spare runs, or given back by it.</summary>
    internal static nuint FreeBytesLeft => s_freeBytesLeft;

    /// <summary>Starts with no history.</summary>
    internal static void Initialize()
    {
        // SAFETY: a static of whole words without references, pinned while it is cleared.
        unsafe
        {
            fixed (GcStatistics* figures = &s_figures)
            {
                HeapMemory.Clear(figures, (nuint)sizeof(GcStatistics));
            }
        }

        s_freeBytesLeft = 0;
        s_running = false;
        s_followUpDue = false;
        s_inFollowUp = false;
        s_isGivenUp = false;
        NoCollectionRegion.Initialize();
        LatencySettings.Initialize();
    }

    /// <summary>Collects, with the stack scanned from the caller's frame on.</summary>
    public static void Request(CollectionReason reason)
    {
        CollectorHost.EnsureStack();
        CollectFromRoots(reason);
    }

    /// <summary>
    /// Collects because a program asks for it; <see cref="CollectorHost.SetRequester"/> says what the addresses are.
    /// </summary>
    // SAFETY: the addresses are passed on.
    public static unsafe void RequestFrom(void* registers, void* frame)
    {
        CollectorHost.EnsureStack();
        CollectorHost.SetRequester(registers, frame);
        CollectFromRoots(CollectionReason.Requested);
    }

    /// <summary>
    /// Collects. What it found to finalize waits until the caller reaches <see cref="RunFollowUp"/>. The caller has
    /// made sure of the stack (<see cref="CollectorHost.EnsureStack"/>), and of where it is scanned from.
    /// </summary>
    public static void Collect(CollectionReason reason)
    {
        if (s_running || s_isGivenUp)
        {
            return;
        }

        s_running = true;
        ulong start = CollectorHost.Timestamp();
        NoCollectionRegion.OnCollection();
        LatencySettings.OnCollection();

        GcHeap.RetireCursors();
        MarkRoots();
        Handles.MarkDependents();
        Handles.ClearWeak(HandleKind.WeakShort);
        Finalization.FindUnreachable();
        Marker.Drain();
        Handles.MarkDependents();
        Handles.ClearWeak(HandleKind.WeakLong);
        Handles.ClearDeadDependents();
        MarkStack.Release();

        SweepResult sweep = Sweeper.Sweep();
        Finish(reason, ref sweep);
        Record(reason, start, sweep);
        s_followUpDue |= Finalization.HasReady;
        s_running = false;
    }

    /// <summary>
    /// Lets the host run finalizers if a collection left some. Allocation calls it last, when its object is whole.
    /// </summary>
    public static void RunFollowUp()
    {
        if (!(s_followUpDue | NoCollectionRegion.IsCallbackDue()) || s_inFollowUp)
        {
            return;
        }

        s_followUpDue = false;
        s_inFollowUp = true;
        CollectorHost.AfterCollection();
        s_inFollowUp = false;
    }

    /// <summary>
    /// The collection that runs is left in the middle, and there is never another: its program is about to end.
    /// </summary>
    internal static void GiveUp() => (s_running, s_isGivenUp) = (false, true);

    /// <summary>
    /// A collection that was given up may begin anew, with all mark bits clear: its heap goes on being used. What was
    /// wrong is met again, where it is not gone.
    /// </summary>
    internal static void BeginAnew()
    {
        if (s_isGivenUp)
        {
            foreach (ref Run run in RunList.All)
            {
                Bitmap.Clear(run.Marks, 0, run.BitmapWords * 64);
            }

            s_isGivenUp = false;
        }
    }

    /// <summary>Nobody is in <see cref="RunFollowUp"/>, or comes back to it.</summary>
    internal static void ForgetFollowUp() => s_followUpDue = s_inFollowUp = false;

    /// <summary>The figures as of now.</summary>
    public static void GetStatistics(out GcStatistics statistics)
    {
        Unsafe.SkipInit(out statistics);

        // SAFETY: both are whole structs of words; pinning a static or a caller's variable moves nothing.
        unsafe
        {
            fixed (GcStatistics* target = &statistics, source = &s_figures)
            {
                HeapMemory.Copy(target, source, (nuint)sizeof(GcStatistics));
            }
        }

        statistics.AllocatedBytes = GcHeap.AllocatedBytes;
        statistics.BudgetBytes = CollectionTrigger.Budget;
        statistics.PagesHeld = HeapPages.Held;
        statistics.PagesSpare = RunPool.SparePages;
        statistics.MarkOverflows = Marker.Overflows;
        statistics.FinalizersReady = Finalization.ReadyCount;
        statistics.Handles = Handles.InUse;
        statistics.FailedAllocations = GcHeap.FailedAllocations;
    }

    /// <summary>Collections finished.</summary>
    public static ulong Count => s_figures.Collections;

    /// <summary>
    /// The first half of a collection; <see cref="EndMarkOnly"/> must follow, with all mark bits clear again.
    /// </summary>
    internal static void MarkOnly()
    {
        s_running = true;
        GcHeap.RetireCursors();
        MarkRoots();
        Handles.MarkDependents();
        MarkStack.Release();
    }

    /// <summary>Ends what <see cref="MarkOnly"/> began.</summary>
    internal static void EndMarkOnly() => s_running = false;

    // SAFETY: CollectFor takes a number for its argument, and throws nothing.
    private static unsafe void CollectFromRoots(CollectionReason reason) =>
        CollectorHost.CallFromRoots(&CollectFor, (void*)(nuint)reason);

    // SAFETY: the argument is CollectFromRoots' number, no address.
    private static unsafe void* CollectFor(void* reason)
    {
        Collect((CollectionReason)(nuint)reason);
        return null;
    }

    private static void MarkRoots()
    {
        CollectorHost.EnumerateRoots();
        Handles.MarkStrong();
        Finalization.MarkReady();
        Marker.Drain();
    }

    private static void Finish(CollectionReason reason, ref SweepResult sweep)
    {
        CollectionTrigger.Restart(sweep.LiveBytes);
        Holes.Punch(ref sweep, CollectionTrigger.Budget);
        s_freeBytesLeft = sweep.FreeBytes + RunPool.SparePages * RawPages.PageSize + sweep.GivenBytes;
        GcHeap.LeaveEmergency(s_freeBytesLeft);

        // Spare runs as much as the next period may want again; all of them while memory is short.
        if (reason != CollectionReason.Exhausted)
        {
            RunPool.Trim(CollectionTrigger.Budget / RawPages.PageSize);
        }
    }

    private static void Record(CollectionReason reason, ulong start, in SweepResult sweep)
    {
        ulong pause = CollectorHost.Timestamp() - start;
        s_figures.Collections++;
        if (reason == CollectionReason.Exhausted)
        {
            s_figures.ExhaustedCollections++;
        }

        s_figures.LiveBytes = sweep.LiveBytes;
        s_figures.LiveObjects = sweep.LiveObjects;
        s_figures.FragmentedBytes = sweep.FreeBytes;
        s_figures.LastStartTicks = start;
        s_figures.LastPauseTicks = pause;
        s_figures.TotalPauseTicks += pause;
        CollectorTotals.HasCollected(pause);
        if (pause > s_figures.MaxPauseTicks)
        {
            s_figures.MaxPauseTicks = pause;
        }
    }
}
