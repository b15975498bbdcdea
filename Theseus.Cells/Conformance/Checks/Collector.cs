using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// More than 400 lines: one group of checks is one file, and its output is compared in the order of the file.
namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// The garbage collector as a program sees it. A collector that scans stacks conservatively may keep a few dead
/// objects, so checks that count the dead ask for nine in ten of a hundred.
/// </summary>
internal static class Collector
{
    private const int Many = 100;
    private const int Most = 90;

    private static Phoenix? s_risen;

    public static void Run(Checker check)
    {
        check.Holds("weak.dies", () =>
        {
            WeakReference<object>[] weak = Abandon();
            GC.Collect();
            return weak.Count(reference => !reference.TryGetTarget(out _)) >= Most;
        });
        check.Is("weak.lives", "[100,true]", () =>
        {
            object[] strong = [.. Enumerable.Range(0, Many).Select(_ => new object())];
            WeakReference[] weak = [.. strong.Select(thing => new WeakReference(thing))];
            GC.Collect();
            int alive = weak.Count(reference => reference.IsAlive);
            bool same = ReferenceEquals(weak[7].Target, strong[7]);
            GC.KeepAlive(strong);
            return new object[] { alive, same };
        });
        check.Holds("finalizer", () =>
        {
            Tally tally = new();
            MakeFinalizable(tally, suppress: false);
            CollectAndFinalize();
            return tally.Count is >= Most and <= Many;
        });
        check.Is("finalizer.suppressed", "0", () =>
        {
            Tally tally = new();
            MakeFinalizable(tally, suppress: true);
            CollectAndFinalize();
            return tally.Count;
        });
        check.Holds("finalizer.once", () =>
        {
            Tally tally = new();
            MakeFinalizable(tally, suppress: false);
            CollectAndFinalize();
            int first = tally.Count;
            CollectAndFinalize();
            return first <= tally.Count && tally.Count <= Many;
        });
        check.Holds("finalizer.again", () =>
        {
            Tally tally = new();
            MakeReturning(tally);
            CollectAndFinalize();
            CollectAndFinalize();
            return tally.Count is >= 2 * Most and <= 2 * Many;
        });
        check.Is("finalizer.kept", "[0,true]", () =>
        {
            Tally tally = new();
            Finalizable kept = new(tally);
            CollectAndFinalize();
            int early = tally.Count;
            GC.SuppressFinalize(kept);
            return new object[] { early, ReferenceEquals(kept.Tally, tally) };
        });
        check.Is("resurrection", "[risen,true]", () =>
        {
            for (int i = 0; i < Many && s_risen is null; i++)
            {
                BurnPhoenix();
                CollectAndFinalize();
            }

            string? text = s_risen?.Text;
            bool again = s_risen is not null && s_risen.Risen == 1;
            s_risen = null;
            return new object[] { text!, again };
        });
        check.Holds("weak.long", () =>
        {
            Tally tally = new();
            WeakReference[] weak = MakeTracked(tally);
            GC.Collect();
            bool tracked = weak.All(reference => reference.IsAlive) || tally.Count > 0;
            CollectAndFinalize();
            CollectAndFinalize();
            return tracked && weak.Count(reference => !reference.IsAlive) >= Most;
        });
        check.Is("list.long", "[200000,19999900000]", () =>
        {
            Node? first = null;
            for (int i = 0; i < Hidden.Of(200000); i++)
            {
                first = new Node(first, i);
            }

            GC.Collect();
            Churn(2);
            (int count, long sum) = (0, 0);
            for (Node? node = first; node is not null; node = node.Next)
            {
                (count, sum) = (count + 1, sum + node.Value);
            }

            return new[] { count, sum };
        });
        check.Is("graph", "[4096,true]", () =>
        {
            Cell[] cells = MakeGraph(4096);
            GC.Collect();
            Churn(2);
            GC.Collect();
            HashSet<Cell> seen = [];
            Stack<Cell> open = new([cells[0]]);
            while (open.TryPop(out Cell? cell))
            {
                if (seen.Add(cell))
                {
                    Array.ForEach(cell.Links, open.Push);
                }
            }

            return new object[] { seen.Count,
                cells.Select((cell, index) => cell.Name == $"cell {index}").All(equal => equal) };
        });
        check.Is("structures", "[true,1000]", () =>
        {
            (int Number, string Text, object Boxed, long More)[] entries = new (int, string, object, long)[1000];
            for (int i = 0; i < entries.Length; i++)
            {
                entries[i] = (i, $"entry {i}", i, -i);
            }

            GC.Collect();
            Churn(2);
            return new object[] { entries.All(entry => entry.Text == $"entry {entry.Number}"
                && (int)entry.Boxed == entry.Number && entry.More == -entry.Number), entries.Length };
        });
        check.Is("boxed.structures", "true", () =>
        {
            object[] boxed = [.. Enumerable.Range(0, 1000).Select(i => (object)(i, $"text {i}"))];
            GC.Collect();
            Churn(2);
            return boxed.Select((value, index) => ((int, string))value == (index, $"text {index}")).All(equal => equal);
        });
        check.Is("interior", "[7,9]", () =>
        {
            ref int inside = ref Inside(Hidden.Of(7));
            GC.Collect();
            Churn(2);
            int before = inside;
            inside = 9;
            return new[] { before, inside };
        });
        check.Is("churn", "33554432", () => Churn(32));
        check.Is("large", "[true,0]", () =>
        {
            bool zeroed = true;
            for (int i = 0; i < Hidden.Of(20); i++)
            {
                byte[] block = new byte[4 << 20];
                for (int at = 0; at < block.Length; at += 4096)
                {
                    zeroed &= block[at] == 0;
                    block[at] = 255;
                }
            }

            return new object[] { zeroed, Hidden.Of(new byte[1 << 20])[12345] };
        });
        check.Is("handles", "[strong,pinned,true,false]", () =>
        {
            GCHandle strong = GCHandle.Alloc(new string(Hidden.Of("strong").AsSpan()));
            GCHandle pinned = GCHandle.Alloc("pinned".ToCharArray(), GCHandleType.Pinned);
            GC.Collect();
            object text = strong.Target!;
            string pinnedText = new((char[])pinned.Target!);
            bool allocated = strong.IsAllocated;
            strong.Free();
            pinned.Free();
            return new[] { text, pinnedText, allocated, strong.IsAllocated };
        });
        check.Is("handles.many", "10000", () =>
        {
            GCHandle[] handles = [.. Enumerable.Range(0, Hidden.Of(10000)).Select(i => GCHandle.Alloc($"{i}"))];
            GC.Collect();
            int right = handles.Select((handle, index) => (string)handle.Target! == $"{index}").Count(equal => equal);
            Array.ForEach(handles, handle => handle.Free());
            return right;
        });
        check.Is("conditional.lives", "[7,true]", () =>
        {
            ConditionalWeakTable<object, object> table = [];
            object key = new();
            table.Add(key, Hidden.Of<object>(7));
            GC.Collect();
            bool found = table.TryGetValue(key, out object? value);
            GC.KeepAlive(key);
            return new[] { value!, found };
        });
        check.Holds("conditional.dies", () =>
        {
            ConditionalWeakTable<object, object> table = [];
            WeakReference[] values = Attach(table);
            GC.Collect();
            int dead = values.Count(value => !value.IsAlive);
            GC.KeepAlive(table);
            return dead >= Most;
        });
        check.Is("dependent", "[value,true]", () =>
        {
            object key = new();
            using DependentHandle handle = new(key, Hidden.Of("value"));
            GC.Collect();
            object? value = handle.Dependent;
            return new[] { value, ReferenceEquals(handle.Target, key) };
        });
        check.Holds("count", () =>
        {
            int before = GC.CollectionCount(0);
            GC.Collect();
            return GC.CollectionCount(0) > before;
        });
        check.Holds("volume", () =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Churn(1);
            return GC.GetTotalAllocatedBytes(precise: true) - before >= 1 << 20;
        });
        check.Holds("total", () => GC.GetTotalMemory(forceFullCollection: true) > 0);
        check.Is("arrays", "[1000,0,100]", () =>
            new[] { GC.AllocateUninitializedArray<byte>(Hidden.Of(1000)).Length,
            GC.AllocateArray<int>(Hidden.Of(10), pinned: true)[9],
                GC.AllocateUninitializedArray<int>(100, pinned: true).Length });
        check.Is("hash", "true", () =>
        {
            object[] things = [.. Enumerable.Range(0, 1000).Select(_ => new object())];
            int[] codes = [.. things.Select(RuntimeHelpers.GetHashCode)];
            GC.Collect();
            return things.Select(RuntimeHelpers.GetHashCode).SequenceEqual(codes) && codes.Distinct().Count() > 900;
        });
        check.Is("mode", "[false,true]", () => new[] { GCSettings.IsServerGC, GC.MaxGeneration >= 0 });
    }

    private static void CollectAndFinalize()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<object>[] Abandon() =>
        [.. Enumerable.Range(0, Many).Select(_ => new WeakReference<object>(new object()))];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeFinalizable(Tally tally, bool suppress)
    {
        for (int i = 0; i < Many; i++)
        {
            Finalizable made = new(tally);
            if (suppress)
            {
                GC.SuppressFinalize(made);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeReturning(Tally tally)
    {
        for (int i = 0; i < Many; i++)
        {
            _ = new Returning(tally);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] MakeTracked(Tally tally) =>
        [.. Enumerable.Range(0, Many).Select(_ => new WeakReference(new Finalizable(tally), trackResurrection: true))];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnPhoenix() => _ = new Phoenix();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Attach(ConditionalWeakTable<object, object> table)
    {
        WeakReference[] values = new WeakReference[Many];
        for (int i = 0; i < Many; i++)
        {
            object value = new();
            table.Add(new object(), value);
            values[i] = new WeakReference(value);
        }

        return values;
    }

    /// <summary>
    /// Each cell links to two others, backwards too, so there are cycles; all are reached from the first.
    /// </summary>
    private static Cell[] MakeGraph(int count)
    {
        Cell[] cells = [.. Enumerable.Range(0, count).Select(i => new Cell($"cell {i}"))];
        for (int i = 0; i < count; i++)
        {
            cells[i].Links = [cells[(2 * i + 1) % count], cells[(2 * i + 2) % count], cells[(i + count - 1) % count]];
        }

        return cells;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ref int Inside(int value)
    {
        int[] numbers = new int[1000];
        numbers[500] = value;
        return ref numbers[500];
    }

    /// <summary>Allocates so many MiB of small objects that die at once; gives the bytes asked for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Churn(int mebibytes)
    {
        long bytes = 0;
        for (long left = (long)mebibytes << 20; left > 0; left -= 1024)
        {
            byte[] block = new byte[512];
            long[] words = new long[64];
            block[^1] = 1;
            words[^1] = block.Length;
            bytes += block.Length + (words[^1] * block[^1]);
        }

        return bytes;
    }

    /// <summary>
    /// How many finalizers ran. A check has one of its own, so that stragglers do not count in the next.
    /// </summary>
    private sealed class Tally
    {
        public int Count { get; set; }
    }

    private sealed class Finalizable(Tally tally)
    {
        public Tally Tally => tally;

        ~Finalizable() => tally.Count++;
    }

    /// <summary>Asks in its finalizer, once, to be finalised again.</summary>
    private sealed class Returning(Tally tally)
    {
        private bool _ended;

        ~Returning()
        {
            tally.Count++;
            if (!_ended)
            {
                _ended = true;
                GC.ReRegisterForFinalize(this);
            }
        }
    }

    private sealed class Phoenix
    {
        public string Text { get; } = "risen";

        public int Risen { get; private set; }

        ~Phoenix()
        {
            Risen++;
            s_risen = this;
        }
    }

    private sealed class Node(Node? next, int value)
    {
        public Node? Next => next;

        public int Value => value;
    }

    private sealed class Cell(string name)
    {
        public string Name => name;

        public Cell[] Links { get; set; } = [];
    }
}
