using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Collections that may be shared: immutable, frozen, concurrent and read-only ones.</summary>
internal static class SharedCollections
{
    public static void Run(Checker check)
    {
        check.Is("immutable.array", "[[1,2,3],[1,2,3,4],[0,2,3]]", () =>
        {
            ImmutableArray<int> first = [1, 2, Hidden.Of(3)];
            return new object[] { first, first.Add(4), first.SetItem(0, 0) };
        });
        check.Is("immutable.array.default", "[true,false]", () =>
            new[] { Hidden.Of(default(ImmutableArray<int>)).IsDefault, ImmutableArray<int>.Empty.IsDefault });
        check.Is("immutable.list", "[3,[1,9,2,3],[3,2,1]]", () =>
        {
            ImmutableList<int> list = [1, 2, Hidden.Of(3)];
            return new object[] { list.Count, list.Insert(1, 9), list.Reverse() };
        });
        check.Is("immutable.dictionary", "[1,2,true]", () =>
        {
            ImmutableDictionary<string, int> one = ImmutableDictionary<string, int>.Empty.Add("a", 1);
            ImmutableDictionary<string, int> two = one.Add(Hidden.Of("b"), 2);
            return new object[] { one.Count, two["b"], two.Remove("a").ContainsKey("b") };
        });
        check.Is("immutable.sorted", "[a,b,c]", () =>
            ImmutableSortedSet.Create(StringComparer.Ordinal, "c", Hidden.Of("a"), "b", "a"));
        check.Is("immutable.builder", "[499500,1000]", () =>
        {
            ImmutableArray<int>.Builder builder = ImmutableArray.CreateBuilder<int>();
            for (int i = 0; i < Hidden.Of(1000); i++)
            {
                builder.Add(i);
            }

            ImmutableArray<int> all = builder.ToImmutable();
            return new[] { all.Sum(), all.Length };
        });
        check.Is("immutable.stack", "[2,1,true]", () =>
        {
            ImmutableStack<int> stack = ImmutableStack<int>.Empty.Push(1).Push(Hidden.Of(2));
            return new object[] { stack.Peek(), stack.Pop().Peek(), stack.Pop().Pop().IsEmpty };
        });
        check.Is("frozen.dictionary", "[3,3,false]", () =>
        {
            FrozenDictionary<string, int> frozen = new Dictionary<string, int> { ["one"] = 1, ["two"] = 2,
                ["three"] = 3 }.ToFrozenDictionary();
            return new object[] { frozen.Count, frozen[Hidden.Of("three")], frozen.ContainsKey("four") };
        });
        check.Is("frozen.integers", "[true,false,250]", () =>
        {
            FrozenSet<int> frozen = Enumerable.Range(0, Hidden.Of(250)).Select(i => i * 3).ToFrozenSet();
            return new object[] { frozen.Contains(747), frozen.Contains(748), frozen.Count };
        });
        check.Is("frozen.case", "[true,2]", () =>
        {
            FrozenSet<string> frozen = new[] { "Read", "WRITE",
                Hidden.Of("read") }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
            return new object[] { frozen.Contains("write"), frozen.Count };
        });
        check.Is("concurrent.dictionary", "[1,11,6,true]", () =>
        {
            ConcurrentDictionary<string, int> shared = new();
            int first = shared.GetOrAdd("a", _ => 1);
            int second = shared.AddOrUpdate(Hidden.Of("a"), 5, (_, old) => old + 10);
            int third = shared.AddOrUpdate("b", 6, (_, old) => old);
            return new object[] { first, second, third, shared.TryRemove("a", out _) };
        });
        check.Is("concurrent.dictionary.many", "[10000,49995000]", () =>
        {
            ConcurrentDictionary<int, long> shared = new();
            for (int i = 0; i < Hidden.Of(10000); i++)
            {
                shared[i] = i;
            }

            return new[] { shared.Count, shared.Values.Sum() };
        });
        check.Is("concurrent.queue", "[1,2,false]", () =>
        {
            ConcurrentQueue<int> shared = new([1]);
            shared.Enqueue(Hidden.Of(2));
            shared.TryDequeue(out int one);
            shared.TryDequeue(out int two);
            return new object[] { one, two, shared.TryDequeue(out _) };
        });
        check.Is("concurrent.queue.many", "[5000,12497500]", () =>
        {
            ConcurrentQueue<int> shared = new();
            for (int i = 0; i < Hidden.Of(5000); i++)
            {
                shared.Enqueue(i);
            }

            (int count, int sum) = (shared.Count, 0);
            while (shared.TryDequeue(out int item))
            {
                sum += item;
            }

            return new[] { count, sum };
        });
        check.Is("concurrent.stack", "[3,[2,1]]", () =>
        {
            ConcurrentStack<int> shared = new([1, 2, Hidden.Of(3)]);
            shared.TryPop(out int top);
            return new object[] { top, shared };
        });
        check.Is("concurrent.bag", "6", () => new ConcurrentBag<int> { 1, 2, Hidden.Of(3) }.Sum());
        check.Is("read.only", "[[1,2],true]", () =>
        {
            List<int> list = [1];
            ReadOnlyCollection<int> view = list.AsReadOnly();
            list.Add(Hidden.Of(2));
            return new object[] { view, ((ICollection<int>)view).IsReadOnly };
        });
        check.Throws<NotSupportedException>("read.only.add", () =>
        {
            ((IList<int>)Hidden.Of(new List<int> { 1 }).AsReadOnly()).Add(2);
            return null;
        });
        check.Is("read.only.dictionary", "[1,false]", () =>
        {
            IReadOnlyDictionary<string, int> view = new Dictionary<string, int> { [Hidden.Of("a")] = 1 }.AsReadOnly();
            return new object[] { view["a"], view.TryGetValue("b", out _) };
        });
    }
}
