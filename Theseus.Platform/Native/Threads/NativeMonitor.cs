using System.Runtime;
using Theseus.Memory;
using Theseus.Platform.Native.Time;
using Theseus.Runtime;

namespace Theseus.Platform.Native.Threads;

/// <summary>
/// The lock with a condition under CoreLib's waiting (its LowLevelMonitor). With one task nobody else can hold it, so
/// taking it never waits; waiting for a signal gives way to what may signal (the finalizer, an interrupt handler) and
/// ends in an exception where nothing can.
/// </summary>
internal static class NativeMonitor
{
    private const ulong MillisecondsPerSecond = 1000;

    private struct Monitor
    {
        public int Held;
        public int Signals;
        public int Waiters;
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
    internal static void Acquire(nint handle) => Acquire(ref Of(handle));

    [RuntimeExport("SystemNative_LowLevelMonitor_Release")]
    internal static void Release(nint handle) => Of(handle).Held = 0;

    [RuntimeExport("SystemNative_LowLevelMonitor_Signal_Release")]
    internal static void SignalAndRelease(nint handle)
    {
        ref Monitor monitor = ref Of(handle);
        if (monitor.Signals < monitor.Waiters)
        {
            monitor.Signals++;
        }

        monitor.Held = 0;
    }

    /// <summary>
    /// Waits for a signal; the monitor is held again afterwards, also where this throws. A wait that can be interrupted
    /// ends so where nothing can signal.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">Nothing can ever signal.</exception>
    [RuntimeExport("SystemNative_LowLevelMonitor_Wait")]
    internal static void Wait(nint handle)
    {
        ref Monitor monitor = ref Of(handle);
        BeginWait(ref monitor);
        bool canEnd = true;
        while (monitor.Signals == 0 && canEnd)
        {
            canEnd = FinalizerContext.Yield(isTimed: false);
        }

        if (monitor.Signals == 0)
        {
            RefusedWaits.Interrupt(); // CoreLib undoes what it has registered, and throws
        }

        if (!EndWait(ref monitor))
        {
            throw RefusedWaits.Exception;
        }
    }

    /// <summary>
    /// Waits for a signal or the time; 1 where it was the signal. The monitor is held again afterwards.
    /// </summary>
    [RuntimeExport("SystemNative_LowLevelMonitor_TimedWait")]
    internal static int TimedWait(nint handle, int timeoutMs)
    {
        ref Monitor monitor = ref Of(handle);
        ulong start = Clock.Now;
        ulong limit = Clock.Frequency / MillisecondsPerSecond * (ulong)(timeoutMs < 0 ? 0 : timeoutMs);
        BeginWait(ref monitor);
        while (monitor.Signals == 0 && Clock.Now - start < limit)
        {
            FinalizerContext.Yield(isTimed: true);
        }

        return EndWait(ref monitor) ? 1 : 0;
    }

    // SAFETY: a handle is a block of Create's, used by CoreLib until it calls Destroy.
    private static unsafe ref Monitor Of(nint handle) => ref *(Monitor*)handle;

    private static void Acquire(ref Monitor monitor)
    {
        while (monitor.Held != 0)
        {
            if (!FinalizerContext.Yield(isTimed: false))
            {
                Panic.Stop("a monitor is held by nobody who could release it"u8);
            }
        }

        monitor.Held = 1;
    }

    private static void BeginWait(ref Monitor monitor)
    {
        monitor.Waiters++;
        monitor.Held = 0;
    }

    private static bool EndWait(ref Monitor monitor)
    {
        bool signalled = Volatile.Read(ref monitor.Signals) != 0;
        if (signalled)
        {
            monitor.Signals--;
        }

        monitor.Waiters--;
        Acquire(ref monitor);
        return signalled;
    }
}
