using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Memory.Heap;
using Theseus.Runtime;

namespace Theseus.Memory;

// CoreLib's finalizer loop (System.Runtime.__Finalizer) wants a thread of its own. Until there are tasks it has a
// stack and thread statics of its own and is switched to when a collection has left work, and when somebody waits;
// it comes back when its queue is empty, or when it would have to wait for a lock that the other flow holds.

/// <summary>The flow of execution that runs finalizers.</summary>
internal static class FinalizerContext
{
    private const ulong Pages = 128;
    private const ulong ThreadId = 2;
    private const int MostRounds = 10_000;
    private const ulong MostSeconds = 60;

    private static StackPages s_stack;
    private static ThreadControlBlock s_thread;

    // SAFETY: null or whom RunPending left last, who waits until this flow switches back.
    private static unsafe ThreadControlBlock* s_resume;

    private static bool s_ready;
    private static bool s_working;
    private static bool s_waitIsTimed;

    /// <summary>How often a finalizer has let others run while it waited.</summary>
    public static ulong Yields { get; private set; }

    private static bool HasWork => Finalization.HasReady || NoCollectionRegion.HasReady;

    /// <summary>True while the caller runs on the finalizers' stack.</summary>
    // SAFETY: the running control block is alive.
    public static unsafe bool IsCurrent => s_ready && ThreadControlBlock.Current()->Id == ThreadId;

    /// <summary>Makes the stack. False if there is no memory for it.</summary>
    public static bool Initialize()
    {
        if (StackPages.TryAllocate(Pages, "finalizers"u8, out s_stack) != MemoryError.None)
        {
            return false;
        }

        s_thread.Id = ThreadId;
        s_stack.Attach(ref s_thread);
        Prepare();

        // SAFETY: the control block is a static, which does not move; RunPending takes no arguments.
        unsafe
        {
            Threads.Add(Self);
            CollectorHost.SetAfterCollection(&RunPending);
        }

        s_ready = true;
        return true;
    }

    /// <summary>Runs what is ready to be finalized, unless the caller is a finalizer itself.</summary>
    public static void RunPending()
    {
        if (s_ready && !IsCurrent && (s_working || HasWork))
        {
            SwitchHere();
        }
    }

    /// <summary>
    /// Lets the other flow run because the caller has to wait for it. False if there is no other with work to do:
    /// then the wait would never end.
    /// </summary>
    /// <param name="isTimed">The wait ends by itself when its time is over.</param>
    public static bool Yield(bool isTimed)
    {
        if (IsCurrent)
        {
            s_waitIsTimed = isTimed;
            Yields++;
            SwitchBack();
            s_waitIsTimed = false;
            return true;
        }

        if (!s_working && !HasWork)
        {
            return false;
        }

        RunPending();
        return true;
    }

    /// <summary>Thread.Yield: 1 if another flow has run.</summary>
    [RuntimeExport("RhYield")]
    private static int YieldThread() => Yield(isTimed: false) ? 1 : 0;

    /// <summary>
    /// Ends whatever the finalizers' flow was in the middle of: it begins anew, and what it waited for or held is
    /// nobody's. The caller is not on its stack.
    /// </summary>
    public static void BeginAnew()
    {
        s_thread.NewestExceptionInfo = 0; // an address on the stack that is about to be laid out anew
        StackGuard.Close(ref s_thread);
        Prepare();

        s_working = false;
        s_waitIsTimed = false;
    }

    /// <summary>The finalizers' control block.</summary>
    // SAFETY: a static, which does not move.
    private static unsafe ThreadControlBlock* Self => (ThreadControlBlock*)Unsafe.AsPointer(ref s_thread);

    // SAFETY: the block has a stack, which nothing runs on; Body takes no argument.
    private static unsafe void Prepare() => ThreadControlBlock.Prepare(Self, &Body, null);

    // SAFETY: Prepare or an earlier switch has laid the finalizers' stack out, and the caller is not on it.
    private static unsafe void SwitchHere()
    {
        s_resume = ThreadControlBlock.Current();
        ThreadControlBlock.SwitchTo(Self);
    }

    // SAFETY: only code on the finalizers' stack calls it, which SwitchHere has led there; see s_resume.
    private static unsafe void SwitchBack() => ThreadControlBlock.SwitchTo(s_resume);

    // SAFETY: the argument is not looked at.
    private static unsafe void Body(void* argument) => ProcessFinalizers();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "ProcessFinalizers")]
    private static extern void ProcessFinalizers();

    [RuntimeExport("RhpWaitForFinalizerRequest")]
    private static uint WaitForRequest()
    {
        s_working = false;
        while (!Finalization.HasReady)
        {
            if (NoCollectionRegion.HasReady)
            {
                s_working = true;
                NoCollectionRegion.RunReady();
                s_working = false;
            }
            else
            {
                SwitchBack();
            }
        }

        s_working = true;
        return 1;
    }

    [RuntimeExport("RhpSignalFinalizationComplete")]
    private static void SignalComplete(uint count, int observedCollections) => s_working = false;

    [RuntimeExport("RhWaitForPendingFinalizers")]
    private static void WaitForPending(int allowReentrantWait)
    {
        // A finalizer that waits for a lock of the caller's cannot end while the caller waits for it: give up then. One
        // that sleeps can, but not for ever.
        ulong taken = Finalization.Taken;
        ulong start = CollectorHost.Timestamp();
        for (int round = 0; round < MostRounds && !IsCurrent && (s_working || HasWork);)
        {
            RunPending();
            bool asleep = s_waitIsTimed
                && CollectorHost.Timestamp() - start < MostSeconds * CollectorHost.TimestampFrequency();
            round = asleep ? round : round + 1;
            if (taken != Finalization.Taken)
            {
                taken = Finalization.Taken;
                start = CollectorHost.Timestamp();
                round = 0;
            }
        }
    }
}
