using System.Collections;
using System.Collections.ObjectModel;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Lists, dictionaries, sets, queues: the collections without an order of their own.</summary>
internal static class BasicCollections
{
    public static void Run(Checker check)
    {
        check.Is("list", "[5,[1,7,2,3,4]]", () =>
        {
            List<int> list = [1, 2, 3];
            list.Add(Hidden.Of(4));
            list.Insert(1, 7);
            return new object[] { list.Count, list };
        });
        check.Is("list.remove", "[1,5,9]", () =>
        {
            List<int> list = [.. Enumerable.Range(0, Hidden.Of(10))];
            list.RemoveAll(item => item % 2 == 0);
            list.Remove(3);
            list.RemoveAt(2);
            return list;
        });
        check.Is("list.sort", "[apple,fig,kiwi,pear]", () =>
        {
            List<string> list = ["pear", "fig", Hidden.Of("apple"), "kiwi"];
            list.Sort(string.CompareOrdinal);
            return list;
        });
        check.Is("list.search", "[3,-4,true,pear]", () =>
        {
            List<string> list = ["fig", "apple", "pear", Hidden.Of("kiwi")];
            List<int> numbers = [1, 3, 5, 7];
            return new object[] { list.IndexOf("kiwi"), numbers.BinarySearch(6), list.Exists(item => item.Length == 5),
                list.Find(item => item[0] == 'p')! };
        });
        check.Is("list.grow", "[50000,1249975000]", () =>
        {
            List<long> list = [];
            for (int i = 0; i < Hidden.Of(50000); i++)
            {
                list.Add(i);
            }

            return new[] { list.Count, list.Sum() };
        });
        check.Throws<InvalidOperationException>("list.changed", () =>
        {
            List<int> list = [1, 2, 3];
            foreach (int item in list)
            {
                list.Add(Hidden.Of(item));
            }

            return list;
        });
        check.Throws<ArgumentOutOfRangeException>("list.range", () => new List<int> { 1 }[Hidden.Of(1)]);
        check.Is("dictionary", "[2,two,true,false,none]", () =>
        {
            Dictionary<int, string> names = new() { [1] = "one", [2] = "deux" };
            names[Hidden.Of(2)] = "two";
            return new object[] { names.Count, names[2], names.ContainsKey(1), names.TryAdd(1, "uno"),
                names.GetValueOrDefault(3, "none") };
        });
        check.Is("dictionary.many", "[20000,10000,true,false]", () =>
        {
            Dictionary<string, int> numbers = [];
            for (int i = 0; i < Hidden.Of(20000); i++)
            {
                numbers.Add($"key {i}", i);
            }

            int before = numbers.Count;
            for (int i = 0; i < 20000; i += 2)
            {
                numbers.Remove($"key {i}");
            }

            return new object[] { before, numbers.Count, numbers.ContainsKey("key 19999"),
                numbers.ContainsKey("key 19998") };
        });
        check.Is("dictionary.comparer", "[1,3]", () =>
        {
            Dictionary<string, int> lengths = new(StringComparer.OrdinalIgnoreCase) { ["Key"] = 1 };
            lengths[Hidden.Of("KEY")] = 3;
            return new[] { lengths.Count, lengths["key"] };
        });
        check.Is("dictionary.struct.key", "[true,(2, b)]", () =>
        {
            Dictionary<(int, string), (int, string)> map = new() { [(1, "a")] = (2, "b") };
            return new object[] { map.ContainsKey((Hidden.Of(1), "a")), map[(1, Hidden.Of("a"))] };
        });
        check.Is("dictionary.lookup.span", "7", () =>
        {
            Dictionary<string, int> counts = new(StringComparer.Ordinal) { ["word"] = 7 };
            return counts.GetAlternateLookup<ReadOnlySpan<char>>()[Hidden.Of("a word").AsSpan(2)];
        });
        check.Throws<KeyNotFoundException>("dictionary.missing", () => new Dictionary<int, int>()[Hidden.Of(1)]);
        check.Throws<ArgumentException>("dictionary.twice", () =>
        {
            Dictionary<int, int> map = new() { [1] = 1 };
            map.Add(Hidden.Of(1), 2);
            return map;
        });
        check.Is("set", "[[1,2,3,4,5],[3],[1,2],[1,2,4,5]]", () =>
        {
            int[] others = [3, 4, Hidden.Of(5)];
            HashSet<int>[] sets = [.. Enumerable.Range(0, 4).Select(_ => new HashSet<int> { 1, 2, 3 })];
            sets[0].UnionWith(others);
            sets[1].IntersectWith(others);
            sets[2].ExceptWith(others);
            sets[3].SymmetricExceptWith(others);
            return sets.Select(set => set.Order());
        });
        check.Is("set.relations", "[true,true,false,true]", () =>
        {
            HashSet<string> set = ["a", "b", Hidden.Of("a")];
            return new[] { set.IsSubsetOf(["a", "b", "c"]), set.SetEquals(["b", "a"]), set.Overlaps(["c"]),
                set.IsProperSupersetOf(["a"]) };
        });
        check.Is("queue", "[1,2,[3,4]]", () =>
        {
            Queue<int> queue = new([1, 2, 3]);
            queue.Enqueue(Hidden.Of(4));
            return new object[] { queue.Dequeue(), queue.Dequeue(), queue };
        });
        check.Is("stack", "[3,2,[2,1]]", () =>
        {
            Stack<int> stack = new([1, 2, Hidden.Of(3)]);
            return new object[] { stack.Pop(), stack.Peek(), stack };
        });
        check.Throws<InvalidOperationException>("stack.empty", () => new Stack<int>().Pop());
        check.Is("linked", "[a,b,c,d]", () =>
        {
            LinkedList<string> linked = new(["b", "x", "d"]);
            linked.AddFirst(Hidden.Of("a"));
            LinkedListNode<string> node = linked.Find("x")!;
            linked.AddAfter(node, "c");
            linked.Remove(node);
            return linked;
        });
        check.Is("bits", "[4,true,false]", () =>
        {
            BitArray bits = new BitArray(10).Not();
            bits.And(new BitArray(new[] { true, false, true, false, true, false, true, false, false, false }));
            return new object[] { bits.Cast<bool>().Count(bit => bit), bits[Hidden.Of(2)], bits.HasAllSet() };
        });
        check.Is("observable", "[Add 0,Replace 0,Remove 0]", () =>
        {
            List<string> seen = [];
            ObservableCollection<int> watched = [];
            watched.CollectionChanged += (_, change) =>
                seen.Add($"{change.Action} {Math.Max(change.NewStartingIndex, change.OldStartingIndex)}");
            watched.Add(1);
            watched[0] = Hidden.Of(2);
            watched.RemoveAt(0);
            return seen;
        });
        check.Is("old", "[1,two,3]", () =>
        {
            ArrayList list = [1, Hidden.Of("two")];
            Hashtable table = new() { ["k"] = 3 };
            list.Add(table["k"]);
            return list;
        });
        check.Is("expression", "[1,2,3,4,5]", () =>
        {
            int[] middle = [2, 3];
            List<int> all = [1, .. middle, .. Enumerable.Range(Hidden.Of(4), 2)];
            return all;
        });
    }
}
