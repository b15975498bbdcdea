namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Continuations, combinations of tasks, and schedulers.</summary>
internal static class Continuations
{
    public static void Run(Checker check)
    {
        check.Is("then.options", "[RanToCompletion,Canceled,Canceled,Canceled,RanToCompletion,Canceled,Canceled,"
            + "Canceled,RanToCompletion]", () =>
        {
            using CancellationTokenSource cancelled = new();
            cancelled.Cancel();
            Task[] ends = [Task.CompletedTask, Task.FromException(new FormatException()),
                Task.FromCanceled(cancelled.Token)];
            List<object> seen = [];
            foreach (Task end in ends)
            {
                foreach (TaskContinuationOptions only in new[] { TaskContinuationOptions.OnlyOnRanToCompletion,
                    TaskContinuationOptions.OnlyOnFaulted, TaskContinuationOptions.OnlyOnCanceled })
                {
                    seen.Add(Worker.Done(end.ContinueWith(_ => { }, only)));
                }
            }

            return seen;
        });
        check.Is("then.options.not", "[Canceled,RanToCompletion,RanToCompletion,Canceled]", () =>
        {
            Task faulted = Task.FromException(new FormatException());
            return new object[]
            {
                Worker.Done(Task.CompletedTask.ContinueWith(_ => { }, TaskContinuationOptions.NotOnRanToCompletion)),
                Worker.Done(faulted.ContinueWith(_ => { }, TaskContinuationOptions.NotOnRanToCompletion)),
                Worker.Done(Task.CompletedTask.ContinueWith(_ => { }, TaskContinuationOptions.NotOnFaulted)),
                Worker.Done(faulted.ContinueWith(_ => { }, TaskContinuationOptions.NotOnFaulted)),
            };
        });
        check.Is("then.options.misuse", "ArgumentOutOfRangeException", () => Worker.Thrown(() =>
            Task.CompletedTask.ContinueWith(_ => { }, TaskContinuationOptions.OnlyOnFaulted
                | TaskContinuationOptions.NotOnFaulted)));
        check.Is("then.synchronously", "[true,false]", () =>
        {
            TaskCompletionSource source = new();
            int same = 0;
            int other = 0;
            Task first = source.Task.ContinueWith(_ => same = Environment.CurrentManagedThreadId,
                TaskContinuationOptions.ExecuteSynchronously);
            Task second = source.Task.ContinueWith(_ => other = Environment.CurrentManagedThreadId);
            int setter = Worker.Elsewhere(() =>
            {
                source.SetResult();
                return Environment.CurrentManagedThreadId;
            });
            Worker.Done(Task.WhenAll(first, second));
            return new[] { same == setter, other == setter };
        });
        check.Is("then.asynchronously", "[true,false,true]", () =>
        {
            // A source that says so runs nothing of its waiters on the thread that completes it.
            TaskCompletionSource plain = new();
            TaskCompletionSource apart = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<int> first = Follow(plain.Task);
            Task<int> second = Follow(apart.Task);
            int setter = Worker.Elsewhere(() =>
            {
                plain.SetResult();
                apart.SetResult();
                return Environment.CurrentManagedThreadId;
            });
            int there = Worker.Result(second);
            return new[] { Worker.Result(first) == setter, there == setter, there > 0 };
        });
        check.Is("then.chain", "[1,2,3,4]", () =>
        {
            List<int> log = [];
            Task task = Task.Run(() => log.Add(1));
            for (int number = 2; number <= Hidden.Of(4); number++)
            {
                int mine = number;
                task = task.ContinueWith(_ => log.Add(mine), TaskScheduler.Default);
            }

            Worker.Done(task);
            return log;
        });
        check.Is("then.state", "[5,state,10]", () =>
        {
            Task<int> task = Task.FromResult(Hidden.Of(5));
            Task<int> after = task.ContinueWith((done, state) => done.Result * 2, "state");
            int result = Worker.Result(after);
            return new[] { task.Result, after.AsyncState, result };
        });
        check.Is("then.cancelled", "[Canceled,false]", () =>
        {
            TaskCompletionSource source = new();
            using CancellationTokenSource cancel = new();
            bool ran = false;
            Task after = source.Task.ContinueWith(_ => ran = true, cancel.Token);
            cancel.Cancel();
            TaskStatus status = Worker.Done(after);
            source.SetResult();
            return new object[] { status, ran };
        });
        check.Is("then.all", "[6,3]", () =>
        {
            Task<int>[] tasks = [.. Enumerable.Range(1, 3).Select(number => Task.Run(() => number))];
            Task<int> sum = Task.Factory.ContinueWhenAll(tasks, done => done.Sum(task => task.Result));
            TaskCompletionSource<int> never = new();
            Task<int> any = Task.Factory.ContinueWhenAny([never.Task, Task.FromResult(3)], done => done.Result);
            return new[] { Worker.Result(sum), Worker.Result(any) };
        });
        check.Is("when.all.ends", "[Faulted,[FormatException,TimeoutException],Canceled,RanToCompletion]", () =>
        {
            Task cancelled = Task.FromCanceled(new CancellationToken(true));
            Task all = Task.WhenAll(Task.Run(() => throw new FormatException()), cancelled,
                Task.FromException(new TimeoutException()));
            TaskStatus status = Worker.Done(all);
            return new object[] { status,
                all.Exception!.InnerExceptions.Select(thrown => thrown.GetType().Name).Order(),
                Worker.Done(Task.WhenAll(cancelled, Task.CompletedTask)), Task.WhenAll().Status };
        });
        check.Is("when.any.ends", "[RanToCompletion,Faulted,ArgumentException]", () =>
        {
            Task faulted = Task.FromException(new FormatException());
            Task<Task> any = Task.WhenAny(new TaskCompletionSource().Task, faulted);
            TaskStatus status = Worker.Done(any);
            return new object[] { status, any.Result.Status,
                Worker.Thrown(() => Task.WhenAny(Hidden.Of(new List<Task>()))) };
        });
        check.Is("when.each.order", "[3,1,2]", () =>
        {
            TaskCompletionSource<int>[] sources = [new(), new(), new()];
            Task<List<int>> each = InTurn(Task.WhenEach(sources.Select(source => source.Task)));
            sources[2].SetResult(3);
            sources[0].SetResult(1);
            sources[1].SetResult(2);
            return Worker.Result(each);
        });
        check.Is("unwrap", "[false,7,Faulted,Canceled]", () =>
        {
            TaskCompletionSource<int> inner = new();
            Task<int> unwrapped = Task.Factory.StartNew(() => inner.Task).Unwrap();
            bool early = unwrapped.IsCompleted;
            inner.SetResult(7);
            Task faulted = Task.Factory.StartNew(() => Task.FromException(new FormatException())).Unwrap();
            Task cancelled = Task.Factory.StartNew(() => Task.FromCanceled(new CancellationToken(true))).Unwrap();
            return new object[] { early, Worker.Result(unwrapped), Worker.Done(faulted), Worker.Done(cancelled) };
        });
        check.Is("scheduler.own", "[[0,1,2],true,3,true]", () =>
        {
            Later later = new();
            List<int> log = [];
            bool own = true;
            Task[] tasks = [.. Enumerable.Range(0, 3).Select(number => Task.Factory.StartNew(() =>
            {
                own &= TaskScheduler.Current == later;
                log.Add(number);
            }, CancellationToken.None, TaskCreationOptions.None, later))];
            int ran = later.RunAll();
            return new object[] { log, own, ran, tasks.All(task => task.IsCompletedSuccessfully) };
        });
        check.Is("scheduler.inherited", "[true,true,false]", () =>
        {
            Later later = new();
            Task<(Task<bool> Child, Task<bool> Hidden)> parent = Task.Factory.StartNew(() => (
                Task.Factory.StartNew(() => TaskScheduler.Current == later),
                Task.Run(() => TaskScheduler.Current == later)),
                CancellationToken.None, TaskCreationOptions.None, later);
            later.RunAll();
            bool apart = Worker.Result(parent.Result.Hidden);
            return new[] { parent.IsCompleted, Worker.Result(parent.Result.Child), apart };
        });
        check.Is("scheduler.throws", "[TaskSchedulerException,FormatException]", () =>
        {
            try
            {
                Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, new Refusing());
                return "none";
            }
            catch (TaskSchedulerException thrown)
            {
                return new object[] { thrown, thrown.InnerException! };
            }
        });
        check.Is("scheduler.pair", "[600,0,true,true]", () =>
        {
            ConcurrentExclusiveSchedulerPair pair = new();
            TaskFactory exclusive = new(pair.ExclusiveScheduler);
            TaskFactory concurrent = new(pair.ConcurrentScheduler);
            (int count, int writing, int broken) = (0, 0, 0);
            Task[] tasks = [.. Enumerable.Range(0, 60).Select(number => number % 3 == 0
                ? concurrent.StartNew(() => Interlocked.Add(ref broken, Volatile.Read(ref writing)))
                : exclusive.StartNew(() =>
                {
                    writing++;
                    Thread.Yield();
                    count += 15;
                    writing--;
                }))];
            Worker.Done(Task.WhenAll(tasks));
            pair.Complete();
            Worker.Done(pair.Completion);
            return new object[] { count, broken, pair.Completion.IsCompletedSuccessfully,
                pair.ConcurrentScheduler.MaximumConcurrencyLevel == Environment.ProcessorCount };
        });
        check.Is("scheduler.context", "[2,true]", () =>
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            Posts posts = new();
            SynchronizationContext.SetSynchronizationContext(posts);
            TaskScheduler scheduler = TaskScheduler.FromCurrentSynchronizationContext();
            SynchronizationContext.SetSynchronizationContext(before);
            int ran = 0;
            Task[] tasks = [.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => ran++,
                CancellationToken.None, TaskCreationOptions.None, scheduler))];
            posts.RunAll();
            return new object[] { ran, tasks.All(task => task.IsCompleted) };
        });
        check.Is("factory.from.async", "[5,true]", () =>
        {
            // The elder pattern: a method that begins and one that ends.
            Task<int> task = Task.Factory.FromAsync(
                (callback, state) => Begin(Hidden.Of(4), callback, state),
                ended => ((Task<int>)ended).Result + 1, "state");
            int result = Worker.Result(task);
            return new object[] { result, (string?)task.AsyncState == "state" };
        });
    }

    private static Task<int> Begin(int value, AsyncCallback? callback, object? state)
    {
        TaskCompletionSource<int> source = new(state);
        ThreadPool.QueueUserWorkItem(_ =>
        {
            source.SetResult(value);
            callback?.Invoke(source.Task);
        });
        return source.Task;
    }

    private static async Task<int> Follow(Task task)
    {
        await task.ConfigureAwait(false);
        return Environment.CurrentManagedThreadId;
    }

    private static async Task<List<int>> InTurn(IAsyncEnumerable<Task<int>> tasks)
    {
        List<int> results = [];
        await foreach (Task<int> task in tasks)
        {
            results.Add(await task);
        }

        return results;
    }

    private sealed class Refusing : TaskScheduler
    {
        protected override void QueueTask(Task task) => throw new FormatException();

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
