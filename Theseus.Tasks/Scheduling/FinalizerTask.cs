using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// The task that runs finalizers: CoreLib's loop (System.Runtime.__Finalizer). It runs ahead of all others when a
/// collection has left work. Each program has its own, and so has the system.
/// </summary>
[OfInstance]
internal static class FinalizerTask
{
    private static WaitQueue s_waiting; // for the finalizers that are ready to have run
    private static bool s_working;

    /// <summary>The task; none before <see cref="Initialize"/>.</summary>
    public static TaskReference Task { get; private set; }

    /// <summary>True while the caller is it.</summary>
    public static bool IsCurrent
    {
        [NoAllocation]
        get => !Task.IsNone && TaskReference.Current == Task;
    }

    /// <summary>
    /// True from a program's end until what it held is undone: its finalizers do not run any more, as on .NET.
    /// </summary>
    public static bool IsHeld { get; set; }

    private static bool HasWork =>
        !IsHeld && (Finalization.HasReady || NoCollectionRegion.HasReady || SpawnedTask.AnyCut);

    /// <summary>Makes the running program's. False if there is no memory for its stack.</summary>
    public static bool Initialize()
    {
        IsHeld = false;
        s_working = false;
        s_waiting = default;
        if (!TaskStarts.TryMake(0, out TaskReference task))
        {
            return false;
        }

        Threads.Add(task);
        Task = task;
        BeginAnew();
        return true;
    }

    /// <summary>Runs what is ready to be finalized, unless the caller is a finalizer itself.</summary>
    public static void RunPending()
    {
        if (Task.IsNone || IsCurrent || !HasWork)
        {
            return;
        }

        bool on = Scheduler.TurnOff();
        WakeIfIdle();
        Scheduler.YieldTo(Task);
        Scheduler.TurnOn(on);
    }

    /// <summary>
    /// Ends whatever it is in the middle of: it begins anew, and what it waited for or held is nobody's. The caller is
    /// another task.
    /// </summary>
    public static void BeginAnew()
    {
        bool on = Scheduler.TurnOff();
        Scheduler.Unlink(Task);
        HasBeenLeft();
        Scheduler.TurnOn(on);
    }

    /// <summary>As above, where it ran last and is in no list. Interrupts are off.</summary>
    public static void HasBeenLeft()
    {
        SystemTask.BeginAnew(Task);
        s_working = false;
    }

    /// <summary>What it does.</summary>
    public static void Run() => ProcessFinalizers();

    [RuntimeExport("theseus_after_collection")]
    private static void AfterCollection()
    {
        if (TurnHold.IsFree)
        {
            RunPending();
        }
        else if (!Task.IsNone && HasWork)
        {
            bool on = Scheduler.TurnOff();
            WakeIfIdle(); // it runs when the kernel's code has come to its end
            Scheduler.TurnOn(on);
        }
    }

    /// <summary>
    /// Lets it run if it waits for work; in a finalizer that waits it is left alone. Interrupts are off.
    /// </summary>
    internal static void WakeIfIdle()
    {
        if (!s_working && !Task.IsNone)
        {
            Scheduler.Wake(Task);
        }
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "ProcessFinalizers")]
    private static extern void ProcessFinalizers();

    [RuntimeExport("RhpWaitForFinalizerRequest")]
    private static uint WaitForRequest()
    {
        while (true)
        {
            bool on = Scheduler.TurnOff();
            s_working = HasWork;
            if (!s_working)
            {
                Scheduler.WakeAll(ref s_waiting);
                Scheduler.Wait(WaitKind.Work);
            }

            Scheduler.TurnOn(on);
            s_working = HasWork;
            if (s_working && SpawnedTask.AnyCut)
            {
                SpawnedTask.ReleaseCut();
            }

            if (s_working && Finalization.HasReady)
            {
                return 1;
            }

            if (s_working && NoCollectionRegion.HasReady)
            {
                NoCollectionRegion.RunReady();
            }
        }
    }

    [RuntimeExport("RhpSignalFinalizationComplete")]
    private static void SignalComplete(uint count, int observedCollections)
    {
    }

    /// <summary>
    /// Waits for the finalizers that are ready. One that waits for what the caller holds cannot end meanwhile: then the
    /// wait is given up.
    /// </summary>
    [RuntimeExport("RhWaitForPendingFinalizers")]
    private static void WaitForPending(int allowReentrantWait)
    {
        bool on = Scheduler.TurnOff();
        WakeReason reason = WakeReason.Signalled;
        while (!IsCurrent && reason == WakeReason.Signalled && (s_working || HasWork))
        {
            WakeIfIdle();
            WaitQueue.Add(ref s_waiting, TaskReference.Current);
            reason = Scheduler.Wait(WaitKind.Courtesy);
        }

        Scheduler.TurnOn(on);
    }
}
