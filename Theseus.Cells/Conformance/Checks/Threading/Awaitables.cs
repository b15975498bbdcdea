using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>What can be awaited beside tasks: sources of answers, pooled methods, types of our own.</summary>
internal static class Awaitables
{
    public static void Run(Checker check)
    {
        check.Is("value.task.source", "[false,5,1,InvalidOperationException]", () =>
        {
            Answer answer = new();
            ValueTask<int> first = answer.Next();
            bool early = first.IsCompleted;
            Task<int> awaiting = Awaited(first);
            ThreadPool.QueueUserWorkItem(_ => answer.Give(Hidden.Of(5)));
            int result = Worker.Result(awaiting);
            string stale = Worker.Thrown(() => first.GetAwaiter().GetResult());
            return new object[] { early, result, answer.Version, stale };
        });
        check.Is("value.task.source.throws", "FormatException", () =>
        {
            Answer answer = new();
            Task<int> awaiting = Awaited(answer.Next());
            ThreadPool.QueueUserWorkItem(_ => answer.Fail(new FormatException()));
            Worker.Done(awaiting);
            return Worker.Thrown(() => awaiting.GetAwaiter().GetResult());
        });
        check.Is("value.task.preserve", "[3,3,true]", () =>
        {
            ValueTask<int> kept = Three().Preserve();
            int first = Worker.Result(kept.AsTask());
            return new object[] { first, Worker.Result(kept.AsTask()), kept.IsCompletedSuccessfully };
        });
        check.Is("value.task.pooled", "[499500,1000]", () => Worker.Result(PooledSum()));
        check.Is("awaitable.own", "[asked,scheduled,7]", () => Worker.Result(AwaitOwn()));
        check.Is("awaitable.notify.only", "[flowed,2]", () => Worker.Result(AwaitPlain()));
    }

    private static async Task<int> Awaited(ValueTask<int> task) => await task;

    private static async ValueTask<int> Three()
    {
        await Task.Yield();
        return 3;
    }

    private static async Task<int[]> PooledSum()
    {
        (int sum, int count) = (0, 0);
        for (int number = 0; number < 1000; number++)
        {
            sum += await Pooled(number);
            count++;
        }

        return [sum, count];
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<int> Pooled(int number)
    {
        if (number % 10 == 0)
        {
            await Task.Yield();
        }

        return number;
    }

    private static async Task<List<object>> AwaitOwn()
    {
        List<object> log = [];
        log.Add(await new Promise(log));
        return log;
    }

    private static async Task<List<object>> AwaitPlain()
    {
        AsyncLocal<string> local = new() { Value = "flowed" };
        int result = await new PlainPromise();
        return [local.Value, result];
    }
}
