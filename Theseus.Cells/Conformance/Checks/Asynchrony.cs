using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Asynchronous methods that complete on the thread that calls them: what they await is complete already, or is
/// completed later by the same thread, which then runs the continuation.
/// </summary>
internal static class Asynchrony
{
    public static void Run(Checker check)
    {
        check.Is("inline", "[true,6]", () =>
        {
            Task<int> task = Add(Task.FromResult(Hidden.Of(1)), Task.FromResult(2), 3);
            return new object[] { task.IsCompletedSuccessfully, task.Result };
        });
        check.Is("value.task", "[true,7]", () =>
        {
            ValueTask<int> task = AddOne(new ValueTask<int>(Hidden.Of(6)));
            return new object[] { task.IsCompleted, task.Result };
        });
        check.Is("loop", "499500", () => SumTo(Hidden.Of(1000)).Result);
        check.Is("deep", "200", () => Deep(Hidden.Of(200)).Result);
        check.Is("configure", "5", () => Configured().GetAwaiter().GetResult());
        check.Is("later", "[false,before,true,after 4]", () =>
        {
            TaskCompletionSource<int> source = new();
            List<string> log = [];
            Task task = Await(source.Task, log);
            List<object> seen = [task.IsCompleted, .. log];
            source.SetResult(Hidden.Of(4));
            seen.AddRange([task.IsCompleted, log[^1]]);
            return seen;
        });
        check.Is("completed.source", "ready", () =>
        {
            TaskCompletionSource<string> source = new();
            source.SetResult(Hidden.Of("ready"));
            return Pass(source.Task).Result;
        });
        check.Is("when.all", "[1,2,3]", () =>
            Task.WhenAll(Task.FromResult(1), Task.FromResult(Hidden.Of(2)),
            Add(Task.FromResult(1), Task.FromResult(1), 1)).Result);
        check.Is("when.any", "2", () =>
            Task.WhenAny(new TaskCompletionSource<int>().Task, Task.FromResult(Hidden.Of(2))).Result.Result);
        check.Is("when.all.later", "[false,true,30]", () =>
        {
            TaskCompletionSource<int>[] sources = [new(), new()];
            Task<int[]> all = Task.WhenAll(sources.Select(source => source.Task));
            sources[1].SetResult(Hidden.Of(20));
            bool early = all.IsCompleted;
            sources[0].SetResult(10);
            return new object[] { early, all.IsCompleted, all.Result.Sum() };
        });
        check.Is("when.each", "[a,b]", () =>
            Drain(Task.WhenEach(Task.FromResult("a"), Task.FromResult(Hidden.Of("b")))).Result);
        check.Is("throws", "[true,InvalidOperationException,late]", () =>
        {
            Task<int> task = Throwing(Task.CompletedTask);
            return new object[] { task.IsFaulted, task.Exception!.InnerException!.GetType().Name,
                task.Exception.InnerException.Message };
        });
        check.Throws<InvalidOperationException>("throws.awaited", () =>
            Throwing(Task.CompletedTask).GetAwaiter().GetResult());
        check.Throws<AggregateException>("throws.result", () => Throwing(Task.CompletedTask).Result);
        check.Is("throws.caught", "[try,caught late,finally,end]", () => Guarded().Result);
        check.Is("throws.all", "2", () =>
        {
            Task all = Task.WhenAll(Throwing(Task.CompletedTask), Task.FromResult(1),
                Task.FromException<int>(new ArgumentException(Hidden.Of("x"))));
            return all.Exception!.InnerExceptions.Count;
        });
        check.Is("cancelled", "[true,TaskCanceledException]", () =>
        {
            using CancellationTokenSource source = new();
            source.Cancel();
            Task task = Task.FromCanceled(source.Token);
            try
            {
                task.Wait();
                return null;
            }
            catch (AggregateException thrown)
            {
                return new object[] { task.IsCanceled, thrown.InnerException!.GetType().Name };
            }
        });
        check.Is("cancelled.method", "[false,true]", () =>
        {
            Task task = Cancelling(new CancellationToken(Hidden.Of(true)));
            return new[] { task.IsFaulted, task.IsCanceled };
        });
        check.Is("dispose", "[body,disposed,done]", () => Disposing().Result);
        check.Is("continuation", "[1,2,10]", () =>
        {
            TaskCompletionSource<int> source = new();
            List<int> log = [];
            Task<int> last = source.Task.ContinueWith(done => { log.Add(done.Result); return done.Result + 1; },
                TaskContinuationOptions.ExecuteSynchronously)
                .ContinueWith(done => { log.Add(done.Result); return 10; },
                TaskContinuationOptions.ExecuteSynchronously);
            source.SetResult(Hidden.Of(1));
            log.Add(last.Result);
            return log;
        });
        check.Is("awaiter.own", "[asked,completed,result 3]", () =>
        {
            List<string> log = [];
            Task task = AwaitOwn(new Promise(log), log);
            return task.IsCompletedSuccessfully ? log : null;
        });
        check.Is("context", "[posted 1,resumed 8]", () =>
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            Pump pump = new();
            List<string> log = [];
            try
            {
                SynchronizationContext.SetSynchronizationContext(pump);
                TaskCompletionSource<int> source = new();
                Task task = Resume(source.Task, log);
                SynchronizationContext.SetSynchronizationContext(before);
                source.SetResult(Hidden.Of(8));
                log.Add($"posted {pump.Waiting}");
                pump.RunAll();
                task.GetAwaiter().GetResult();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }

            return log;
        });
        check.Is("local", "[outer,inner,outer]", () =>
        {
            AsyncLocal<string> local = new() { Value = "outer" };
            List<string> log = [local.Value];
            Changing(local, log).GetAwaiter().GetResult();
            log.Add(local.Value);
            return log;
        });
        check.Is("void", "[start,end]", () =>
        {
            TaskCompletionSource source = new();
            List<string> log = [];
            FireAndForget(source.Task, log);
            source.SetResult();
            return log;
        });
        check.Is("generic", "[text,5]", () =>
            new object[] { Pass(Task.FromResult("text")).Result, Pass(Task.FromResult(Hidden.Of(5))).Result });
    }

    private static async Task<int> Add(Task<int> left, Task<int> right, int more) => await left + await right + more;

    private static async ValueTask<int> AddOne(ValueTask<int> number) => await number + 1;

    private static async Task<long> SumTo(int count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += await Task.FromResult(i);
        }

        return sum;
    }

    private static async Task<int> Deep(int depth) => depth == 0 ? 0 : 1 + await Deep(depth - 1);

    private static async Task<int> Configured()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        return await Task.FromResult(5).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static async Task Await(Task<int> task, List<string> log)
    {
        log.Add("before");
        int value = await task;
        log.Add($"after {value}");
    }

    private static async Task<T> Pass<T>(Task<T> task) => await task;

    private static async Task<List<T>> Drain<T>(IAsyncEnumerable<Task<T>> tasks)
    {
        List<T> results = [];
        await foreach (Task<T> task in tasks)
        {
            results.Add(await task);
        }

        return results;
    }

    private static async Task<int> Throwing(Task before)
    {
        await before;
        throw new InvalidOperationException("late");
    }

    private static async Task<List<string>> Guarded()
    {
        List<string> log = ["try"];
        try
        {
            await Throwing(Task.CompletedTask);
        }
        catch (InvalidOperationException thrown) when (thrown.Message == "late")
        {
            await Task.CompletedTask;
            log.Add($"caught {thrown.Message}");
        }
        finally
        {
            await Task.CompletedTask;
            log.Add("finally");
        }

        log.Add("end");
        return log;
    }

    private static async Task Cancelling(CancellationToken token)
    {
        await Task.CompletedTask;
        token.ThrowIfCancellationRequested();
    }

    private static async Task<List<string>> Disposing()
    {
        List<string> log = [];
        await using (new Resource(log))
        {
            log.Add("body");
        }

        log.Add("done");
        return log;
    }

    private static async Task AwaitOwn(Promise promise, List<string> log) => log.Add($"result {await promise}");

    private static async Task Resume(Task<int> task, List<string> log) => log.Add($"resumed {await task}");

    private static async Task Changing(AsyncLocal<string> local, List<string> log)
    {
        await Task.CompletedTask;
        local.Value = "inner";
        log.Add(local.Value);
    }

    private static async void FireAndForget(Task task, List<string> log)
    {
        log.Add("start");
        await task;
        log.Add("end");
    }

    private sealed class Resource(List<string> log) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Task.CompletedTask;
            log.Add("disposed");
        }
    }

    /// <summary>Something to await that is not a task: it says that it is not done, then completes at once.</summary>
    private sealed class Promise(List<string> log) : INotifyCompletion
    {
        public bool IsCompleted
        {
            get
            {
                log.Add("asked");
                return false;
            }
        }

        public Promise GetAwaiter() => this;

        public int GetResult() => 3;

        public void OnCompleted(Action continuation)
        {
            log.Add("completed");
            continuation();
        }
    }

    /// <summary>A context that keeps what is posted to it until its owner runs it.</summary>
    private sealed class Pump : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];

        public int Waiting => _posted.Count;

        public override void Post(SendOrPostCallback callback, object? state) => _posted.Enqueue((callback, state));

        public void RunAll()
        {
            while (_posted.TryDequeue(out (SendOrPostCallback Callback, object? State) next))
            {
                next.Callback(next.State);
            }
        }
    }
}
