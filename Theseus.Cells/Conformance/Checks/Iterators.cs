using System.Collections;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Iterator methods, their finally blocks, and enumerators written by hand.</summary>
internal static class Iterators
{
    public static void Run(Checker check)
    {
        check.Is("simple", "[0,1,4,9]", () => Squares(Hidden.Of(4)));
        check.Is("twice", "[14,14]", () =>
        {
            IEnumerable<int> squares = Squares(Hidden.Of(4));
            return new[] { squares.Sum(), squares.Sum() };
        });
        check.Is("early.exit", "[0,1,released]", () =>
        {
            List<string> log = [];
            foreach (int item in Logged(log))
            {
                log.Add($"{item}");
                if (item == Hidden.Of(1))
                {
                    break;
                }
            }

            return log;
        });
        check.Is("full.run", "[0,1,2,released]", () =>
        {
            List<string> log = [];
            foreach (int item in Logged(log))
            {
                log.Add($"{item}");
            }

            return log;
        });
        check.Is("throw.inside", "[0,1,2,released,caught]", () =>
        {
            List<string> log = [];
            try
            {
                foreach (int item in Logged(log))
                {
                    log.Add($"{item}");
                    if (item == Hidden.Of(2))
                    {
                        throw new InvalidOperationException();
                    }
                }
            }
            catch (InvalidOperationException)
            {
                log.Add("caught");
            }

            return log;
        });
        check.Is("late.check", "[made,ArgumentException]", () =>
        {
            IEnumerable<int> broken = Checked(Hidden.Of(-1));
            List<string> log = ["made"];
            try
            {
                _ = broken.Count();
            }
            catch (ArgumentException thrown)
            {
                log.Add(thrown.GetType().Name);
            }

            return log;
        });
        check.Is("recursive", "[1,2,3,4,5,6,7]", () =>
            new Tree<int>(4, new(2, new(1), new(3)), new(6, new(5), new(Hidden.Of(7)))));
        check.Is("old", "[1,two]", () =>
        {
            List<object> seen = [];
            IEnumerator items = ((IEnumerable)new Pair(1, Hidden.Of("two"))).GetEnumerator();
            while (items.MoveNext())
            {
                seen.Add(items.Current!);
            }

            return seen;
        });
        check.Is("structure", "[3,2,1]", () =>
        {
            List<int> seen = [];
            foreach (int item in new Countdown(Hidden.Of(3)))
            {
                seen.Add(item);
            }

            return seen;
        });
        check.Is("extension", "[10,11]", () =>
        {
            List<int> seen = [];
            foreach (int item in (Hidden.Of(10), 11))
            {
                seen.Add(item);
            }

            return seen;
        });
        check.Is("generic", "[a,b,a,b]", () => Cycle(["a", Hidden.Of("b")]).Take(4));
        check.Is("dispose.once", "1", () =>
        {
            List<string> log = [];
            IEnumerator<int> items = Logged(log).GetEnumerator();
            items.MoveNext();
            items.Dispose();
            items.Dispose();
            return log.Count(line => line == "released");
        });
        check.Throws<NotSupportedException>("reset", () =>
        {
            Squares(Hidden.Of(1)).GetEnumerator().Reset();
            return null;
        });
    }

    private static IEnumerator<int> GetEnumerator(this (int First, int Second) pair)
    {
        yield return pair.First;
        yield return pair.Second;
    }

    private static IEnumerable<int> Squares(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i * i;
        }
    }

    private static IEnumerable<int> Logged(List<string> log)
    {
        try
        {
            for (int i = 0; i < 3; i++)
            {
                yield return i;
            }
        }
        finally
        {
            log.Add("released");
        }
    }

    private static IEnumerable<int> Checked(int count)
    {
        if (count < 0)
        {
            throw new ArgumentException("negative", nameof(count));
        }

        yield return count;
    }

    private static IEnumerable<T> Cycle<T>(T[] items)
    {
        while (true)
        {
            foreach (T item in items)
            {
                yield return item;
            }
        }
    }

    private sealed class Tree<T>(T value, Tree<T>? left = null, Tree<T>? right = null) : IEnumerable<T>
    {
        public IEnumerator<T> GetEnumerator()
        {
            foreach (T item in left ?? Enumerable.Empty<T>())
            {
                yield return item;
            }

            yield return value;
            foreach (T item in right ?? Enumerable.Empty<T>())
            {
                yield return item;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Pair(object first, object second) : IEnumerable
    {
        public IEnumerator GetEnumerator()
        {
            yield return first;
            yield return second;
        }
    }

    private readonly struct Countdown(int from)
    {
        public Walker GetEnumerator() => new(from);

        public struct Walker(int left)
        {
            private int _left = left + 1;

            public readonly int Current => _left;

            public bool MoveNext() => --_left > 0;
        }
    }
}
