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
// SAFETY: a handle is a block made by Create, used by CoreLib until it calls Destroy.
internal static unsafe class NativeMonitor
{
    private const ulong MillisecondsPerSecond = 1000;

    private struct Monitor
    {
        public int Held;
        public int Signals;
        public int Waiters;
    }

    [RuntimeExport("SystemNative_LowLevelMonitor_Create")]
    internal static nint Create()
    {
        Monitor* monitor = (Monitor*)NativeHeap.Allocate((nuint)sizeof(Monitor));
        if (monitor != null)
        {
            *monitor = default;
        }

        return (nint)monitor;
    }

    [RuntimeExport("SystemNative_LowLevelMonitor_Destroy")]
    internal static void Destroy(nint handle) => NativeHeap.Free((void*)handle);

    [RuntimeExport("SystemNative_LowLevelMonitor_Acquire")]
    internal static void Acquire(nint handle)
    {
        Monitor* monitor = (Monitor*)handle;
        while (monitor->Held != 0)
        {
            if (!FinalizerContext.Yield(isTimed: false))
            {
                Panic.Stop("a monitor is held by nobody who could release it"u8);
            }
        }

        monitor->Held = 1;
    }

    [RuntimeExport("SystemNative_LowLevelMonitor_Release")]
    internal static void Release(nint handle) => ((Monitor*)handle)->Held = 0;

    [RuntimeExport("SystemNative_LowLevelMonitor_Signal_Release")]
    internal static void SignalAndRelease(nint handle)
    {
        Monitor* monitor = (Monitor*)handle;
        if (monitor->Signals < monitor->Waiters)
        {
            monitor->Signals++;
        }

        monitor->Held = 0;
    }

    /// <summary>
    /// Waits for a signal; the monitor is held again afterwards, also where this throws. A wait that can be interrupted
    /// ends so where nothing can signal.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">Nothing can ever signal.</exception>
    [RuntimeExport("SystemNative_LowLevelMonitor_Wait")]
    internal static void Wait(nint handle)
    {
        Monitor* monitor = (Monitor*)handle;
        BeginWait(monitor);
        bool canEnd = true;
        while (monitor->Signals == 0 && canEnd)
        {
            canEnd = FinalizerContext.Yield(isTimed: false);
        }

        if (monitor->Signals == 0)
        {
            RefusedWaits.Interrupt(); // CoreLib undoes what it has registered, and throws
        }

        bool signalled = EndWait(monitor);
        if (signalled)
        {
            return;
        }

        throw RefusedWaits.Exception;
    }

    /// <summary>
    /// Waits for a signal or the time; 1 where it was the signal. The monitor is held again afterwards.
    /// </summary>
    [RuntimeExport("SystemNative_LowLevelMonitor_TimedWait")]
    internal static int TimedWait(nint handle, int timeoutMs)
    {
        Monitor* monitor = (Monitor*)handle;
        ulong start = Clock.Now;
        ulong limit = Clock.Frequency / MillisecondsPerSecond * (ulong)(timeoutMs < 0 ? 0 : timeoutMs);
        BeginWait(monitor);
        while (monitor->Signals == 0 && Clock.Now - start < limit)
        {
            FinalizerContext.Yield(isTimed: true);
        }

        return EndWait(monitor) ? 1 : 0;
    }

    private static void BeginWait(Monitor* monitor)
    {
        monitor->Waiters++;
        monitor->Held = 0;
    }

    private static bool EndWait(Monitor* monitor)
    {
        bool signalled = Volatile.Read(ref monitor->Signals) != 0;
        if (signalled)
        {
            monitor->Signals--;
        }

        monitor->Waiters--;
        Acquire((nint)monitor);
        return signalled;
    }
}
