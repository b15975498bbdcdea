using System.Globalization;
using System.Numerics;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Static abstract and static virtual interface members, own ones and those of generic math.</summary>
internal static class StaticAbstracts
{
    public static void Run(Checker check)
    {
        check.Is("factory", "[Meter 5,Foot 5]", () =>
            new object[] { Make<Meter>(Hidden.Of(5)), Make<Foot>(Hidden.Of(5)) });
        check.Is("property", "[m,ft]", () => new[] { UnitOf<Meter>(), UnitOf<Foot>() });
        check.Is("virtual", "[length in m,FEET]", () => new[] { Describe<Meter>(), Describe<Foot>() });
        check.Is("class", "[class first,class second]", () => new[] { Named<FirstName>(), Named<SecondName>() });
        check.Is("class.generic", "[of String,of Int32]", () =>
            new[] { Named<NameOf<string>>(), Named<NameOf<int>>() });
        check.Is("operator", "[(4, 6),(3, 8)]", () =>
            new object[] { Fold([new Pair(1, 2), new Pair(3, Hidden.Of(4))], plus: true),
            Fold([new Pair(1, 2), new Pair(3, 4)], plus: false) });
        check.Is("monoid", "[10,abc,[1,2,3]]", () => new object[]
        {
            Combine<Sum, int>([1, 2, 3, Hidden.Of(4)]), Combine<Text, string>(["a", "b", "c"]),
                Combine<Lists<int>, int[]>([[1], [2, 3]]),
        });
        check.Is("math.polynomial", "[27,27,27.00,27]", () =>
            new object[] { Polynomial(Hidden.Of(2)), Polynomial(2.0), Polynomial(2.0m), Polynomial<BigInteger>(2) });
        check.Is("math.constants", "[3.1415927,-128,65535,1]", () =>
            new object[] { PiOf<float>(), LeastOf<sbyte>(), MostOf<ushort>(), OneOf<Half>() });
        check.Is("math.average", "[2.5,2,2.5]", () =>
            new object[] { Average([2.0, Hidden.Of(3.0)]), Average([2, 3]), Average([2m, 3m]) });
        check.Is("math.convert", "[255,44,-1]", () =>
            new object[] { byte.CreateSaturating(Hidden.Of(300)), byte.CreateTruncating(Hidden.Of(300)),
            int.CreateChecked(Hidden.Of(-1L)) });
        check.Throws<OverflowException>("math.convert.checked", () => Narrow<int, byte>(Hidden.Of(300)));
        check.Is("math.bits", "[3,5,7]", () =>
            new object[] { Bits<byte>(Hidden.Of<byte>(0b1011)), Bits(0b11111), Bits((Int128)127) });
        check.Is("math.parse", "[12,0.5,2/3]", () =>
            new object[] { Parse<int>("12"), Parse<double>("0.5"), Parse<Fraction>(Hidden.Of("2/3")) });
        check.Is("math.vector", "[11,3.7416573867739413]", () =>
            new object[] { Dot([1, 2], [3, Hidden.Of(4)]), Length(1.0, 2.0, 3.0) });
        check.Is("math.fraction", "[5/6,1/6,-1/2]", () =>
        {
            (Fraction half, Fraction third) = (new Fraction(1, Hidden.Of(2)), new Fraction(2, 6));
            return new object[] { half + third, half * third, -half };
        });
        check.Is("math.primes", "25", () => Enumerable.Range(0, Hidden.Of(100)).Count(number => IsPrime((long)number)));
    }

    private static T Make<T>(int size)
        where T : IUnit<T> => T.Create(size);

    private static string UnitOf<T>()
        where T : IUnit<T> => T.Symbol;

    private static string Describe<T>()
        where T : IUnit<T> => T.Describe();

    private static string Named<T>()
        where T : INamed => T.Name();

    private static T Fold<T>(T[] items, bool plus)
        where T : IAdditionOperators<T, T, T>, IMultiplyOperators<T, T, T> =>
        items.Aggregate((left, right) => plus ? left + right : left * right);

    private static T Combine<TMonoid, T>(IEnumerable<T> items)
        where TMonoid : IMonoid<T> => items.Aggregate(TMonoid.Empty, TMonoid.Combine);

    /// <summary>5x² + 3x + 1.</summary>
    private static T Polynomial<T>(T x)
        where T : INumber<T>
    {
        T three = T.One + T.One + T.One;
        T five = T.CreateChecked(5);
        return (five * x * x) + (three * x) + T.One;
    }

    private static T PiOf<T>()
        where T : IFloatingPointConstants<T> => T.Pi;

    private static T LeastOf<T>()
        where T : IMinMaxValue<T> => T.MinValue;

    private static T MostOf<T>()
        where T : IMinMaxValue<T> => T.MaxValue;

    private static T OneOf<T>()
        where T : INumberBase<T> => T.One;

    private static T Average<T>(T[] numbers)
        where T : INumber<T>
    {
        T sum = T.Zero;
        foreach (T number in numbers)
        {
            sum += number;
        }

        return sum / T.CreateChecked(numbers.Length);
    }

    private static TTo Narrow<TFrom, TTo>(TFrom value)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo> => TTo.CreateChecked(value);

    private static T Bits<T>(T value)
        where T : IBinaryInteger<T> => T.PopCount(value);

    private static T Parse<T>(string text)
        where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

    private static T Dot<T>(T[] left, T[] right)
        where T : INumber<T> => left.Zip(right, (a, b) => a * b).Aggregate(T.Zero, (sum, part) => sum + part);

    private static T Length<T>(params T[] parts)
        where T : IRootFunctions<T>, INumberBase<T> =>
        T.Sqrt(parts.Aggregate(T.Zero, (sum, part) => sum + (part * part)));

    private static bool IsPrime<T>(T number)
        where T : IBinaryInteger<T>
    {
        if (number <= T.One)
        {
            return false;
        }

        for (T divisor = T.One + T.One; divisor * divisor <= number; divisor++)
        {
            if (T.IsZero(number % divisor))
            {
                return false;
            }
        }

        return true;
    }

    private interface IUnit<TSelf>
        where TSelf : IUnit<TSelf>
    {
        static abstract string Symbol { get; }

        static abstract TSelf Create(int size);

        static virtual string Describe() => $"length in {TSelf.Symbol}";
    }

    private readonly struct Meter(int size) : IUnit<Meter>
    {
        public static string Symbol => "m";

        public static Meter Create(int size) => new(size);

        public override string ToString() => $"Meter {size}";
    }

    private sealed class Foot(int size) : IUnit<Foot>
    {
        public static string Symbol => "ft";

        public static Foot Create(int size) => new(size);

        public static string Describe() => "FEET";

        public override string ToString() => $"Foot {size}";
    }

    private interface INamed
    {
        static abstract string Name();
    }

    private sealed class FirstName : INamed
    {
        public static string Name() => "class first";
    }

    private sealed class SecondName : INamed
    {
        public static string Name() => "class second";
    }

    private sealed class NameOf<T> : INamed
    {
        public static string Name() => $"of {typeof(T).Name}";
    }

    private readonly record struct Pair(int X, int Y)
        : IAdditionOperators<Pair, Pair, Pair>, IMultiplyOperators<Pair, Pair, Pair>
    {
        public static Pair operator +(Pair left, Pair right) => new(left.X + right.X, left.Y + right.Y);

        public static Pair operator *(Pair left, Pair right) => new(left.X * right.X, left.Y * right.Y);

        public override string ToString() => $"({X}, {Y})";
    }

    private interface IMonoid<T>
    {
        static abstract T Empty { get; }

        static abstract T Combine(T left, T right);
    }

    private sealed class Sum : IMonoid<int>
    {
        public static int Empty => 0;

        public static int Combine(int left, int right) => left + right;
    }

    private sealed class Text : IMonoid<string>
    {
        public static string Empty => "";

        public static string Combine(string left, string right) => left + right;
    }

    private sealed class Lists<T> : IMonoid<T[]>
    {
        public static T[] Empty => [];

        public static T[] Combine(T[] left, T[] right) => [.. left, .. right];
    }

    /// <summary>A fraction in lowest terms with a positive denominator.</summary>
    private readonly struct Fraction
        : IParsable<Fraction>, IAdditionOperators<Fraction, Fraction, Fraction>,
        IMultiplyOperators<Fraction, Fraction, Fraction>
    {
        private readonly int _above;
        private readonly int _below;

        public Fraction(int above, int below)
        {
            int divisor = (int)BigInteger.GreatestCommonDivisor(above, below) * Math.Sign(below);
            (this._above, this._below) = (above / divisor, below / divisor);
        }

        public static Fraction operator +(Fraction left, Fraction right) =>
            new((left._above * right._below) + (right._above * left._below), left._below * right._below);

        public static Fraction operator *(Fraction left, Fraction right) =>
            new(left._above * right._above, left._below * right._below);

        public static Fraction operator -(Fraction value) => new(-value._above, value._below);

        public static Fraction Parse(string text, IFormatProvider? provider) =>
            TryParse(text, provider, out Fraction fraction) ? fraction : throw new FormatException();

        public static bool TryParse(string? text, IFormatProvider? provider, out Fraction fraction)
        {
            fraction = default;
            if (text?.Split('/') is not [var above, var below] || !int.TryParse(above, provider, out int top)
                || !int.TryParse(below, provider, out int bottom))
            {
                return false;
            }

            fraction = new(top, bottom);
            return true;
        }

        public override string ToString() => $"{_above}/{_below}";
    }
}
