using Theseus.Memory;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Spawning;

namespace Theseus.Cells.TaskCheck;

/// <summary>A task that owns something of each kind and waits, to be looked at from outside and to be ended.</summary>
internal static class Holding
{
    private const int Bytes = 2 * 4096;

    private static MappedPages<ReadWrite> s_mapping;
    private static Sender<int>? s_sender; // an end that only a task held which never uses it again would be forgotten
    private static Receiver<int>? s_receiver;

    public static int Run()
    {
        JoinHandle<bool> task = TaskBuilder.For(Hold).Named("holder").Spawn();
        task.Wait();
        return 0;
    }

    private static void Hold()
    {
        TaskMutex mutex = new();
        TaskReaderWriterLock shared = new();
        using MutexGuard guard = mutex.Enter();
        using ReaderWriterGuard writing = shared.EnterWrite();
        (s_sender, s_receiver) = Channel.Bounded<int>(1);
        s_mapping = MappedPages.Allocate(Bytes);
        TaskBuilder.For(Wait).Named("child").AsChild().Spawn();
        Console.WriteLine($"holding at {s_mapping.Start}");
        Wait();
    }

    private static void Wait()
    {
        while (true)
        {
            Thread.Sleep(1000); // a wait that nothing could end would be refused
        }
    }
}
