using Theseus.Tasks.Channels;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Spawning;

namespace Theseus.Cells.KillCheck;

/// <summary>Kills tasks that wait, for each kind of thing that can be waited for.</summary>
internal static class Blocked
{
    private static int s_left;

    public static int Run()
    {
        int wrong = 0;
        foreach ((string name, Action wait) in Waits())
        {
            s_left = 0;
            JoinHandle<bool> task = TaskBuilder.For(() =>
            {
                try
                {
                    wait();
                }
                finally
                {
                    s_left++;
                }
            }).Named(name).Spawn();
            Thread.Sleep(20);
            task.Kill(100, 30_000);
            bool ended = task.Wait(60_000);
            bool isRight = ended && task.EndKind == TaskEndKind.Killed && s_left == 1;
            wrong += isRight ? 0 : 1;
            Console.WriteLine($"{name,-12} {task.EndKind}, finally ran {s_left} times{(isRight ? "" : " WRONG")}");
            Release();
        }

        Console.WriteLine(wrong == 0 ? "all whole" : $"{wrong} WRONG");
        return wrong == 0 ? 0 : 1;
    }

    private static readonly object s_gate = new();
    private static readonly Lock s_lock = new();
    private static readonly TaskMutex s_mutex = new();
    private static readonly SemaphoreSlim s_semaphore = new(0);
    private static readonly ManualResetEvent s_event = new(false);
    private static readonly ManualResetEventSlim s_slim = new(false);

    private static (string Name, Action Wait)[] Waits()
    {
        Monitor.Enter(s_gate);
        s_lock.Enter();
        s_mutex.Enter();
        return
        [
            ("monitor", () =>
            {
                lock (s_gate)
                {
                }
            }),
            ("lock", () =>
            {
                lock (s_lock)
                {
                }
            }),
            ("pulse", () =>
            {
                object own = new();
                lock (own)
                {
                    Monitor.Wait(own);
                }
            }),
            ("semaphore", s_semaphore.Wait),
            ("event", () => s_event.WaitOne()),
            ("slim", s_slim.Wait),
            ("taskmutex", () => s_mutex.Enter().Dispose()),
            ("channel", () => Channel.Rendezvous<int>().Receiver.Receive()),
            ("send", () => Channel.Rendezvous<int>().Sender.Send(1)),
            ("sleep", () => Thread.Sleep(60_000)),
            ("task", () => new TaskCompletionSource().Task.Wait()),
            ("join", () => TaskBuilder.For(() => Thread.Sleep(60_000)).Spawn().Wait()),
        ];
    }

    /// <summary>What has been waited for is whole: it can be had by another.</summary>
    private static void Release()
    {
        Monitor.Exit(s_gate);
        JoinHandle<bool> other = TaskBuilder.For(() =>
        {
            lock (s_gate)
            {
            }
        }).Spawn();
        other.Join();
        Monitor.Enter(s_gate);
    }
}
