using System.Collections.Concurrent;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Collections and lazy values that several threads use at once.</summary>
internal static class SharedStores
{
    public static void Run(Checker check)
    {
        check.Is("blocking.bounded", "[100,4950,InvalidOperationException,true]", () =>
        {
            using BlockingCollection<int> items = new(boundedCapacity: 3);
            Worker producer = Worker.Start(() =>
            {
                for (int number = 0; number < 100; number++)
                {
                    items.Add(number);
                }

                items.CompleteAdding();
            });
            (int count, int sum) = (0, 0);
            foreach (int item in items.GetConsumingEnumerable())
            {
                count++;
                sum += item;
            }

            producer.End();
            return new object[] { count, sum, Worker.Thrown(() => items.Add(1)), items.IsCompleted };
        });
        check.Is("blocking.time", "[false,true,false,OperationCanceledException]", () =>
        {
            using BlockingCollection<int> items = new(1);
            using CancellationTokenSource source = new();
            bool empty = items.TryTake(out int _, 1);
            bool added = items.TryAdd(1);
            bool full = items.TryAdd(2, 1);
            string thrown = "";
            Worker worker = Worker.Start(() => thrown = Worker.Thrown(() => items.Add(2, source.Token)));
            worker.UntilItWaits();
            source.Cancel();
            worker.End();
            return new object[] { empty, added, full, thrown };
        });
        check.Is("blocking.any", "[1,5,1]", () =>
        {
            // What has room without bounds is preferred to what has some.
            using BlockingCollection<int> first = new(1);
            using BlockingCollection<int> second = new(new ConcurrentStack<int>());
            second.Add(5);
            int index = BlockingCollection<int>.TakeFromAny([first, second], out int item);
            return new[] { index, item, BlockingCollection<int>.AddToAny([first, second], 9) };
        });
        check.Is("dictionary.threads", "[10,2000,2000]", () =>
        {
            ConcurrentDictionary<int, int> counts = new();
            Worker.Together(4, _ =>
            {
                for (int turn = 0; turn < 500; turn++)
                {
                    counts.AddOrUpdate(turn % 10, 1, (_, count) => count + 1);
                }
            });
            int sum = counts.Values.Sum();
            Worker.Together(4, number =>
            {
                for (int turn = 0; turn < 500; turn++)
                {
                    counts.TryAdd(1000 + (number * 500) + turn, turn);
                    counts.TryRemove(1000 + (number * 500) + turn, out int _);
                }
            });
            return new[] { counts.Count, sum, counts.Sum(pair => pair.Value) };
        });
        check.Is("dictionary.get.or.add", "[1,4]", () =>
        {
            ConcurrentDictionary<string, object> values = new();
            object[] got = new object[4];
            using Barrier together = new(4);
            Worker.Together(4, number =>
            {
                together.SignalAndWait();
                got[number] = values.GetOrAdd("key", _ => new object());
            });
            return new[] { got.Distinct().Count(), got.Length };
        });
        check.Is("queue.threads", "[2000,1999000,true]", () =>
        {
            ConcurrentQueue<int> queue = new();
            ConcurrentBag<int> taken = [];
            bool ordered = true;
            int left = 2000;
            Worker.Together(4, number =>
            {
                if (number < 2)
                {
                    for (int turn = 0; turn < 1000; turn++)
                    {
                        queue.Enqueue((number * 1000) + turn);
                    }

                    return;
                }

                int[] last = [-1, -1];
                while (Volatile.Read(ref left) > 0)
                {
                    if (queue.TryDequeue(out int item))
                    {
                        ordered &= last[item / 1000] < item;
                        last[item / 1000] = item;
                        taken.Add(item);
                        Interlocked.Decrement(ref left);
                    }
                    else
                    {
                        Thread.Yield();
                    }
                }
            });
            return new object[] { taken.Count, taken.Sum(), ordered };
        });
        check.Is("stack.threads", "[0,2000,1999000]", () =>
        {
            ConcurrentStack<int> stack = new();
            (int count, int sum) = (0, 0);
            Worker.Together(4, number =>
            {
                for (int turn = 0; turn < 500; turn++)
                {
                    stack.Push((number * 500) + turn);
                    if (turn % 2 == 1)
                    {
                        int[] two = new int[2];
                        int got = stack.TryPopRange(two);
                        Interlocked.Add(ref count, got);
                        Interlocked.Add(ref sum, two[0] + two[1]);
                    }
                }
            });
            return new[] { stack.Count, count, sum };
        });
        check.Is("bag.threads", "[0,1200,719400]", () =>
        {
            // Half take what the others have put in.
            ConcurrentBag<int> bag = [];
            (int count, int sum) = (0, 0);
            Worker.Together(4, number =>
            {
                for (int turn = 0; turn < 600; turn++)
                {
                    if (number < 2)
                    {
                        bag.Add((number * 600) + turn);
                        continue;
                    }

                    int item = 0;
                    Worker.Until(() => bag.TryTake(out item));
                    Interlocked.Increment(ref count);
                    Interlocked.Add(ref sum, item);
                }
            });
            return new[] { bag.Count, count, sum };
        });
        check.Is("lazy.threads", "[1,[9,9,9,9],true]", () =>
        {
            int made = 0;
            Lazy<int> lazy = new(() =>
            {
                Thread.Yield();
                return Interlocked.Increment(ref made) + 8;
            });
            int[] seen = new int[4];
            Worker.Together(4, number => seen[number] = lazy.Value);
            return new object[] { made, seen, lazy.IsValueCreated };
        });
        check.Is("lazy.publication", "[2,1,true]", () =>
        {
            // Both are within the factory at once; the value of one counts for both.
            int made = 0;
            using Barrier inside = new(2);
            Lazy<object> lazy = new(() =>
            {
                Interlocked.Increment(ref made);
                inside.SignalAndWait();
                return new object();
            }, LazyThreadSafetyMode.PublicationOnly);
            object[] seen = new object[2];
            Worker.Together(2, number => seen[number] = lazy.Value);
            return new object[] { made, seen.Distinct().Count(), ReferenceEquals(lazy.Value, seen[0]) };
        });
        check.Is("lazy.throws", "[FormatException,FormatException,1,FormatException,5]", () =>
        {
            int tries = 0;
            Lazy<int> cached = new(() => ++tries > 0 ? throw new FormatException() : 0);
            List<object> seen = [Worker.Thrown(() => _ = cached.Value),
                Worker.Elsewhere(() => Worker.Thrown(() => _ = cached.Value)), tries];
            bool broken = true;
            Lazy<int> again = new(() => broken ? throw new FormatException() : 5, LazyThreadSafetyMode.PublicationOnly);
            seen.Add(Worker.Thrown(() => _ = again.Value));
            broken = false;
            seen.Add(again.Value);
            return seen;
        });
        check.Is("lazy.initializer", "[1,1,true]", () =>
        {
            int made = 0;
            object? gate = null;
            bool ready = false;
            int value = 0;
            object? published = null;
            object[] seen = new object[4];
            Worker.Together(4, number =>
            {
                LazyInitializer.EnsureInitialized(ref value, ref ready, ref gate,
                    () => Interlocked.Increment(ref made));
                seen[number] = LazyInitializer.EnsureInitialized(ref published, () => new object());
            });
            return new object[] { made, seen.Distinct().Count(), ready && value == 1 };
        });
    }
}
