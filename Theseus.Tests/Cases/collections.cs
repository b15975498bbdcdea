// Collections of every family: what they hold, what they refuse, how they say it.
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
void Try(string n, Func<object?> f)
{
    try
    {
        object? r = f();
        Console.WriteLine($"{n}: {(r is IEnumerable e and not string ? string.Join(' ', e.Cast<object>()) : r)}");
    } catch (Exception e) { Console.WriteLine($"{n}: {e.GetType().Name}: {e.Message}"); }
}
Dictionary<string, int> d = new(StringComparer.OrdinalIgnoreCase) { ["b"] = 2, ["A"] = 1 };
Try("dict", () => d);
Try("dup", () =>
{
    d.Add("B", 3); return null;
});
Try("missing", () => d["zz"]);
Try("alt", () => d.GetAlternateLookup<ReadOnlySpan<char>>()["a".AsSpan()]);
Try("tryadd", () => d.TryAdd("c", 3) && d.Remove("C", out int r) && r == 3);
Try("modified", () =>
{
    foreach (var x in d) d["new"] = 1; return null;
});
Try("removewhile", () =>
{
    foreach (var x in d) d.Remove(x.Key); return d.Count;
}); Try("null key", () => { d[null!] = 1; return 0; });
Dictionary<int, int> big = [];
for (int i = 0; i < 10_000; i++) big[i * 7919 % 100_003] = i;
Try("big", () => $"{big.Count} {big.Keys.Sum(k => (long)k)} {big.EnsureCapacity(20_000) >= 20_000}");
big.TrimExcess();
List<int> l = [3, 1, 2];
Try("list", () =>
{
    l.Sort((a, b) => b - a); l.InsertRange(1, [9, 8]); l.RemoveAll(x => x == 1); l.Reverse(0, 2); return l;
});
Try("list range", () => l[10]);
Try("insert", () =>
{
    l.Insert(50, 1); return 0;
});
Try("modified", () =>
{
    foreach (int x in l) l.Add(x); return 0;
});
Try("convert", () => l.ConvertAll(x => $"<{x}>"));
Try("search", () => $"{l.BinarySearch(5)} {l.FindIndex(x => x == 9)} {l.Exists(x => x > 8)} {l.GetRange(0, 2).Count} "
    + $"{l.LastIndexOf(2)} {l.Capacity >= l.Count} {l.TrueForAll(x => x > 0)}");
Try("slice", () => l[1..3]); Try("ilist", () => ((IList)l).Add("x"));
OrderedDictionary<string, int> od = new() { ["z"] = 1, ["a"] = 2 };
od.Insert(1, "m", 3);
Try("ordered", () => od);
Try("index", () => $"{od.GetAt(1)} {od.IndexOf("a")}");
PriorityQueue<string, int> pq = new();
foreach ((string s, int p) in new[] { ("c", 3), ("a", 1), ("b", 2) }) pq.Enqueue(s, p);
Try("pq", () => pq.Dequeue() + pq.Peek() + pq.EnqueueDequeue("z", 9) + pq.Count + pq.Remove("c", out _, out _));
Try("queue", () =>
{
    Queue<int> q = new([1, 2]); q.Enqueue(3); return $"{q.Dequeue()}{q.Peek()}{q.Count}";
});
Try("empty queue", () => new Queue<int>().Dequeue());
Try("stack", () =>
{
    Stack<int> s = new([1, 2]); s.Push(3); return s;
}); Try("empty stack", () => new Stack<int>().Pop());
SortedDictionary<string, int> sd = new(StringComparer.Ordinal) { ["b"] = 1, ["a"] = 2 };
Try("sorted", () => sd);
SortedSet<int> ss = [5, 1, 3, 9];
Try("view", () => ss.GetViewBetween(2, 6));
Try("set ops", () =>
{
    ss.SymmetricExceptWith([1, 2]); return ss.Reverse();
});
SortedList<int, string> sl = new() { [2] = "b", [1] = "a" };
Try("sortedlist", () => sl.GetKeyAtIndex(0) + sl.Values[1]);
LinkedList<int> ll = new([1, 2, 3]);
Try("linked", () =>
{
    ll.AddAfter(ll.Find(2)!, 9); ll.RemoveFirst(); return ll;
});
HashSet<string> hs = new(["a", "B"], StringComparer.OrdinalIgnoreCase);
Try("hashset", () => $"{hs.Add("A")} {hs.IsSupersetOf(["b"])} {hs.TryGetValue("b", out string? v)} {v} "
    + $"{hs.SetEquals(["A", "b"])}");
Try("bits", () =>
{
    BitArray b = new(10); b.Set(3, true); return b.Not().Cast<bool>().Count(x => x);
});
Try("hashtable", () =>
{
    Hashtable h = new() { ["a"] = 1 }; h["b"] = 2; return $"{h.Count}{h.ContainsValue(2)}{h["c"] ?? "null"}";
});
Try("arraylist", () =>
{
    ArrayList a = [1, "x", 2.5]; a.Reverse(); return a;
});
Try("names", () =>
{
    NameValueCollection n = new() { { "a", "1" }, { "A", "2" } };
    return $"{n["a"]} {n.Count} {n.GetValues("a")!.Length}";
});
Try("strings", () => new StringCollection { "x", "y" }.Count);
Try("bitvector", () =>
{
    BitVector32 b = new(5); return $"{b[1]}{b[2]}{b}";
});
Try("legacy", () => new ListDictionary { ["k"] = 1 }["k"]);
Try("odleg", () => new OrderedDictionary { ["k"] = 1 }[0]);
ImmutableList<int> il = [1, 2, 3];
Try("immutable", () => il.Add(4).Remove(1).Insert(0, 9));
Try("idict", () => ImmutableDictionary<string, int>.Empty.Add("a", 1).SetItem("a", 2)["a"]);
Try("idup", () => ImmutableDictionary<string, int>.Empty.Add("a", 1).Add("a", 2));
Try("isorted", () => ImmutableSortedSet.Create(3, 1, 2));
Try("istack", () => ImmutableStack.Create(1, 2).Push(3));
Try("iarray", () =>
{
    ImmutableArray<int>.Builder b = ImmutableArray.CreateBuilder<int>();
    b.Add(1); b.AddRange(2, 3); return b.DrainToImmutable();
});
Try("default", () => default(ImmutableArray<int>).Length);
Try("frozen", () => $"{new Dictionary<string, int> { ["x"] = 1, ["yy"] = 2 }.ToFrozenDictionary()["yy"]} "
    + $"{new[] { 1, 2, 2 }.ToFrozenSet().Count} "
    + $"{new[] { "abc", "abd" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).Contains("ABD")}");
Try("iqueue", () => ImmutableQueue.Create(1, 2).Dequeue(out int q).Peek() + q);
Try("ihash", () => ImmutableHashSet.Create("a", "b").Union(["c"]).Count);
ConcurrentDictionary<string, int> cd = new();
Try("concurrent", () => $"{cd.GetOrAdd("a", _ => 1)} {cd.AddOrUpdate("a", 0, (_, x) => x + 10)} "
    + $"{cd.TryUpdate("a", 5, 11)} {cd.TryRemove("a", out int v)} {v} {cd.IsEmpty}");
Try("cqueue", () =>
{
    ConcurrentQueue<int> q = new([1, 2]); q.Enqueue(3); return $"{q.TryDequeue(out int x)}{x}{q.Count}";
});
Try("cstack", () =>
{
    ConcurrentStack<int> s = new(); s.PushRange([1, 2, 3]); return s;
});
Try("bag", () =>
{
    ConcurrentBag<int> b = [1, 2]; return $"{b.Count}{b.TryTake(out _)}";
});
Try("blocking", () =>
{
    BlockingCollection<int> b = new(3) { 1, 2 };
    b.CompleteAdding(); return b.GetConsumingEnumerable().Sum() + "" + b.TryTake(out _);
});
ObservableCollection<int> oc = [];
List<string> events = [];
oc.CollectionChanged += (_, e) => events.Add($"{e.Action}{e.NewItems?[0]}");
oc.Add(1);
oc.Add(2);
oc.Move(0, 1);
oc[0] = 7;
oc.RemoveAt(1);
oc.Clear();
Try("observable", () => events);
Try("readonly", () =>
{
    new ReadOnlyCollection<int>([1]).CopyTo(new int[1], 1); return 0;
});
Try("rodict", () => ((IDictionary<string, int>)new ReadOnlyDictionary<string, int>(d))["x"] = 1);
Try("roset", () => new ReadOnlySet<int>(new HashSet<int> { 1 }).Contains(1));
Try("keyed", () => new Keyed { "one", "three" }[5]);
Try("ienumerable", () =>
{
    IEnumerator e = new[] { 1 }.GetEnumerator(); return e.Current;
});
Try("array", () =>
{
    Array a = Array.CreateInstance(typeof(int), [2, 2]);
    a.SetValue(5, 1, 0); return $"{a.GetValue(1, 0)} {a.GetLowerBound(0)} {a.Rank}";
});
Try("array2", () =>
{
    int[] a = [5, 4, 3]; Array.Sort(a, ["c", "b", "a"]); Array.Resize(ref a, 5); Array.Fill(a, 7, 3, 2); return a;
});
Try("arrayfail", () => Array.IndexOf(new[] { 1, 2 }, 2, 3));
Try("fixed", () => ((IList)new int[2]).Add(1));
Try("copy", () =>
{
    Array.Copy(new object[] { "x" }, new int[1], 1); return 0;
});
Try("structural", () => ((IStructuralEquatable)new[] { 1, 2 }).Equals(new[] { 1, 2 }, EqualityComparer<int>.Default));
Try("asreadonly", () =>
{
    IList<int> x = Array.AsReadOnly([1]); x[0] = 2; return 0;
}); Try("sort fails", () => { new[] { new object(), new object() }.AsSpan().Sort(); return 0; });
internal sealed class Keyed : KeyedCollection<int, string>
{
    protected override int GetKeyForItem(string item) => item.Length;
}
