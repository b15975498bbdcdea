using System.Collections.Concurrent;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary><see cref="Parallel"/> and parallel queries.</summary>
internal static class Parallels
{
    public static void Run(Checker check)
    {
        check.Is("parallel.for", "[499500,true,null]", () =>
        {
            long sum = 0;
            ParallelLoopResult result = Parallel.For(0, Hidden.Of(1000), number => Interlocked.Add(ref sum, number));
            return new object?[] { sum, result.IsCompleted, result.LowestBreakIteration };
        });
        check.Is("parallel.for.each.once", "[true,0]", () =>
        {
            int[] seen = new int[500];
            Parallel.For(0, 500, number => Interlocked.Increment(ref seen[number]));
            int beyond = 0;
            Parallel.For(5, 5, _ => beyond++);
            return new object[] { seen.All(count => count == 1), beyond };
        });
        check.Is("parallel.for.local", "[499500,true]", () =>
        {
            long sum = 0;
            int made = 0;
            int given = 0;
            Parallel.For(0, 1000, () =>
            {
                Interlocked.Increment(ref made);
                return 0L;
            }, (number, state, local) => local + number, local =>
            {
                Interlocked.Increment(ref given);
                Interlocked.Add(ref sum, local);
            });
            return new object[] { sum, made == given && made > 0 };
        });
        check.Is("parallel.break", "[false,20,true]", () =>
        {
            bool[] seen = new bool[1000];
            ParallelLoopResult result = Parallel.For(0, 1000, (number, state) =>
            {
                seen[number] = true;
                if (number >= 20)
                {
                    state.Break();
                }
            });
            return new object?[] { result.IsCompleted, result.LowestBreakIteration, seen.Take(21).All(ran => ran) };
        });
        check.Is("parallel.stop", "[false,null,true]", () =>
        {
            int stopped = 0;
            ParallelLoopResult result = Parallel.For(0, 1000, (number, state) =>
            {
                state.Stop();
                Interlocked.Add(ref stopped, state.IsStopped && state.ShouldExitCurrentIteration ? 1 : 0);
            });
            return new object?[] { result.IsCompleted, result.LowestBreakIteration, stopped > 0 };
        });
        check.Is("parallel.stop.and.break", "[AggregateException,InvalidOperationException]", () =>
        {
            try
            {
                Parallel.For(0, 1, (_, state) =>
                {
                    state.Stop();
                    state.Break();
                });
                return "none";
            }
            catch (AggregateException thrown)
            {
                return new object[] { thrown, thrown.InnerExceptions.Single() };
            }
        });
        check.Is("parallel.throws", "[AggregateException,true,true]", () =>
        {
            try
            {
                Parallel.For(0, 100, number => throw new FormatException($"{number}"));
                return "none";
            }
            catch (AggregateException thrown)
            {
                return new object[] { thrown, thrown.InnerExceptions.Count >= 1,
                    thrown.InnerExceptions.All(one => one is FormatException) };
            }
        });
        check.Is("parallel.cancelled", "[OperationCanceledException,true,0]", () =>
        {
            using CancellationTokenSource source = new();
            ParallelOptions options = new() { CancellationToken = source.Token };
            const int Most = 1_000_000_000; // whoever cancels may be stopped before those are told that loop
            int ran = 0;
            string thrown = Worker.Thrown(() => Parallel.For(0, Most, options, _ =>
            {
                Interlocked.Increment(ref ran);
                source.Cancel();
            }));
            int after = 0;
            Worker.Thrown(() => Parallel.For(0, 10, options, _ => after++));
            return new object[] { thrown, ran is >= 1 and < Most, after };
        });
        check.Is("parallel.degree", "[1,true,ArgumentOutOfRangeException]", () =>
        {
            (int inside, int most) = (0, 0);
            ParallelOptions options = new() { MaxDegreeOfParallelism = 1 };
            List<int> order = [];
            Parallel.For(0, 50, options, number =>
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                order.Add(number);
                Interlocked.Decrement(ref inside);
            });
            return new object[] { most, order.Order().SequenceEqual(Enumerable.Range(0, 50)),
                Worker.Thrown(() => options.MaxDegreeOfParallelism = Hidden.Of(0)) };
        });
        check.Is("parallel.for.each", "[4950,4950,4950]", () =>
        {
            long list = 0;
            long lazy = 0;
            long parts = 0;
            int[] numbers = [.. Enumerable.Range(0, Hidden.Of(100))];
            Parallel.ForEach(numbers, number => Interlocked.Add(ref list, number));
            Parallel.ForEach(numbers.Where(number => number >= 0), number => Interlocked.Add(ref lazy, number));
            Parallel.ForEach(Partitioner.Create(0, 100, 7), range =>
            {
                for (int number = range.Item1; number < range.Item2; number++)
                {
                    Interlocked.Add(ref parts, number);
                }
            });
            return new[] { list, lazy, parts };
        });
        check.Is("parallel.invoke", "[4,AggregateException,2,2]", () =>
        {
            int ran = 0;
            void Step() => Interlocked.Increment(ref ran);
            Parallel.Invoke(Step, Step, Step, Step);
            int first = ran;
            try
            {
                Parallel.Invoke(Step, () => throw new FormatException(), Step, () => throw new TimeoutException());
                return "none";
            }
            catch (AggregateException thrown)
            {
                return new object[] { first, thrown, thrown.InnerExceptions.Count, ran - first };
            }
        });
        check.Is("parallel.nested", "1600", () =>
        {
            int count = 0;
            Parallel.For(0, 40, _ => Parallel.For(0, 40, _ => Interlocked.Increment(ref count)));
            return count;
        });
        check.Is("parallel.async", "[4950,4950,true,Faulted,FormatException]", () =>
        {
            (int sum, int lazy, int inside, int most) = (0, 0, 0, 0);
            ParallelOptions two = new() { MaxDegreeOfParallelism = 2 };
            Worker.Done(Parallel.ForEachAsync(Enumerable.Range(0, 100), two, async (number, _) =>
            {
                int now = Interlocked.Increment(ref inside);
                most = Math.Max(most, now);
                await Task.Yield();
                Interlocked.Add(ref sum, number);
                Interlocked.Decrement(ref inside);
            }));
            Worker.Done(Parallel.ForAsync(0, 100, async (number, _) =>
            {
                await Task.Yield();
                Interlocked.Add(ref lazy, number);
            }));
            Task failed = Parallel.ForEachAsync(Enumerable.Range(0, 10), (number, _) => number == 5
                ? throw new FormatException() : ValueTask.CompletedTask);
            return new object[] { sum, lazy, most is 1 or 2, Worker.Done(failed), failed.Exception!.InnerException! };
        });
        check.Is("parallel.async.cancelled", "[Canceled,true]", () =>
        {
            using CancellationTokenSource source = new();
            bool told = false;
            Task task = Parallel.ForEachAsync(Endless(), source.Token, async (number, token) =>
            {
                source.Cancel();
                told |= token.IsCancellationRequested;
                await Task.Yield();
            });
            return new object[] { Worker.Done(task), told };
        });
        check.Is("query.ordered", "[0,2,4,6,8,10,12,14,16,18]", () => Enumerable.Range(0, Hidden.Of(1000)).AsParallel()
            .AsOrdered().WithDegreeOfParallelism(2).Where(number => number % 2 == 0).Take(10).ToArray());
        check.Is("query.sums", "[332833500,999,0,1000,499.5]", () =>
        {
            ParallelQuery<int> numbers = Enumerable.Range(0, Hidden.Of(1000)).AsParallel();
            return new object[] { numbers.Select(number => (long)number * number).Sum(), numbers.Max(), numbers.Min(),
                numbers.Count(), numbers.Average() };
        });
        check.Is("query.aggregate", "[499500,true]", () =>
        {
            int parts = 0;
            int sum = Enumerable.Range(0, 1000).AsParallel().WithDegreeOfParallelism(4).Aggregate(() =>
            {
                Interlocked.Increment(ref parts);
                return 0;
            }, (part, number) => part + number, (left, right) => left + right, total => total);
            return new object[] { sum, parts >= 1 };
        });
        check.Is("query.group", "[0:34,1:33,2:33]", () => Enumerable.Range(0, 100).AsParallel()
            .GroupBy(number => number % 3).Select(group => $"{group.Key}:{group.Count()}").ToArray()
            .Order(StringComparer.Ordinal));
        check.Is("query.distinct", "[0,1,2,3,4,5,6]", () => Enumerable.Range(0, Hidden.Of(100)).AsParallel()
            .Select(number => number % 7).Distinct().ToArray().Order());
        check.Is("query.answers", "[true,false,true,500,7,8]", () =>
        {
            ParallelQuery<int> numbers = Enumerable.Range(0, Hidden.Of(1000)).AsParallel().AsOrdered();
            return new object[] { numbers.All(number => number >= 0), numbers.Any(number => number > 1000),
                numbers.Contains(999), numbers.Count(number => number % 2 == 0), numbers.ElementAt(7),
                numbers.First(number => number > 7) };
        });
        check.Is("query.throws", "[AggregateException,true]", () =>
        {
            try
            {
                return Enumerable.Range(0, 100).AsParallel().WithDegreeOfParallelism(2)
                    .WithExecutionMode(ParallelExecutionMode.ForceParallelism)
                    .Select(number => number < 0 ? 0 : throw new FormatException()).Sum();
            }
            catch (AggregateException thrown)
            {
                return new object[] { thrown, thrown.InnerExceptions.All(one => one is FormatException) };
            }
        });
        check.Is("query.cancelled", "OperationCanceledException", () =>
        {
            using CancellationTokenSource source = new();
            return Worker.Thrown(() => Endless().AsParallel().WithCancellation(source.Token).Select(number =>
            {
                source.Cancel();
                return number;
            }).Sum());
        });
        check.Is("query.for.all", "[100,4950]", () =>
        {
            (int count, int sum) = (0, 0);
            Enumerable.Range(0, 100).AsParallel().ForAll(number =>
            {
                Interlocked.Increment(ref count);
                Interlocked.Add(ref sum, number);
            });
            return new[] { count, sum };
        });
    }

    private static IEnumerable<int> Endless()
    {
        for (int number = 0; ; number = (number + 1) % 1000)
        {
            yield return number;
        }
    }
}
