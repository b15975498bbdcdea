using System.Threading.Channels;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>The pool of threads, and channels between its tasks.</summary>
internal static class SharedWork
{
    public static void Run(Checker check)
    {
        check.Is("pool.items", "[100,4950,true]", () =>
        {
            using CountdownEvent due = new(100);
            int sum = 0;
            int pool = 0;
            for (int number = 0; number < 100; number++)
            {
                ThreadPool.QueueUserWorkItem(given =>
                {
                    Interlocked.Add(ref sum, given);
                    Interlocked.Add(ref pool, Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
                    due.Signal();
                }, number, preferLocal: number % 2 == 0);
            }

            due.Wait();
            return new object[] { pool, sum, due.IsSet };
        });
        check.Is("pool.work.item", "[1,ArgumentNullException]", () =>
        {
            Item item = new();
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
            item.Done.Wait();
            return new object[] { item.Runs, Worker.Thrown(() =>
                ThreadPool.UnsafeQueueUserWorkItem(Hidden.Of<IThreadPoolWorkItem>(null!), false)) };
        });
        check.Is("pool.limits", "[true,true,true,false]", () =>
        {
            ThreadPool.GetMinThreads(out int least, out int leastPorts);
            ThreadPool.GetMaxThreads(out int most, out int _);
            ThreadPool.GetAvailableThreads(out int free, out int _);
            return new[] { least >= 1 && leastPorts >= 1, most >= least, free <= most,
                ThreadPool.SetMinThreads(-1, 1) };
        });
        check.Is("pool.grows", "[5,true]", () =>
        {
            // All wait for the last: so many threads the pool must come to have.
            using Barrier together = new(5);
            Task[] tasks = [.. Enumerable.Range(0, 5).Select(_ => Task.Run(() => together.SignalAndWait()))];
            Worker.Done(Task.WhenAll(tasks));
            return new object[] { tasks.Count(task => task.IsCompletedSuccessfully), ThreadPool.ThreadCount >= 5 };
        });
        check.Is("pool.counts", "true", () =>
        {
            long before = ThreadPool.CompletedWorkItemCount;
            Worker.Done(Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => { }))));
            Worker.Until(() => ThreadPool.CompletedWorkItemCount >= before + 20);
            return ThreadPool.CompletedWorkItemCount >= before + 20;
        });
        check.Is("channel.many", "[400,79800,true]", () => Worker.Result(ManyToMany()));
        check.Is("channel.full.wait", "[true,false,1,true,2]", () =>
        {
            Channel<int> channel = Channel.CreateBounded<int>(1);
            bool first = channel.Writer.TryWrite(1);
            Task second = channel.Writer.WriteAsync(2).AsTask();
            bool early = second.IsCompleted;
            int one = Worker.Result(channel.Reader.ReadAsync().AsTask());
            Worker.Done(second);
            return new object[] { first, early, one, second.IsCompletedSuccessfully,
                Worker.Result(channel.Reader.ReadAsync().AsTask()) };
        });
        check.Is("channel.full.drops", "[2,3] [1,3] [1,2] 1,2,3", () =>
        {
            List<int> dropped = [];
            string Kept(BoundedChannelFullMode mode)
            {
                Channel<int> channel = Channel.CreateBounded<int>(new BoundedChannelOptions(2) { FullMode = mode },
                    dropped.Add);
                for (int number = 1; number <= 3; number++)
                {
                    channel.Writer.TryWrite(number);
                }

                channel.Writer.Complete();
                return $"[{string.Join(',', Worker.Result(ReadAll(channel.Reader)))}]";
            }

            string all = $"{Kept(BoundedChannelFullMode.DropOldest)} {Kept(BoundedChannelFullMode.DropNewest)} "
                + Kept(BoundedChannelFullMode.DropWrite);
            return $"{all} {string.Join(',', dropped)}";
        });
        check.Is("channel.fails", "[1,FormatException,ChannelClosedException,ChannelClosedException,false]", () =>
        {
            Channel<int> channel = Channel.CreateUnbounded<int>();
            channel.Writer.TryWrite(1);
            channel.Writer.Complete(new FormatException());
            int left = Worker.Result(channel.Reader.ReadAsync().AsTask());
            string completion = Worker.Thrown(() => channel.Reader.Completion.GetAwaiter().GetResult());
            string read = Worker.Thrown(() => channel.Reader.ReadAsync().AsTask().GetAwaiter().GetResult());
            string write = Worker.Thrown(() => channel.Writer.WriteAsync(2).AsTask().GetAwaiter().GetResult());
            return new object[] { left, completion, read, write, channel.Writer.TryComplete() };
        });
        check.Is("channel.cancelled", "[Canceled,Canceled,7]", () =>
        {
            Channel<int> channel = Channel.CreateBounded<int>(1);
            using CancellationTokenSource source = new();
            Task<int> read = channel.Reader.ReadAsync(source.Token).AsTask();
            source.Cancel();
            TaskStatus first = Worker.Done(read);
            channel.Writer.TryWrite(7);
            using CancellationTokenSource other = new();
            Task write = channel.Writer.WriteAsync(8, other.Token).AsTask();
            other.Cancel();
            TaskStatus second = Worker.Done(write);
            channel.Reader.TryRead(out int kept);
            return new object[] { first, second, kept };
        });
        check.Is("channel.wait.to.read", "[true,5,false]", () =>
        {
            Channel<int> channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });
            Task<bool> ready = channel.Reader.WaitToReadAsync().AsTask();
            Worker.Start(() => channel.Writer.TryWrite(5)).End();
            bool some = Worker.Result(ready);
            channel.Reader.TryRead(out int item);
            Task<bool> more = channel.Reader.WaitToReadAsync().AsTask();
            channel.Writer.Complete();
            return new object[] { some, item, Worker.Result(more) };
        });
        check.Is("channel.prioritized", "[1,2,3]", () =>
        {
            Channel<int> channel = Channel.CreateUnboundedPrioritized<int>();
            Worker.Together(3, number => channel.Writer.TryWrite(3 - number));
            channel.Writer.Complete();
            return Worker.Result(ReadAll(channel.Reader));
        });
    }

    private static async Task<List<T>> ReadAll<T>(ChannelReader<T> reader)
    {
        List<T> items = [];
        await foreach (T item in reader.ReadAllAsync())
        {
            items.Add(item);
        }

        return items;
    }

    private static async Task<object> ManyToMany()
    {
        Channel<int> channel = Channel.CreateBounded<int>(5);
        Task[] writers = [.. Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            for (int turn = 0; turn < 100; turn++)
            {
                await channel.Writer.WriteAsync((number * 100) + turn);
            }
        }))];
        Task<List<int>>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadAll(channel.Reader)))];
        await Task.WhenAll(writers);
        channel.Writer.Complete();
        List<int>[] read = await Task.WhenAll(readers);
        await channel.Reader.Completion;
        return new object[] { read.Sum(items => items.Count), read.Sum(items => items.Sum()),
            read.SelectMany(items => items).Distinct().Count() == 400 };
    }

    private sealed class Item : IThreadPoolWorkItem
    {
        internal ManualResetEventSlim Done { get; } = new();

        internal int Runs { get; private set; }

        public void Execute()
        {
            Runs++;
            Done.Set();
        }
    }
}
