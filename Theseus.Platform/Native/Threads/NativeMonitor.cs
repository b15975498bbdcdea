using System.Runtime;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Kill;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Native.Threads;

/// <summary>
/// The lock with a condition under CoreLib's waiting (its LowLevelMonitor). It is handed over: who leaves it makes the
/// one that has waited longest its owner. All is done with interrupts off, so nothing comes between.
/// </summary>
internal static class NativeMonitor
{
    private struct Monitor
    {
        public TaskReference Owner;
        public WaitQueue Entering;
        public WaitQueue Waiting;
    }

    // SAFETY: the block is as large as a monitor.
    [RuntimeExport("SystemNative_LowLevelMonitor_Create")]
    internal static unsafe nint Create()
    {
        Monitor* monitor = (Monitor*)NativeHeap.Allocate((nuint)sizeof(Monitor));
        Passed.Place(monitor).Clear();
        return (nint)monitor;
    }

    // SAFETY: a handle is a block of Create's, and CoreLib does not use it any more.
    [RuntimeExport("SystemNative_LowLevelMonitor_Destroy")]
    internal static unsafe void Destroy(nint handle) => NativeHeap.Free((void*)handle);

    [RuntimeExport("SystemNative_LowLevelMonitor_Acquire")]
    internal static void Acquire(nint handle)
    {
        bool on = Scheduler.TurnOff();
        Acquire(ref Of(handle));
        Scheduler.TurnOn(on);
    }

    [RuntimeExport("SystemNative_LowLevelMonitor_Release")]
    internal static void Release(nint handle)
    {
        bool on = Scheduler.TurnOff();
        Release(ref Of(handle));
        Scheduler.TurnOn(on);
    }

    [RuntimeExport("SystemNative_LowLevelMonitor_Signal_Release")]
    internal static void SignalAndRelease(nint handle)
    {
        bool on = Scheduler.TurnOff();
        ref Monitor monitor = ref Of(handle);
        TaskReference task = monitor.Waiting.TakeFirst();
        if (!task.IsNone)
        {
            task.State.Reason = WakeReason.Signalled;
            if (task != TaskReference.Current)
            {
                Scheduler.ForgetTime(task);
                WaitQueue.Add(ref monitor.Entering, task);
            }
        }

        Release(ref monitor);
        Scheduler.TurnOn(on);
    }

    /// <summary>
    /// Waits for a signal; the monitor is held again afterwards, also where this throws. A wait that can be interrupted
    /// ends so where no task is left that could signal.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">Nothing can ever signal.</exception>
    [RuntimeExport("SystemNative_LowLevelMonitor_Wait")]
    internal static void Wait(nint handle)
    {
        if (!Wait(ref Of(handle), Scheduler.Never))
        {
            throw RefusedWaits.Exception;
        }
    }

    /// <summary>
    /// Waits for a signal or the time; 1 where it was the signal. The monitor is held again afterwards.
    /// </summary>
    [RuntimeExport("SystemNative_LowLevelMonitor_TimedWait")]
    internal static int TimedWait(nint handle, int timeoutMs) =>
        Wait(ref Of(handle), Scheduler.After((ulong)(timeoutMs < 0 ? 0 : timeoutMs))) ? 1 : 0;

    // SAFETY: a handle is a block of Create's, used by CoreLib until it calls Destroy.
    private static unsafe ref Monitor Of(nint handle) => ref *(Monitor*)handle;

    private static bool Wait(ref Monitor monitor, ulong until)
    {
        bool on = Scheduler.TurnOff();
        WaitQueue.Add(ref monitor.Waiting, TaskReference.Current);
        Release(ref monitor);
        WakeReason reason = Scheduler.Wait(WaitKind.Signal, until);
        while (reason is WakeReason.Hopeless or WakeReason.Killed)
        {
            RefusedWait why = reason == WakeReason.Killed ? RefusedWait.Killed : RefusedWait.Hopeless;
            reason = Refuse(ref monitor, why);
            if (reason == WakeReason.Signalled || why == RefusedWait.Hopeless)
            {
                break;
            }

            // CoreLib cannot be interrupted here: the wait goes on, and the kill comes later.
            OwnWait.PutOff(WakeReason.Killed);
            WaitQueue.Add(ref monitor.Waiting, TaskReference.Current);
            reason = Scheduler.Wait(WaitKind.Signal, until);
        }

        if (monitor.Owner != TaskReference.Current)
        {
            Acquire(ref monitor);
        }

        Scheduler.TurnOn(on);
        return reason == WakeReason.Signalled;
    }

    /// <summary>CoreLib undoes what it has registered, and throws, where the wait can be interrupted.</summary>
    private static WakeReason Refuse(ref Monitor monitor, RefusedWait why)
    {
        TaskReference self = TaskReference.Current;
        self.State.Reason = WakeReason.Hopeless;
        WaitQueue.Add(ref monitor.Waiting, self);
        RefusedWaits.Interrupt(why); // signals, through SignalAndRelease
        if (!self.State.Queue.IsNone)
        {
            monitor.Waiting.Remove(self);
        }

        return self.State.Reason;
    }

    private static void Acquire(ref Monitor monitor)
    {
        TaskReference self = TaskReference.Current;
        if (monitor.Owner.IsNone)
        {
            monitor.Owner = self;
            return;
        }

        WaitQueue.Add(ref monitor.Entering, self);
        Scheduler.Wait(WaitKind.Lock);
    }

    private static void Release(ref Monitor monitor)
    {
        TaskReference next = monitor.Entering.TakeFirst();
        monitor.Owner = next;
        if (!next.IsNone)
        {
            Scheduler.Wake(next);
        }
    }
}
