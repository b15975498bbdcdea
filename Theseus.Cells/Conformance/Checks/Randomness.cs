namespace Theseus.Cells.Conformance.Checks;

/// <summary>Random numbers: those from a seed, which are the same for ever, and what holds for all others.</summary>
internal static class Randomness
{
    public static void Run(Checker check)
    {
        check.Is("seed", "[1434747710,302596119,269548474]", () =>
        {
            Random random = new(Hidden.Of(42));
            return new[] { random.Next(), random.Next(), random.Next() };
        });
        check.Is("seed.range", "[2,2,3,4,3]", () =>
        {
            Random random = new(Hidden.Of(1));
            return new[] { random.Next(2, 5), random.Next(2, 5), random.Next(2, 5), random.Next(2, 5),
                random.Next(2, 5) };
        });
        check.Is("seed.double", "[0.6681064659,0.1409072984]", () =>
        {
            Random random = new(Hidden.Of(42));
            return new[] { random.NextDouble(),
                random.NextDouble() }.Select(
                    value => value.ToString("F10", System.Globalization.CultureInfo.InvariantCulture));
        });
        check.Is("seed.bytes", "[62,23]", () =>
        {
            byte[] bytes = new byte[2];
            new Random(Hidden.Of(42)).NextBytes(bytes);
            return bytes;
        });
        check.Is("shuffle", "[true,true]", () =>
        {
            int[] numbers = [.. Enumerable.Range(0, 100)];
            new Random(Hidden.Of(7)).Shuffle(numbers);
            return new[] { !numbers.SequenceEqual(Enumerable.Range(0, 100)),
                numbers.Order().SequenceEqual(Enumerable.Range(0, 100)) };
        });
        check.Is("choice", "[50,true]", () =>
        {
            string[] chosen = new Random(Hidden.Of(7)).GetItems(["a", "b", "c"], 50);
            return new object[] { chosen.Length, chosen.Distinct().Count() == 3 };
        });
        check.Holds("unseeded.range", () =>
        {
            Random random = new();
            return Enumerable.Range(0, 10000).All(_ => random.Next(-5, 5) is >= -5 and < 5);
        });
        check.Holds("unseeded.spread", () =>
        {
            int[] counts = new int[10];
            for (int i = 0; i < 10000; i++)
            {
                counts[Random.Shared.Next(10)]++;
            }

            return counts.All(count => count is > 700 and < 1300);
        });
        check.Holds("unseeded.differ", () => new Random().NextInt64() != new Random().NextInt64());
        check.Holds("double.range", () =>
            Enumerable.Range(0, 1000).Select(_ => Random.Shared.NextDouble()).All(value => value is >= 0 and < 1));
        check.Holds("guid", () => Enumerable.Range(0, 1000).Select(_ => Guid.NewGuid()).Distinct().Count() == 1000);
        check.Throws<ArgumentOutOfRangeException>("range.bad", () => new Random(1).Next(Hidden.Of(5), 4));
        check.Is("hash.code", "[true,true]", () => new[]
        {
            HashCode.Combine(1, "a", Hidden.Of(2.5)) == HashCode.Combine(1, "a", 2.5),
                Hidden.Of("text").GetHashCode() == "text".GetHashCode(),
        });
    }
}
