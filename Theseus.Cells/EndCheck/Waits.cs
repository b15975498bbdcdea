namespace Theseus.Cells.EndCheck;

/// <summary>Waits that nobody could end are refused, and leave what they waited for whole.</summary>
internal static class Waits
{
    public static int Run()
    {
        using ManualResetEvent signal = new(false);
        Refused("event", () => signal.WaitOne());
        Refused("event again", () => signal.WaitOne());
        signal.Set();
        Console.WriteLine($"set: {signal.WaitOne(0)}");
        using Semaphore semaphore = new(0, 1);
        Refused("semaphore", () => semaphore.WaitOne());
        Refused("semaphore again", () => semaphore.WaitOne());
        semaphore.Release();
        Console.WriteLine($"released: {semaphore.WaitOne(0)} {semaphore.WaitOne(0)}");
        Refused("any", () => WaitHandle.WaitAny([new ManualResetEvent(false), semaphore]));
        Refused("all", () => WaitHandle.WaitAll([signal, semaphore]));
        Refused("sleep", () => Thread.Sleep(Timeout.Infinite));
        Refused("task", () => new TaskCompletionSource().Task.Wait());
        Refused("slim", () => new SemaphoreSlim(0).Wait());
        Refused("monitor", () => { lock (semaphore) { Monitor.Wait(semaphore); } });
        Thread.Sleep(1);
        Console.WriteLine("slept");
        signal.Reset();
        Thread service = new(() => signal.WaitOne()) { Name = ".NET TP Gate", IsBackground = true };
        service.Start(); // as the class library's own, which waits for work and hears of nothing
        Thread.Sleep(10);
        Refused("beside a service", () => semaphore.WaitOne());
        return 0;
    }

    private static void Refused(string what, Action wait)
    {
        try
        {
            wait();
            Console.WriteLine($"{what}: ended");
        }
        catch (PlatformNotSupportedException)
        {
            Console.WriteLine($"{what}: refused");
        }
    }
}
