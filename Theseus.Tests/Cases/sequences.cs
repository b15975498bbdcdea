// LINQ: every family of operators, laziness, queries, lookups, async sequences.
int[] n = [5, 3, 8, 1, 9, 2]; string[] w = ["apple", "bob", "cat", "avocado", "bee"]; List<string> log = [];
void P(string name, object? x) => Console.WriteLine($"{name}: "
    + $"{(x is System.Collections.IEnumerable e and not string ? string.Join(' ', e.Cast<object>().Select(o => o is System.Collections.IEnumerable i and not string ? $"["
        + $"{string.Join(',', i.Cast<object>())}]" : $"{o}")) : x)}");
P("where", n.Where((x, i) => x > 2 && i % 2 == 0));
P("select", n.Select((x, i) => x * i));
P("many", w.SelectMany(s => s.Take(2), (s, c) => s.Length + "" + c));
P("order", w.OrderBy(s => s.Length).ThenByDescending(s => s));
P("group", w.GroupBy(s => s[0], (k, g) => $"{k}{g.Count()}"));
P("join", n.Join(w, x => x, s => s.Length, (x, s) => $"{x}{s}"));
P("groupjoin", n.GroupJoin(w, x => x, s => s.Length, (x, g) => $"{x}:{g.Count()}"));
P("left", n.LeftJoin(w, x => x, s => s.Length, (x, s) => $"{x}{s ?? "-"}"));
P("right", new[] { 3, 4 }.RightJoin(w, x => x, s => s.Length, (x, s) => $"{x}{s}"));
P("zip", n.Zip(w, "xyz"));
P("agg", n.Aggregate(10, (a, b) => a + b, a => a / 2.0));
P("chunk", n.Chunk(4));
P("countby", w.CountBy(s => s.Length));
P("aggby", w.AggregateBy(s => s[0], 0, (a, s) => a + s.Length));
P("index", w.Index().Take(2));
P("minby", w.MinBy(s => s[^1]) + w.MaxBy(s => s.Length));
P("distinct", w.DistinctBy(s => s.Length)); P("except", n.Except([1, 2]).Intersect([3, 8, 9]).Union([7]));
P("skip", n.SkipWhile(x => x > 2).TakeWhile(x => x != 2).SkipLast(1));
P("take", n.Take(1..^2));
P("append", n.Append(0).Prepend(-1).Reverse().Concat([100]));
P("default", Array.Empty<int>().DefaultIfEmpty(42));
P("of", new object[] { 1, "a", 2.5, "b" }.OfType<string>());
P("elements", $"{n.First()} {n.Last(x => x < 5)} {n.ElementAt(^2)} {n.ElementAtOrDefault(99)} "
    + $"{n.SingleOrDefault(x => x == 8)} {n.FirstOrDefault(x => x > 100, -1)}");
P("sums", $"{n.Sum()} {n.Average():F3} {n.Min()} {n.Max()} {n.LongCount()} {w.Sum(s => s.Length)} "
    + $"{new decimal?[] { 1.5m, null }.Sum()} {Array.Empty<double?>().Average()?.ToString() ?? "null"} "
    + $"{n.Any(x => x > 8)} {n.All(x => x > 0)} {n.Contains(3)} {n.SequenceEqual([5, 3, 8, 1, 9, 2])} "
    + $"{n.TryGetNonEnumeratedCount(out int c)}{c}");
P("to", $"{w.ToDictionary(s => s, s => s.Length)["bob"]} {w.ToLookup(s => s.Length)[3].Count()} "
    + $"{w.ToHashSet().Contains("cat")} {n.ToList().Count} {w.ToLookup(s => s[0]).Count} {n.ToArray().Length}");
P("query",
    from s in w let l = s.Length where l > 3 join x in n on l equals x into g from y in g.DefaultIfEmpty() orderby l descending, s select new { s, l, y });
P("groupq", from s in w group s by s.Length into g orderby g.Key select $"{g.Key}={string.Join('/', g)}");
P("order2", n.Order().Zip(n.OrderDescending()));
P("range", Enumerable.Range(5, 3).Concat(Enumerable.Repeat(1, 2)));
P("seq", Enumerable.Sequence(1, 10, 3));
P("inf", Enumerable.InfiniteSequence(1.5, 0.5).Take(3)); P("shuffle", n.Shuffle().Order());
IEnumerable<int> lazy = n.Where(x =>
{
    log.Add($"w{x}"); return x > 2;
}).Select(x =>
{
    log.Add($"s{x}"); return x * 2;
}); P("before", log.Count); P("first", lazy.First()); P("log", log); n[0] = 0; P("again", lazy.Take(2)); 
foreach (Func<object> bad in new Func<object>[] { () => Array.Empty<int>().First(), () => n.Single(),
    () => n.Single(x => x > 1000), () => Array.Empty<int>().Max(), () => n.ElementAt(50),
    () => w.ToDictionary(s => s.Length), () => ((int[])null!).Where(x => true),
    () => new object[] { "x" }.Cast<int>().First(), () => Enumerable.Range(0, -1), () => n.Chunk(0),
    () => Array.Empty<int>().Aggregate((a, b) => a), () => n.Zip((int[])null!) }) try
{
    Console.WriteLine(bad());
} catch (InvalidCastException e)
{
    Console.WriteLine(e.GetType().Name);
} catch (Exception e) { Console.WriteLine($"{e.GetType().Name}: {e.Message}"); }
await foreach (int x in Numbers().Where(x => x % 2 == 0).Select(x => x * x).Take(3)) Console.Write(x + " ");
Console.WriteLine($"{await Numbers().Take(5).SumAsync()} "
    + $"{string.Join(',', await n.ToAsyncEnumerable().OrderBy(x => x).ToListAsync())} "
    + $"{await Numbers().AnyAsync(x => x > 3)}");
P("parallel shape", n.AsEnumerable().Select(x => (long)x).Sum());
P("primes", Enumerable.Range(2, 60).Where(i => Enumerable.Range(2, (int)Math.Sqrt(i) - 1).All(d => i % d != 0)));
P("pythagoras",
    from a in Enumerable.Range(1, 20) from b in Enumerable.Range(a, 20 - a) let cc = Math.Sqrt(a * a + b * b) where cc == (int)cc && cc < 20 select (a,
        b, (int)cc));
P("transpose",
    new[] { "abc", "def" }.Select(s => s.ToCharArray()).SelectMany(r => r.Select((ch, i) => (ch, i))).GroupBy(t => t.i,
        t => t.ch).Select(g => string.Concat(g)));
static async IAsyncEnumerable<int> Numbers() { for (int i = 0; ; i++) { await Task.CompletedTask; yield return i; } }
