using System.Diagnostics;
using System.Globalization;
using Theseus.Cells.Drivers.CmosClock;
using Theseus.Memory;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Interrupts;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Spawning;

// Measures tasks by the clock. Under `./theseus bench tasks` it ticks once an instruction, so the figures are
// instructions and the same on every run; elsewhere they are nanoseconds.
const int Rounds = 5;
const int Times = 500;
const int Many = 150; // in all rounds less than there may be tasks

if (args is ["recovery"])
{
    return Theseus.Cells.TaskBench.Recovery.Run();
}

Measure("call a method of another cell", Times, () =>
{
    for (int i = 0; i < Times; i++)
    {
        GC.KeepAlive(null);
    }
});
Measure("yield to another task", 2 * Times, () =>
{
    JoinHandle<bool> other = TaskBuilder.For(YieldOften).Spawn();
    YieldOften();
    other.Wait();
});
Measure("spawn and join a task", Times, () =>
{
    for (int i = 0; i < Times; i++)
    {
        TaskBuilder.For(Nothing).Spawn().Wait();
    }
});
Measure("start and join a Thread", Times, () =>
{
    for (int i = 0; i < Times; i++)
    {
        Thread thread = new(Nothing);
        thread.Start();
        thread.Join();
    }
});
Measure("round trip of a byte, rendezvous", Times, () => Trip(Channel.Rendezvous<byte>));
Measure("round trip of a byte, bounded", Times, () => Trip(() => Channel.Bounded<byte>(1)));
TaskMutex mutex = new();
Measure("take and give back a mutex", Times, () =>
{
    for (int i = 0; i < Times; i++)
    {
        using MutexGuard guard = mutex.Enter();
    }
});
object gate = new();
Measure("take and give back a monitor", Times, () =>
{
    for (int i = 0; i < Times; i++)
    {
        lock (gate)
        {
            GC.KeepAlive(gate);
        }
    }
});
Measure("take and give back a mutex that another task wants", 2 * Times, () =>
{
    JoinHandle<bool> other = TaskBuilder.For(Contend).Spawn();
    Contend();
    other.Wait();
});
Measure("kill a task that waits, until it is reaped", Times, () =>
{
    for (int i = 0; i < Times; i++)
    {
        JoinHandle<bool> task = TaskBuilder.For(WaitForEver).Spawn();
        Thread.Yield();
        task.Kill();
        task.Wait();
    }
});
Measure("kill a task that loops, until it is reaped", 20, () =>
{
    for (int i = 0; i < 20; i++)
    {
        JoinHandle<bool> task = TaskBuilder.For(LoopForEver).Spawn();
        Thread.Yield(); // comes back when its slice is over
        long started = Stopwatch.GetTimestamp();
        task.Kill();
        task.Wait();
        Clock.Own += Stopwatch.GetTimestamp() - started;
    }
});
MeasureInterrupts("interrupt to woken task, the CPU idle", beside: null);
MeasureInterrupts("interrupt to woken task, beside one that loops", LoopForEver);
List<JoinHandle<bool>> unborn = [];
Measure("spawn a task on a new stack", Many, () =>
{
    for (int i = 0; i < Many; i++)
    {
        unborn.Add(TaskBuilder.For(Nothing).Blocked().Spawn());
    }
});
foreach (JoinHandle<bool> task in unborn)
{
    task.Unblock();
    task.Wait();
}

return 0;

// The clock with the battery asks 1,024 times a second.
static void MeasureInterrupts(string what, Action? beside)
{
    const int Rate = 6;
    if (DeviceRegistry.Find("rtc") is not { HasInterrupt: true } offer)
    {
        return;
    }

    using Mc146818 clock = new(offer.ClaimPorts());
    using InterruptLine line = offer.ClaimInterrupt();
    JoinHandle<bool>? other = beside is null ? null : TaskBuilder.For(beside).Spawn();
    clock.BeginPeriodicInterrupts(Rate);
    double[] figures = new double[Times];
    for (int i = 0; i < Times; i++)
    {
        line.Wait();
        figures[i] = line.NanosecondsSinceLast;
        clock.Acknowledge();
    }

    clock.EndInterrupts();
    other?.Kill();
    other?.Wait();
    Array.Sort(figures);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {what,-55}  {figures[Times / 2],9:F1}  (median of {Times}, at most {figures[^1]:F0})"));
}

static void Measure(string what, int times, Action work)
{
    work();
    double[] figures = new double[Rounds];
    for (int round = 0; round < Rounds; round++)
    {
        GC.Collect();
        Clock.Own = 0;
        long started = Stopwatch.GetTimestamp();
        work();
        long elapsed = Clock.Own != 0 ? Clock.Own : Stopwatch.GetTimestamp() - started;
        figures[round] = elapsed * (1e9 / Stopwatch.Frequency) / times;
    }

    Array.Sort(figures);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {what,-55}  {figures[Rounds / 2],9:F1}  (median of {Rounds} times {times})"));
}

static void Nothing()
{
}

static void YieldOften()
{
    for (int i = 0; i < Times; i++)
    {
        Thread.Yield();
    }
}

static void WaitForEver() => Thread.Sleep(Timeout.Infinite);

static void LoopForEver()
{
    while (true)
    {
    }
}

void Contend()
{
    for (int i = 0; i < Times; i++)
    {
        using MutexGuard guard = mutex.Enter();
        Thread.Yield();
    }
}

static void Trip(Func<(Sender<byte> Sender, Receiver<byte> Receiver)> make)
{
    (Sender<byte> Sender, Receiver<byte> Receiver) there = make();
    (Sender<byte> Sender, Receiver<byte> Receiver) back = make();
    JoinHandle<bool> echo = TaskBuilder.For(() =>
    {
        for (int i = 0; i < Times; i++)
        {
            back.Sender.Send(there.Receiver.Receive());
        }
    }).Spawn();
    for (int i = 0; i < Times; i++)
    {
        there.Sender.Send(1);
        back.Receiver.Receive();
    }

    echo.Wait();
}

/// <summary>What a round has measured itself.</summary>
internal static class Clock
{
    public static long Own { get; set; }
}
