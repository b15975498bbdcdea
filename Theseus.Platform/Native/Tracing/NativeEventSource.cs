using System.Runtime;

namespace Theseus.Platform.Native.Tracing;

/// <summary>
/// What CoreLib tells the runtime's own event source of threads, locks and exceptions. Tracing is switched off in the
/// world (<see cref="NativeTracing"/>), so nobody listens; a world compiled with ILC's scanner refers to these all the
/// same.
/// </summary>
internal static class NativeEventSource
{
    [RuntimeExport("NativeRuntimeEventSource_LogContentionLockCreated")]
    private static void ContentionLockCreated()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogContentionStart")]
    private static void ContentionStart()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogContentionStop")]
    private static void ContentionStop()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogExceptionThrown")]
    private static void ExceptionThrown()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolIODequeue")]
    private static void ThreadPoolIODequeue()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolIOEnqueue")]
    private static void ThreadPoolIOEnqueue()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolIOPack")]
    private static void ThreadPoolIOPack()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolMinMaxThreads")]
    private static void ThreadPoolMinMaxThreads()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolWorkerThreadAdjustmentAdjustment")]
    private static void ThreadPoolWorkerThreadAdjustmentAdjustment()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolWorkerThreadAdjustmentSample")]
    private static void ThreadPoolWorkerThreadAdjustmentSample()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolWorkerThreadAdjustmentStats")]
    private static void ThreadPoolWorkerThreadAdjustmentStats()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolWorkerThreadStart")]
    private static void ThreadPoolWorkerThreadStart()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolWorkerThreadStop")]
    private static void ThreadPoolWorkerThreadStop()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolWorkerThreadWait")]
    private static void ThreadPoolWorkerThreadWait()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogThreadPoolWorkingThreadCount")]
    private static void ThreadPoolWorkingThreadCount()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogWaitHandleWaitStart")]
    private static void WaitHandleWaitStart()
    {
    }

    [RuntimeExport("NativeRuntimeEventSource_LogWaitHandleWaitStop")]
    private static void WaitHandleWaitStop()
    {
    }
}
