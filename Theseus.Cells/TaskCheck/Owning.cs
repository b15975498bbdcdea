using System.Runtime.CompilerServices;
using Theseus.Memory;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Spawning;

namespace Theseus.Cells.TaskCheck;

/// <summary>What tasks own ends with them, whatever ends them; what was given away does not.</summary>
internal static class Owning
{
    private const int Bytes = 3 * 4096;

    private static MappedPages<ReadWrite> s_mapping;
    private static AllocatedPages s_pages;
    private static AllocatedFrames s_frames;

    private sealed class Left
    {
        public Sender<int>? Sender;
        public Receiver<int>? Receiver;
        public JoinHandle<bool>? Child;
    }

    public static int Run()
    {
        BlockedAtBirth();
        Memory();
        Given();
        Ends();
        Forgotten();
        Mutexes();
        ReaderWriterLocks();
        Threads();
        Children();
        Cut();
        Refused();
        return Checks.End();
    }

    private static void Memory()
    {
        ulong before = MemoryOwner.Current.Pages;
        JoinHandle<string> task = TaskBuilder.For(() =>
        {
            Take();
            return $"{MemoryOwner.Current.Kind} {MemoryOwner.Current.Name} {s_mapping.IsHeld} {s_pages.IsHeld} "
                + $"{s_frames.IsHeld}";
        }).Named("taker").Spawn();
        Checks.Is("memory.held", $"Task {task.Number} taker True True True", task.Join());
        Checks.Is("memory.released", "False False False",
            $"{s_mapping.IsHeld} {s_pages.IsHeld} {s_frames.IsHeld}");
        Checks.Is("memory.pages", before, MemoryOwner.Current.Pages);

        JoinHandle<bool> thrower = TaskBuilder.For(() =>
        {
            Take();
            throw new InvalidOperationException();
        }).Spawn();
        thrower.Wait();
        Checks.Is("memory.thrown", "Threw False", $"{thrower.EndKind} {s_mapping.IsHeld}");

        JoinHandle<bool> killed = TaskBuilder.For(() => TakeAndWait()).Spawn();
        WaitFor(() => s_mapping.IsHeld);
        killed.Kill();
        killed.Wait();
        Checks.Is("memory.killed", "Killed False", $"{killed.EndKind} {s_mapping.IsHeld}");
    }

    private static void Given()
    {
        using MappedPages<ReadWrite> result = TaskBuilder.For(() => MappedPages.Allocate(Bytes)).Spawn().Join();
        Checks.Is("given.result", "True Program", $"{result.IsHeld} {result.Owner.Kind}");

        TaskBuilder.For(() =>
        {
            s_mapping = MappedPages.Allocate(Bytes).GiveToProgram();
            s_pages = AllocatedPages.Allocate(2).GiveToProgram();
            s_frames = AllocatedFrames.Allocate(2).GiveToProgram();
        }).Spawn().Join();
        s_mapping.AsSpan()[0] = 1;
        Checks.Is("given.program", "True True True",
            $"{s_mapping.IsHeld} {s_pages.IsHeld} {s_frames.IsHeld}");

        JoinHandle<bool> blocked = TaskBuilder.For(Nothing).Named("heir").Blocked().Spawn();
        MappedPages<ReadWrite> old = s_mapping;
        s_mapping = s_mapping.GiveTo(blocked);
        s_pages = s_pages.GiveTo(blocked);
        s_frames = s_frames.GiveTo(blocked);
        Checks.Is("given.stale", "False True", $"{old.IsHeld} {s_mapping.IsHeld}");
        Checks.Is("given.owner", $"Task '{blocked.Number} heir'", s_mapping.Owner);
        blocked.Unblock();
        blocked.Join();
        Checks.Is("given.ended", "False False False",
            $"{s_mapping.IsHeld} {s_pages.IsHeld} {s_frames.IsHeld}");
    }

    private static void Ends()
    {
        Left left = new();
        TaskBuilder.For(() =>
        {
            (left.Sender, left.Receiver) = Channel.Bounded<int>(4);
            left.Sender.Send(7);
            left.Receiver.GiveToProgram();
        }).Spawn().Join();
        Checks.Is("ends.sent", "Done 7", $"{left.Receiver!.TryReceive(out int value)} {value}");
        Checks.Is("ends.closed", ChannelResult.Closed, left.Receiver.TryReceive(out _));
        Checks.Is("ends.disposed", "Disposed", Checks.Thrown(() => left.Sender!.Send(1)));

        (Sender<int> sender, Receiver<int> receiver) = Channel.Rendezvous<int>();
        JoinHandle<bool> server = TaskBuilder.For(() => ReceiveForEver(receiver)).Blocked().Spawn();
        receiver.GiveTo(server);
        server.Unblock();
        sender.Send(1);
        server.Kill();
        server.Wait();
        Checks.Is("ends.killed", ChannelResult.Closed, sender.TrySend(2, Timeout.Infinite));

        (Sender<int> later, Receiver<int> awaited) = Channel.Rendezvous<int>();
        JoinHandle<bool> client = TaskBuilder.For(Nothing).Blocked().Spawn();
        later.GiveTo(client);
        ValueTask<int> pending = awaited.ReceiveAsync();
        client.Unblock();
        Checks.Is("ends.async", "Closed", Checks.Thrown(() => pending.AsTask().GetAwaiter().GetResult()));
    }

    private static void Forgotten()
    {
        Receiver<int> receiver = Forget();
        ChannelResult result = ChannelResult.TimedOut;
        for (int i = 0; i < 20 && result == ChannelResult.TimedOut; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            result = receiver.TryReceive(out _, 5);
        }

        Checks.Is("forgotten.closed", ChannelResult.Closed, result);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Receiver<int> Forget() => Channel.Rendezvous<int>().Receiver;

    private static void Mutexes()
    {
        TaskMutex mutex = new();
        TaskBuilder.For(() =>
        {
            mutex.Enter();
        }).Spawn().Join();
        Checks.Is("mutex.abandoned", "True True", $"{mutex.TryEnter(0).IsHeld} {mutex.IsAbandoned}");
        mutex.ClearAbandoned();
        mutex.Exit();
        Checks.Is("mutex.cleared", false, mutex.IsAbandoned);
        Checks.Is("mutex.notheld", "NotHeld", Checks.Thrown(mutex.ClearAbandoned));

        TaskEvent entered = new(EventReset.Manual);
        JoinHandle<bool> holder = TaskBuilder.For(() =>
        {
            mutex.Enter();
            entered.Set();
            Thread.Sleep(Timeout.Infinite);
        }).Spawn();
        entered.Wait();
        JoinHandle<bool> waiter = TaskBuilder.For(() =>
        {
            using MutexGuard guard = mutex.Enter();
            return mutex.IsAbandoned;
        }).Spawn();
        WaitFor(() => mutex.Waiters == 1);
        holder.Kill();
        Checks.Is("mutex.handed", true, waiter.Join());
        Checks.Is("mutex.free", "True 0", $"{mutex.TryEnter(0).IsHeld} {mutex.Waiters}");
        mutex.Exit();
    }

    private static void ReaderWriterLocks()
    {
        TaskReaderWriterLock shared = new();
        TaskBuilder.For(() =>
        {
            shared.EnterRead();
        }).Spawn().Join();
        Checks.Is("shared.read", "0 False", $"{shared.Holders} {shared.IsAbandoned}");
        TaskBuilder.For(() =>
        {
            shared.EnterWrite();
        }).Spawn().Join();
        Checks.Is("shared.write", "0 True", $"{shared.Holders} {shared.IsAbandoned}");
        shared.EnterWrite();
        shared.ClearAbandoned();
        shared.Exit();
        Checks.Is("shared.cleared", "0 False", $"{shared.Holders} {shared.IsAbandoned}");
    }

    private static void Threads()
    {
        TaskMutex mutex = new();
        Left left = new();
        Thread thread = new(() =>
        {
            mutex.Enter();
            s_mapping = MappedPages.Allocate(Bytes);
            (left.Sender, left.Receiver) = Channel.Bounded<int>(1);
        });
        thread.Start();
        thread.Join();
        using MutexGuard guard = mutex.Enter();
        Checks.Is("thread.lock", true, mutex.IsAbandoned);
        Checks.Is("thread.rest", "True Program Done",
            $"{s_mapping.IsHeld} {s_mapping.Owner.Kind} {left.Sender!.TrySend(1)}");
        s_mapping.Dispose();
        left.Receiver!.Dispose();
    }

    private static void Children()
    {
        Left left = new();
        JoinHandle<bool> parent = TaskBuilder.For(() =>
        {
            left.Child = TaskBuilder.For(Loop).AsChild().Spawn();
            TaskBuilder.For(Nothing).AsChild().Spawn().Join();
        }).Spawn();
        parent.Join();
        Checks.Is("child.ended", TaskEndKind.Killed, left.Child!.EndKind);

        JoinHandle<bool> killed = TaskBuilder.For(() =>
        {
            left.Child = TaskBuilder.For(() =>
            {
                TaskBuilder.For(Loop).AsChild().Spawn();
                Loop();
            }).AsChild().Spawn();
            Loop();
        }).Spawn();
        Thread.Sleep(20);
        killed.Kill();
        killed.Wait();
        Checks.Is("child.killed", "Killed Killed", $"{killed.EndKind} {left.Child.EndKind}");
    }

    private static void Cut()
    {
        Left left = new();
        TaskMutex mutex = new();
        JoinHandle<bool> task = TaskBuilder.For(() =>
        {
            Take();
            (left.Sender, left.Receiver) = Channel.Bounded<int>(1);
            left.Receiver.GiveToProgram();
            mutex.Enter();
            try
            {
                Loop();
            }
            finally
            {
                Loop();
            }
        }).Spawn();
        WaitFor(() => s_mapping.IsHeld);
        task.Kill(0, 300);
        task.Wait();
        Checks.Is("cut.end", TaskEndKind.Cut, task.EndKind);
        Checks.Is("cut.memory", "False False False",
            $"{s_mapping.IsHeld} {s_pages.IsHeld} {s_frames.IsHeld}");
        Checks.Is("cut.channel", ChannelResult.Closed, left.Receiver!.TryReceive(out _));
        Checks.Is("cut.lock", "True True", $"{mutex.TryEnter(0).IsHeld} {mutex.IsAbandoned}");
    }

    private static void BlockedAtBirth()
    {
        int runs = 0;
        JoinHandle<bool> task = TaskBuilder.For(() =>
        {
            runs++;
        }).Blocked().Spawn();
        Thread.Sleep(10);
        Checks.Is("blocked.waits", "0 NotYet", $"{runs} {task.EndKind}");
        task.Unblock();
        task.Join();
        task.Unblock();
        Checks.Is("blocked.ran", "1 Returned", $"{runs} {task.EndKind}");

        JoinHandle<bool> killed = TaskBuilder.For(() =>
        {
            runs++;
        }).Blocked().Spawn();
        killed.Kill();
        killed.Wait();
        Checks.Is("blocked.killed", "1 Killed", $"{runs} {killed.EndKind}");
        JoinHandle<bool> never = TaskBuilder.For(Nothing).Blocked().Spawn();
        Checks.Is("blocked.hopeless", nameof(PlatformNotSupportedException), Hopeless(never));
        never.Kill();
        never.Wait();
    }

    private static string Hopeless(JoinHandle<bool> task)
    {
        try
        {
            task.Join();
            return "nothing";
        }
        catch (PlatformNotSupportedException exception)
        {
            return exception.GetType().Name;
        }
    }

    private static void Refused()
    {
        JoinHandle<bool> ended = TaskBuilder.For(Nothing).Spawn();
        ended.Join();
        (Sender<int> sender, Receiver<int> receiver) = Channel.Bounded<int>(1);
        Checks.Is("refused.ended", "Task", Checks.Thrown(() => sender.GiveTo(ended)));
        JoinHandle<bool> blocked = TaskBuilder.For(Nothing).Blocked().Spawn();
        receiver.Dispose();
        Checks.Is("refused.disposed", "Disposed", Checks.Thrown(() => receiver.GiveTo(blocked)));
        s_mapping = MappedPages.Allocate(Bytes);
        s_mapping.Dispose();
        Checks.Is("refused.stale", false, TryGive(blocked));
        blocked.Kill();
        blocked.Wait();
    }

    private static bool TryGive(SpawnedTask to)
    {
        try
        {
            s_mapping = s_mapping.GiveTo(to);
            return true;
        }
        catch (MemoryException exception) when (exception.Error == MemoryError.NotOwned)
        {
            return false;
        }
    }

    private static void Take()
    {
        s_pages = AllocatedPages.Allocate(2);
        s_frames = AllocatedFrames.Allocate(2);
        s_mapping = MappedPages.Allocate(Bytes);
    }

    private static void TakeAndWait()
    {
        Take();
        Thread.Sleep(Timeout.Infinite);
    }

    private static void ReceiveForEver(Receiver<int> receiver)
    {
        while (true)
        {
            receiver.Receive();
        }
    }

    private static void WaitFor(Func<bool> condition)
    {
        while (!condition())
        {
            Thread.Sleep(1);
        }
    }

    private static void Nothing()
    {
    }

    private static void Loop()
    {
        while (true)
        {
        }
    }
}
