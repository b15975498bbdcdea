using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Asynchronous methods whose threads change under way.</summary>
internal static class AsyncFlows
{
    public static void Run(Checker check)
    {
        check.Is("async.pool", "[6,[0,1,2,3]]", () => Worker.Result(OverThePool()));
        check.Is("async.yield", "[true,50]", () => Worker.Result(Yielding()));
        check.Is("async.catch.and.finally", "[try,catch FormatException,after wait,finally,after wait,end]", () =>
            Worker.Result(Handlers()));
        check.Is("async.finally.rethrows", "[finally,InvalidOperationException,outer]", () =>
            Worker.Result(Rethrows()));
        check.Is("async.filter", "[filter 7,caught]", () => Worker.Result(Filtered()));
        check.Is("async.trace", "true", () =>
        {
            Task task = Deep(Hidden.Of(3));
            Worker.Done(task);
            string trace = task.Exception!.InnerException!.StackTrace!;
            return trace.Contains(nameof(Deep), StringComparison.Ordinal);
        });
        check.Is("async.local", "[a,b,a,a]", () => Worker.Result(Locals()));
        check.Is("async.streams", "[0,1,2,disposed]", () => Worker.Result(Streams(3)));
        check.Is("async.streams.left", "[0,disposed]", () => Worker.Result(Streams(1)));
        check.Is("async.streams.cancelled", "[0,1,disposed,OperationCanceledException,true]", () =>
            Worker.Result(CancelledStream()));
        check.Is("async.dispose", "[body,second,first,FormatException]", () => Worker.Result(Disposals()));
        check.Is("async.void", "[(1, 0),(1, 1),start,resumed,true]", () =>
        {
            Posts posts = new();
            TaskCompletionSource source = new();
            List<object> log = [];
            posts.Within(() => Forget(source.Task, log));
            object started = posts.Operations;
            source.SetResult();
            posts.RunUntil(() => posts.Operations.Completed == 1);
            return new object[] { started, posts.Operations, log[0], log[1],
                (int)log[2] == Environment.CurrentManagedThreadId };
        });
        check.Is("async.void.throws", "[FormatException,(1, 1)]", () =>
        {
            // What an async void method throws is posted to the context that it was called in.
            Posts posts = new();
            posts.Within(() => ForgetAndThrow(Task.CompletedTask));
            string thrown = Worker.Thrown(() => posts.RunAll());
            return new object[] { thrown, posts.Operations };
        });
        check.Is("async.context", "[true,false,true]", () =>
        {
            Posts posts = new();
            Task<bool[]>? task = null;
            posts.Within(() =>
            {
                task = InContext(posts);
                posts.RunUntil(() => task.IsCompleted);
            });
            return Worker.Result(task!);
        });
        check.Is("async.configure", "[none,FormatException,true,true]", () =>
        {
            Task faulted = Task.FromException(new FormatException());
            string suppressed = Worker.Thrown(() =>
                faulted.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult());
            string plain = Worker.Thrown(() =>
                faulted.ConfigureAwait(ConfigureAwaitOptions.None).GetAwaiter().GetResult());
            ConfiguredTaskAwaitable forced = Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return new object[] { suppressed, plain, !forced.GetAwaiter().IsCompleted, Worker.Result(Forced()) };
        });
        check.Is("async.lambda", "[10,FormatException]", () =>
        {
            Func<int, Task<int>> twice = async number =>
            {
                await Task.Yield();
                return number >= 0 ? number * 2 : throw new FormatException();
            };
            Task<int> failed = twice(Hidden.Of(-1));
            Worker.Done(failed);
            return new object[] { Worker.Result(twice(Hidden.Of(5))), failed.Exception!.InnerException! };
        });
        check.Is("async.many", "[500,124750]", () =>
        {
            Task<int>[] tasks = [.. Enumerable.Range(0, 500).Select(async number =>
            {
                await Task.Yield();
                return number;
            })];
            int[] results = Worker.Result(Task.WhenAll(tasks));
            return new[] { results.Length, results.Sum() };
        });
        check.Is("async.main.thread.blocked", "[done,1]", () =>
        {
            // Who blocks for an asynchronous method leaves the pool to it.
            int finished = 0;
            async Task<string> Work()
            {
                await Task.Delay(1).ConfigureAwait(false);
                Interlocked.Increment(ref finished);
                return "done";
            }

            return new object[] { Work().GetAwaiter().GetResult(), finished };
        });
    }

    private static async Task<object> OverThePool()
    {
        List<int> log = [];
        int sum = 0;
        for (int number = 0; number < 4; number++)
        {
            sum += await Task.Run(() => number);
            log.Add(number);
        }

        return new object[] { sum, log };
    }

    private static async Task<object> Yielding()
    {
        await Task.Yield();
        bool pool = Thread.CurrentThread.IsThreadPoolThread;
        int turns = 0;
        while (turns < 50)
        {
            await Task.Yield();
            turns++;
        }

        return new object[] { pool, turns };
    }

    private static async Task<List<string>> Handlers()
    {
        List<string> log = [];
        try
        {
            log.Add("try");
            await Task.Yield();
            throw new FormatException();
        }
        catch (FormatException thrown)
        {
            log.Add($"catch {thrown.GetType().Name}");
            await Task.Run(() => { });
            log.Add("after wait");
        }
        finally
        {
            log.Add("finally");
            await Task.Run(() => { });
            log.Add("after wait");
        }

        log.Add("end");
        return log;
    }

    private static async Task<List<string>> Rethrows()
    {
        List<string> log = [];
        try
        {
            try
            {
                await Task.Yield();
                throw new InvalidOperationException("outer");
            }
            finally
            {
                await Task.Run(() => log.Add("finally"));
            }
        }
        catch (InvalidOperationException thrown)
        {
            log.AddRange([thrown.GetType().Name, thrown.Message]);
        }

        return log;
    }

    private static async Task<List<string>> Filtered()
    {
        List<string> log = [];
        bool Filter(int number)
        {
            log.Add($"filter {number}");
            return number == 7;
        }

        try
        {
            await Task.Run(() => throw new FormatException());
        }
        catch (FormatException) when (Filter(Hidden.Of(7)))
        {
            await Task.Yield();
            log.Add("caught");
        }

        return log;
    }

    private static async Task Deep(int left)
    {
        await Task.Yield();
        if (left == 0)
        {
            throw new FormatException();
        }

        await Deep(left - 1);
    }

    private static async Task<List<string?>> Locals()
    {
        AsyncLocal<string?> local = new() { Value = "a" };
        List<string?> seen = [local.Value];
        async Task Change()
        {
            local.Value = "b";
            await Task.Yield();
            seen.Add(local.Value);
        }

        await Change();
        seen.Add(local.Value);
        await Task.Yield();
        seen.Add(local.Value);
        return seen;
    }

    private static async Task<List<string>> Streams(int most)
    {
        List<string> log = [];
        await foreach (int number in Numbers(log))
        {
            log.Add($"{number}");
            if (number == most - 1)
            {
                break;
            }
        }

        return log;
    }

    private static async Task<List<object>> CancelledStream()
    {
        using CancellationTokenSource source = new();
        List<string> log = [];
        List<object> seen = [];
        try
        {
            await foreach (int number in Numbers(log).WithCancellation(source.Token).ConfigureAwait(false))
            {
                log.Add($"{number}");
                if (number == 1)
                {
                    source.Cancel();
                }
            }
        }
        catch (OperationCanceledException thrown)
        {
            seen.AddRange([.. log, thrown, thrown.CancellationToken == source.Token]);
        }

        return seen;
    }

    private static async IAsyncEnumerable<int> Numbers(List<string> log,
        [EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            for (int number = 0; ; number++)
            {
                await Task.Yield();
                token.ThrowIfCancellationRequested();
                yield return number;
            }
        }
        finally
        {
            await Task.Run(() => log.Add("disposed"), CancellationToken.None);
        }
    }

    private static async Task<List<string>> Disposals()
    {
        List<string> log = [];
        try
        {
            await using Resource first = new("first", log);
            await using (new Resource("second", log))
            {
                log.Add("body");
                throw new FormatException();
            }
        }
        catch (FormatException thrown)
        {
            log.Add(thrown.GetType().Name);
        }

        return log;
    }

    private static async void Forget(Task task, List<object> log)
    {
        log.Add("start");
        await task;
        log.Add("resumed");
        log.Add(Environment.CurrentManagedThreadId);
    }

    private static async void ForgetAndThrow(Task task)
    {
        await task;
        throw new FormatException();
    }

    private static async Task<bool[]> InContext(Posts posts)
    {
        await Task.Run(() => { });
        bool stayed = SynchronizationContext.Current == posts;
        bool inner = await Left(posts);
        return [stayed, inner, SynchronizationContext.Current == posts];
    }

    private static async Task<bool> Left(Posts posts)
    {
        await Task.Delay(1).ConfigureAwait(false);
        return SynchronizationContext.Current == posts;
    }

    private static async Task<bool> Forced()
    {
        int before = Worker.Elsewhere(() => Environment.CurrentManagedThreadId);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return Thread.CurrentThread.IsThreadPoolThread && before != 0;
    }
}
