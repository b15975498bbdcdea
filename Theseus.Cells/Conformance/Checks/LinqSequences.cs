using System.Linq.Expressions;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>LINQ over sequences of numbers: cutting, folding, set operations, laziness; and expression trees.</summary>
internal static class LinqSequences
{
    public static void Run(Checker check)
    {
        int[] numbers = Hidden.Of<int[]>([5, 3, 8, 1, 9, 2]);
        check.Is("sum", "[28,1,9,6]", () => new[] { numbers.Sum(), numbers.Min(), numbers.Max(), numbers.Count() });
        check.Is("sum.large", "[500000500000,1000000]", () =>
            new[] { Enumerable.Range(1, Hidden.Of(1000000)).Sum(number => (long)number),
            Enumerable.Range(1, 1000000).Max() });
        check.Is("average", "[4.666666666666667,2.5,2.25]", () => new object[]
        {
            numbers.Average(), new[] { 2f, Hidden.Of(3f) }.Average(), new[] { 2m, Hidden.Of(2.5m) }.Average(),
        });
        check.Is("aggregate", "[2160,start-5-3-8-1-9-2!]", () => new object[]
        {
            numbers.Aggregate((product, number) => product * number),
            numbers.Aggregate("start", (text, number) => $"{text}-{number}", text => text + "!"),
        });
        check.Is("take", "[[5,3],[9,2],[5,3],[8,1,9,2]]", () => new object[]
        {
            numbers.Take(2), numbers.TakeLast(2), numbers.TakeWhile(number => number < 6),
                numbers.SkipWhile(number => number < 6),
        });
        check.Is("skip", "[[8,1,9,2],[5,3,8,1],[8,1]]", () =>
            new object[] { numbers.Skip(2), numbers.SkipLast(2), numbers.Take(2..4) });
        check.Is("chunk", "[[5,3,8,1],[9,2]]", () => numbers.Chunk(4));
        check.Is("zip", "[5a,3b,8c]", () =>
            numbers.Zip(["a", "b", Hidden.Of("c")], (number, letter) => number + letter));
        check.Is("zip.three", "[(5, a, True),(3, b, False)]", () => numbers.Zip(["a", "b"], [true, Hidden.Of(false)]));
        check.Is("index", "[(0, 5),(1, 3)]", () => numbers.Index().Take(2));
        check.Is("sets", "[[5,3,8,1,9,2,7],[3,9],[5,8,1,2]]", () =>
        {
            int[] others = [9, 7, 3];
            return new object[] { numbers.Union(others), numbers.Intersect(others), numbers.Except(others) };
        });
        check.Is("concat", "[0,5,3,8,1,9,2,5,7]", () => numbers.Concat([5]).Prepend(0).Append(Hidden.Of(7)));
        check.Is("reverse", "[2,9,1,8,3,5]", () => numbers.AsEnumerable().Reverse());
        check.Is("any.all", "[true,false,true,true]", () => new[]
        {
            numbers.Any(number => number > 8), numbers.All(number => number > 1), numbers.Contains(8),
                !Enumerable.Empty<int>().Any(),
        });
        check.Is("equal", "[true,false]", () =>
            new[] { numbers.SequenceEqual([5, 3, 8, 1, 9, 2]), numbers.SequenceEqual([5, Hidden.Of(3)]) });
        check.Is("repeat", "[x,x,x]", () => Enumerable.Repeat(Hidden.Of("x"), 3));
        check.Is("default.if.empty", "[7]", () => numbers.Where(number => number > 100).DefaultIfEmpty(Hidden.Of(7)));
        check.Is("order", "[1,2,3,5,8,9]", () => numbers.Order());
        check.Is("lazy", "[0,3]", () =>
        {
            int calls = 0;
            IEnumerable<int> query = numbers.Where(_ => ++calls > 0);
            int before = calls;
            _ = query.First();
            _ = query.Skip(1).First();
            return new[] { before, Hidden.Of(calls) };
        });
        check.Is("infinite", "[1,2,4,8,16]", () => Powers().Where(_ => Hidden.Of(true)).Take(5));
        check.Is("primes", "[2,3,5,7,11,13,17,19,23,29]", () => Enumerable.Range(2, Hidden.Of(30))
            .Where(number => !Enumerable.Range(2, number - 2).Any(divisor => number % divisor == 0)).Take(10));
        check.Is("deep", "1001000", () =>
        {
            IEnumerable<int> query = Enumerable.Range(0, Hidden.Of(1000));
            for (int i = 0; i < 100; i++)
            {
                query = query.Select(number => number + 10).Where(number => number >= 0);
            }

            return query.Sum() - 498500;
        });
        check.Is("strings", "[e:3,l:4,o:4]", () =>
            Hidden.Of("hello people of old").Where(char.IsLetter).GroupBy(letter => letter)
            .Where(group => group.Count() >= 3).OrderBy(group => group.Key)
            .Select(group => $"{group.Key}:{group.Count()}"));
        check.Is("to.hash.set", "[3,true]", () =>
        {
            HashSet<int> set = new[] { 1, 2, 2, Hidden.Of(3) }.ToHashSet();
            return new object[] { set.Count, set.Contains(3) };
        });
        check.Is("count.cheap", "[true,6,false]", () => new object[]
        {
            numbers.TryGetNonEnumeratedCount(out int count), count, Powers().TryGetNonEnumeratedCount(out _),
        });
        check.Is("expression", "[n => ((n * 2) + 1),Add,15]", () =>
        {
            Expression<Func<int, int>> tree = n => n * 2 + 1;
            return new object[] { tree.ToString(), tree.Body.NodeType,
                tree.Compile(preferInterpretation: true)(Hidden.Of(7)) };
        });
        check.Is("expression.built", "25", () =>
        {
            ParameterExpression n = Expression.Parameter(typeof(int), "n");
            Expression<Func<int, int>> square = Expression.Lambda<Func<int, int>>(Expression.Multiply(n, n), n);
            return square.Compile(preferInterpretation: true)(Hidden.Of(5));
        });
    }

    private static IEnumerable<long> Powers()
    {
        for (long power = 1; ; power *= 2)
        {
            yield return power;
        }
    }
}
