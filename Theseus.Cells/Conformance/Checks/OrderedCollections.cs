namespace Theseus.Cells.Conformance.Checks;

/// <summary>Collections that keep their elements in order, and sorting.</summary>
internal static class OrderedCollections
{
    public static void Run(Checker check)
    {
        check.Is("sorted.dictionary", "[a=1,b=2,c=3]", () =>
        {
            SortedDictionary<string, int> sorted = new(StringComparer.Ordinal) { ["c"] = 3, ["a"] = 1,
                [Hidden.Of("b")] = 2 };
            return sorted.Select(pair => $"{pair.Key}={pair.Value}");
        });
        check.Is("sorted.dictionary.many", "[1000,0,1998,true]", () =>
        {
            SortedDictionary<int, int> sorted = [];
            for (int i = 0; i < 2000; i++)
            {
                sorted[i * 7919 % 2000] = i;
            }

            for (int i = 1; i < 2000; i += 2)
            {
                sorted.Remove(i);
            }

            int[] keys = [.. sorted.Keys];
            return new object[] { keys.Length, keys[0], keys[^1], keys.SequenceEqual(keys.Order()) };
        });
        check.Is("sorted.list", "[0,2,[1,5,9]]", () =>
        {
            SortedList<int, string> list = new() { [9] = "nine", [1] = "one", [Hidden.Of(5)] = "five" };
            return new object[] { list.IndexOfKey(1), list.IndexOfValue("nine"), list.Keys };
        });
        check.Is("sorted.set", "[[1,2,3,5,8],1,8,[2,3,5]]", () =>
        {
            SortedSet<int> set = [5, 1, 8, 3, Hidden.Of(2), 5];
            return new object[] { set, set.Min, set.Max, set.GetViewBetween(2, 6) };
        });
        check.Is("sorted.set.reverse", "[8,5,1]", () => new SortedSet<int> { 5, Hidden.Of(1), 8 }.Reverse());
        check.Is("priority", "[write,read,rest,sleep]", () =>
        {
            PriorityQueue<string, int> queue = new();
            queue.Enqueue("rest", 3);
            queue.Enqueue("write", Hidden.Of(1));
            queue.Enqueue("sleep", 4);
            queue.Enqueue("read", 2);
            List<string> order = [];
            while (queue.TryDequeue(out string? item, out _))
            {
                order.Add(item);
            }

            return order;
        });
        check.Is("priority.many", "true", () =>
        {
            PriorityQueue<int, long> queue = new();
            for (int i = 0; i < 5000; i++)
            {
                queue.Enqueue(i, (i * 2654435761L) % 100003);
            }

            long last = long.MinValue;
            while (queue.TryDequeue(out _, out long priority))
            {
                if (priority < last)
                {
                    return false;
                }

                last = priority;
            }

            return true;
        });
        check.Is("ordered.dictionary", "[[z,a,m],a]", () =>
        {
            OrderedDictionary<string, int> ordered = new() { ["z"] = 1, ["a"] = 2, [Hidden.Of("m")] = 3 };
            return new object[] { ordered.Keys, ordered.GetAt(1).Key };
        });
        check.Is("array.sort", "[-5,-1,0,3,8]", () =>
        {
            int[] numbers = [3, -1, 8, Hidden.Of(0), -5];
            Array.Sort(numbers);
            return numbers;
        });
        check.Is("array.sort.keys", "[b,c,a]", () =>
        {
            int[] keys = [3, 1, Hidden.Of(2)];
            string[] items = ["a", "b", "c"];
            Array.Sort(keys, items);
            return items;
        });
        check.Is("array.sort.large", "[true,0,99999]", () =>
        {
            int[] numbers = [.. Enumerable.Range(0, Hidden.Of(100000)).Select(i => (int)(i * 48271L % 100000))];
            Array.Sort(numbers);
            bool ascending = true;
            for (int i = 1; i < numbers.Length; i++)
            {
                ascending &= numbers[i - 1] <= numbers[i];
            }

            return new object[] { ascending, numbers[0], numbers[^1] };
        });
        check.Is("array.sort.strings", "[B,a,b,c]", () =>
        {
            string[] words = ["b", "B", Hidden.Of("c"), "a"];
            Array.Sort(words, StringComparer.Ordinal);
            return words;
        });
        check.Is("array.sort.descending", "[9,5,1]", () =>
        {
            double[] numbers = [5, Hidden.Of(1.0), 9];
            Array.Sort(numbers, (left, right) => right.CompareTo(left));
            return numbers;
        });
        check.Is("comparable", "[low 1,low 2,high 1]", () =>
        {
            Level[] levels = [new("high", 9, 1), new("low", 1, Hidden.Of(2)), new("low", 1, 1)];
            Array.Sort(levels);
            return levels;
        });
        check.Throws<InvalidOperationException>("incomparable", () =>
        {
            object[] things = [new(), Hidden.Of(new object())];
            Array.Sort(things);
            return things;
        });
        check.Is("binary.search", "[2,-1,-5]", () =>
        {
            int[] numbers = [2, 4, 6, 8];
            return new[] { Array.BinarySearch(numbers, Hidden.Of(6)), Array.BinarySearch(numbers, 1),
                Array.BinarySearch(numbers, 9) };
        });
        check.Is("comparers", "[1,-1,true,-1]", () => new object[]
        {
            Comparer<int>.Default.Compare(Hidden.Of(2), 1),
                Comparer<string>.Create((left, right) => left.Length - right.Length).Compare("a", "bc"),
            EqualityComparer<(int, string)>.Default.Equals((1, "x"), (Hidden.Of(1), "x")),
                Comparer<Level>.Default.Compare(new("a", 1, 1), new("a", 1, 2)),
        });
    }

    private sealed record Level(string Name, int Height, int Part) : IComparable<Level>
    {
        public int CompareTo(Level? other) => other is null ? 1 : (Height, Part).CompareTo((other.Height, other.Part));

        public override string ToString() => $"{Name} {Part}";
    }
}
