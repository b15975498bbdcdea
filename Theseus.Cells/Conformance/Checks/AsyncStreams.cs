using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Asynchronous iterators, channels, cancellation and progress on one thread.</summary>
internal static class AsyncStreams
{
    public static void Run(Checker check)
    {
        check.Is("iterate", "[0,1,4,9]", () => Collect(Squares(Hidden.Of(4))).Result);
        check.Is("iterate.large", "[10000,333283335000]", () =>
        {
            List<long> squares = Collect(LongSquares(Hidden.Of(10000))).Result;
            return new[] { squares.Count, squares.Sum() };
        });
        check.Is("early.exit", "[0,released]", () =>
        {
            List<string> log = [];
            TakeOne(Logged(log), log).GetAwaiter().GetResult();
            return log;
        });
        check.Is("throws", "[0,released,caught]", () =>
        {
            List<string> log = [];
            TakeAndThrow(Logged(log), log).GetAwaiter().GetResult();
            return log;
        });
        check.Is("linq", "[4,16]", () =>
            Collect(Squares(Hidden.Of(5)).Where(square => square % 2 == 0).Skip(1)).Result);
        check.Is("from.sequence", "[1,2]", () => Collect(new[] { 1, Hidden.Of(2) }.ToAsyncEnumerable()).Result);
        check.Is("channel", "[[1,2,3],true]", () =>
        {
            Channel<int> channel = Channel.CreateUnbounded<int>();
            for (int i = 1; i <= Hidden.Of(3); i++)
            {
                channel.Writer.TryWrite(i);
            }

            channel.Writer.Complete();
            return new object[] { Collect(channel.Reader.ReadAllAsync()).Result,
                channel.Reader.Completion.IsCompleted };
        });
        check.Is("channel.bounded", "[true,true,false,1,true]", () =>
        {
            Channel<int> channel = Channel.CreateBounded<int>(2);
            List<object> seen = [
                channel.Writer.TryWrite(1), channel.Writer.TryWrite(2), channel.Writer.TryWrite(Hidden.Of(3))];
            channel.Reader.TryRead(out int first);
            seen.AddRange([first, channel.Writer.TryWrite(3)]);
            return seen;
        });
        check.Is("cancel.stream", "[0,1,OperationCanceledException]", () =>
        {
            using CancellationTokenSource source = new();
            List<string> log = [];
            CancelAtOne(source, log).GetAwaiter().GetResult();
            return log;
        });
        check.Is("token", "[false,true,[b,a]]", () =>
        {
            using CancellationTokenSource source = new();
            List<string> log = [];
            bool before = source.Token.IsCancellationRequested;
            source.Token.Register(() => log.Add("a"));
            source.Token.Register(() => log.Add(Hidden.Of("b")));
            source.Cancel();
            return new object[] { before, source.IsCancellationRequested, log };
        });
        check.Is("token.linked", "[true,false]", () =>
        {
            using CancellationTokenSource parent = new();
            using CancellationTokenSource other = new();
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(parent.Token,
                other.Token);
            parent.Cancel();
            return new[] { linked.IsCancellationRequested, other.IsCancellationRequested };
        });
        check.Is("token.unregister", "[]", () =>
        {
            using CancellationTokenSource source = new();
            List<string> log = [];
            source.Token.Register(() => log.Add("never")).Dispose();
            source.Cancel();
            return log;
        });
        check.Throws<OperationCanceledException>("token.throws", () =>
        {
            new CancellationToken(Hidden.Of(true)).ThrowIfCancellationRequested();
            return null;
        });
        check.Is("semaphore", "[true,true,false,1]", () =>
        {
            using SemaphoreSlim semaphore = new(2);
            List<object> seen = [semaphore.Wait(0), semaphore.WaitAsync().IsCompletedSuccessfully, semaphore.Wait(0)];
            semaphore.Release();
            seen.Add(semaphore.CurrentCount);
            return seen;
        });
        check.Is("semaphore.waiter", "[false,true]", () =>
        {
            using SemaphoreSlim semaphore = new(0);
            Task waiter = Enter(semaphore);
            return new[] { waiter.IsCompleted, semaphore.CurrentCount == 0 };
        });
    }

    private static async Task Enter(SemaphoreSlim semaphore) => await semaphore.WaitAsync();

    private static async Task<List<T>> Collect<T>(IAsyncEnumerable<T> items)
    {
        List<T> collected = [];
        await foreach (T item in items)
        {
            collected.Add(item);
        }

        return collected;
    }

    private static async IAsyncEnumerable<int> Squares(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.CompletedTask;
            yield return i * i;
        }
    }

    private static async IAsyncEnumerable<long> LongSquares(int count)
    {
        for (long i = 0; i < count; i++)
        {
            yield return await Task.FromResult(i * i);
        }
    }

    private static async IAsyncEnumerable<int> Logged(List<string> log,
        [EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                token.ThrowIfCancellationRequested();
                await Task.CompletedTask;
                yield return i;
            }
        }
        finally
        {
            await Task.CompletedTask;
            if (!token.CanBeCanceled)
            {
                log.Add("released");
            }
        }
    }

    private static async Task TakeOne(IAsyncEnumerable<int> items, List<string> log)
    {
        await foreach (int item in items)
        {
            log.Add($"{item}");
            break;
        }
    }

    private static async Task TakeAndThrow(IAsyncEnumerable<int> items, List<string> log)
    {
        try
        {
            await foreach (int item in items)
            {
                log.Add($"{item}");
                throw new InvalidOperationException();
            }
        }
        catch (InvalidOperationException)
        {
            log.Add("caught");
        }
    }

    private static async Task CancelAtOne(CancellationTokenSource source, List<string> log)
    {
        try
        {
            await foreach (int item in Logged(log).WithCancellation(source.Token))
            {
                log.Add($"{item}");
                if (item == 1)
                {
                    source.Cancel();
                }
            }
        }
        catch (OperationCanceledException thrown)
        {
            log.Add(thrown.GetType().Name);
        }
    }
}
