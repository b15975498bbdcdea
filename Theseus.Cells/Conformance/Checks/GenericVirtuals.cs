using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Generic virtual methods, called through classes and interfaces, over values and references, and declared in one
/// assembly while the override is in another.
/// </summary>
internal static class GenericVirtuals
{
    public static void Run(Checker check)
    {
        check.Is("class", "[base Int32 1,derived Int32 1,base String a,derived String a]", () =>
        {
            (Teller plain, Teller derived) = (Hidden.Of(new Teller()), Hidden.Of<Teller>(new LoudTeller()));
            return new[] { plain.Tell(1), derived.Tell(1), plain.Tell("a"), derived.Tell("a") };
        });
        check.Is("base.call", "derived after base Double 0.5", () => Hidden.Of<Teller>(new QuotingTeller()).Tell(0.5));
        check.Is("interface", "[one Int32,two Int32,one Byte[],two Byte[]]", () =>
        {
            INamer[] namers = [new OneNamer(), Hidden.Of<INamer>(new TwoNamer())];
            return namers.Select(namer => namer.Name<int>()).Concat(namers.Select(namer => namer.Name<byte[]>()));
        });
        check.Is("interface.structure", "[struct Int32,struct Object]", () =>
        {
            INamer namer = Hidden.Of<INamer>(default(StructureNamer));
            return new[] { namer.Name<int>(), namer.Name<object>() };
        });
        check.Is("interface.default", "[default String,default Int64]", () =>
        {
            INamer namer = Hidden.Of<INamer>(new TwoNamer());
            return new[] { namer.Fallback<string>(), namer.Fallback<long>() };
        });
        check.Is("interface.generic", "[Int32 from String,String from Int32]", () => new[]
        {
            Hidden.Of<IConverter<string>>(new Converter<string>()).To<int>("x"),
                Hidden.Of<IConverter<int>>(new Converter<int>()).To<string>(1),
        });
        check.Is("generic.class", "[String/Int32:a1,Int32/String:1a]", () =>
        {
            Pairer<string> words = Hidden.Of<Pairer<string>>(new JoiningPairer<string>());
            Pairer<int> numbers = Hidden.Of<Pairer<int>>(new JoiningPairer<int>());
            return new[] { words.Pair("a", 1), numbers.Pair(1, "a") };
        });
        check.Is("visitor", "(1+(2*3))=7", () =>
        {
            Expression sum = new Addition(new Number(1), new Product(new Number(2), new Number(Hidden.Of(3))));
            return $"{sum.Accept(new Printer())}={sum.Accept(new Evaluator())}";
        });
        check.Is("delegate", "[derived Int32 4,base String q]", () =>
        {
            Func<int, string> tellInteger = Hidden.Of<Teller>(new LoudTeller()).Tell;
            Func<string, string> tellText = Hidden.Of(new Teller()).Tell;
            return new[] { tellInteger(4), tellText("q") };
        });
        check.Is("linq", "[[2,4],[2,4],[2,4]]", () => new IEnumerable<int>[]
        {
            new[] { 1, 2 }, new List<int> { 1, 2 }, Enumerable.Range(1, Hidden.Of(2)),
        }.Select(items => items.Where(item => item > 0).Select(item => item * 2)));
        check.Is("linq.types", "[[a1,b1],[1.5,2.5],[true]]", () => new object[]
        {
            Enumerable.Repeat("a", 1).Append(Hidden.Of("b")).Select(text => text + 1),
            Enumerable.Range(1, 2).Select(number => number + 0.5).OrderBy(number => number),
            new SortedSet<DateTime> { new(2024, 1, 1) }.Select(day => day.Year == 2024).Where(truth => truth),
        });
        check.Is("immutable", "[1,2]", () =>
            ImmutableSortedDictionary<string, int>.Empty.Add("b", 2).Add(Hidden.Of("a"), 1).Select(pair => pair.Value)
            .Order());
        check.Is("frozen", "[3,0]", () =>
        {
            FrozenDictionary<string, int> frozen = new Dictionary<string, int> { ["abc"] = 3 }.ToFrozenDictionary();
            FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup =
                frozen.GetAlternateLookup<ReadOnlySpan<char>>();
            return new[] { lookup[Hidden.Of("xabc").AsSpan(1)], lookup.TryGetValue("zz", out int none) ? 1 : none };
        });
        check.Is("exact.override", "[generic,exact]", () =>
        {
            Overloads overloads = Hidden.Of<Overloads>(new MoreOverloads());
            return new[] { overloads.Which(Hidden.Of("a")), overloads.Which(Hidden.Of(1)) };
        });
    }

    private class Teller
    {
        public virtual string Tell<T>(T value) => $"base {typeof(T).Name} {Show.Text(value)}";
    }

    private class LoudTeller : Teller
    {
        public override string Tell<T>(T value) => $"derived {typeof(T).Name} {Show.Text(value)}";
    }

    private sealed class QuotingTeller : Teller
    {
        public override string Tell<T>(T value) => "derived after " + base.Tell(value);
    }

    private interface INamer
    {
        string Name<T>();

        string Fallback<T>() => $"default {typeof(T).Name}";
    }

    private sealed class OneNamer : INamer
    {
        public string Name<T>() => $"one {typeof(T).Name}";
    }

    private sealed class TwoNamer : INamer
    {
        string INamer.Name<T>() => $"two {typeof(T).Name}";
    }

    private readonly struct StructureNamer : INamer
    {
        public string Name<T>() => $"struct {typeof(T).Name}";
    }

    private interface IConverter<in TFrom>
    {
        string To<TTo>(TFrom value);
    }

    private sealed class Converter<TFrom> : IConverter<TFrom>
    {
        public string To<TTo>(TFrom value) => $"{typeof(TTo).Name} from {typeof(TFrom).Name}";
    }

    private abstract class Pairer<TFirst>
    {
        public abstract string Pair<TSecond>(TFirst first, TSecond second);
    }

    private sealed class JoiningPairer<TFirst> : Pairer<TFirst>
    {
        public override string Pair<TSecond>(TFirst first, TSecond second) =>
            $"{typeof(TFirst).Name}/{typeof(TSecond).Name}:{first}{second}";
    }

    private class Overloads
    {
        public virtual string Which<T>(T value) => value is string ? "generic" : "?";

        public virtual string Which(int value) => "int";
    }

    private sealed class MoreOverloads : Overloads
    {
        public override string Which(int value) => "exact";
    }

    private interface IVisitor<out TResult>
    {
        TResult Number(int value);

        TResult Binary(char sign, Expression left, Expression right);
    }

    private abstract record Expression
    {
        public abstract TResult Accept<TResult>(IVisitor<TResult> visitor);
    }

    private sealed record Number(int Value) : Expression
    {
        public override TResult Accept<TResult>(IVisitor<TResult> visitor) => visitor.Number(Value);
    }

    private sealed record Addition(Expression Left, Expression Right) : Expression
    {
        public override TResult Accept<TResult>(IVisitor<TResult> visitor) => visitor.Binary('+', Left, Right);
    }

    private sealed record Product(Expression Left, Expression Right) : Expression
    {
        public override TResult Accept<TResult>(IVisitor<TResult> visitor) => visitor.Binary('*', Left, Right);
    }

    private sealed class Printer : IVisitor<string>
    {
        public string Number(int value) => Show.Text(value);

        public string Binary(char sign, Expression left, Expression right) =>
            $"({left.Accept(this)}{sign}{right.Accept(this)})";
    }

    private sealed class Evaluator : IVisitor<int>
    {
        public int Number(int value) => value;

        public int Binary(char sign, Expression left, Expression right) =>
            sign == '+' ? left.Accept(this) + right.Accept(this) : left.Accept(this) * right.Accept(this);
    }
}
