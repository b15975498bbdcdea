using System.Numerics;
using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Generics over values and references: shared code, statics, constraints, nesting, deep instantiation.
/// </summary>
internal static class Generics
{
    public static void Run(Checker check)
    {
        check.Is("shared", "[String,Object,Int32,ValueTuple`2]", () => new[]
        {
            NameOf<string>(), NameOf<object>(), NameOf<int>(), NameOf<(int, string)>(),
        });
        check.Is("shared.array", "[String[],Int32[],Byte[][]]", () =>
            new[] { Make<string>(2), Make<int>(Hidden.Of(2)), Make<byte[]>(1) }.Select(array => array.GetType().Name));
        check.Is("statics", "[2,1,1,1]", () =>
        {
            Tally<string>.Count++;
            Tally<string>.Count++;
            Tally<object>.Count++;
            Tally<int>.Count++;
            Tally<long>.Count++;
            return new[] { Tally<string>.Count, Tally<object>.Count, Tally<int>.Count, Tally<long>.Count };
        });
        check.Is("statics.constructor", "[Single made,DateTime made,Version made]", () =>
            new[] { Made<float>.Text, Made<DateTime>.Text, Made<Version>.Text });
        check.Is("default", "[0,null,(0, ),00000000-0000-0000-0000-000000000000]", () => new object?[]
        {
            Default<int>(), Default<string>(), Default<(int, string)>(), Default<Guid>(),
        });
        check.Is("new", "[Version,0,Thing 0]", () =>
            new[] { Fresh<Version>().GetType().Name, Fresh<int>().ToString(), Fresh<Thing>().ToString() });
        check.Is("constraint.interface", "[3,pear,2024]", () => new object[]
        {
            Largest([1, 3, Hidden.Of(2)]), Largest(["fig", "pear", "apple"], StringComparer.Ordinal),
                Largest([new DateTime(2020, 1, 1), new DateTime(2024, 1, 1)]).Year,
        });
        check.Is("constraint.enum", "[7,Sunday,3]", () =>
            new object[] { Members<DayOfWeek>(), First<DayOfWeek>(), Members<DateTimeKind>() });
        check.Is("structure.this", "[1,2]", () =>
        {
            Stepper stepper = default;
            return new[] { Advance(ref stepper), Advance(ref stepper) };
        });
        check.Is("nested", "[Outer`1+Inner`1,a1]", () =>
        {
            Outer<string>.Inner<int> inner = new(Hidden.Of("a"), 1);
            Type type = inner.GetType();
            return new[] { type.ToString().Split("Generics+")[1].Split('[')[0], inner.Text };
        });
        check.Is("recursive", "[1,2,3]", () => new Chain<int>(1, new(2, new(Hidden.Of(3), null))).Items());
        check.Is("curious", "[b,a]", () =>
            new[] { new Ranked("b", 2), new Ranked(Hidden.Of("a"), 1) }.OrderDescending()
            .Select(ranked => ranked.Name));
        check.Is("math", "[6,7.5,10,6]", () =>
            new object[] { Sum([1, 2, Hidden.Of(3)]), Sum([2.5, 5]), Sum([1m, 9]), Sum<BigInteger>([1, 2, 3]) });
        check.Is("composed", "[6,ab!!,7]", () => new object[]
        {
            Twice<int>(number => number + 1)(Hidden.Of(4)), Twice<string>(text => text + "!")("ab"),
                Compose<string, int, int>(text => text.Length, length => length + 4)("abc"),
        });
        check.Is("deep", "List`1>List`1>List`1>List`1>Int32", () =>
        {
            List<string> names = [];
            for (Type type = typeof(List<List<List<List<int>>>>); ; type = type.GetGenericArguments()[0])
            {
                names.Add(type.Name);
                if (!type.IsGenericType)
                {
                    return string.Join('>', names);
                }
            }
        });
        check.Is("equality", "[true,false,true,true]", () => new[]
        {
            Same(1, Hidden.Of(1)), Same("a", "b"), Same<int?>(null, null), Same(("a", 1), ("a", Hidden.Of(1))),
        });
        check.Is("boxed", "[true,false]", () =>
            new[] { Hidden.Of<object>(5) is IComparable<int>, Hidden.Of<object>(5) is IComparable<long> });
        check.Is("type.test", "[true,false,true,false]", () =>
            new[] { Is<string>("a"), Is<string>(1), Is<int>(Hidden.Of<object>(1)), Is<List<int>>(new List<long>()) });
        check.Is("lazy", "[0,made 1,made 1,1]", () =>
        {
            int calls = 0;
            Lazy<string> lazy = new(() => $"made {++calls}");
            return new object[] { Hidden.Of(calls), lazy.Value, lazy.Value, calls };
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string NameOf<T>() => typeof(T).Name;

    private static T[] MakeTyped<T>(int length) => new T[length];

    private static object Make<T>(int length) => MakeTyped<T>(length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T? Default<T>() => default;

    private static T Fresh<T>()
        where T : new() => new();

    private static T Largest<T>(T[] items, IComparer<T>? comparer = null)
        where T : IComparable<T>
    {
        T largest = items[0];
        foreach (T item in items)
        {
            if ((comparer?.Compare(item, largest) ?? item.CompareTo(largest)) > 0)
            {
                largest = item;
            }
        }

        return largest;
    }

    private static int Members<T>()
        where T : unmanaged, Enum => Enum.GetValues<T>().Length;

    private static T First<T>()
        where T : unmanaged, Enum => Enum.GetValues<T>()[0];

    private static int Advance<T>(ref T stepper)
        where T : struct, IStepper => stepper.Step();

    private static T Sum<T>(IEnumerable<T> numbers)
        where T : INumber<T> => numbers.Aggregate(T.Zero, (sum, number) => sum + number);

    private static Func<T, T> Twice<T>(Func<T, T> function) => value => function(function(value));

    private static Func<TFrom, TTo> Compose<TFrom, TBetween, TTo>(Func<TFrom, TBetween> first,
        Func<TBetween, TTo> second) =>
        value => second(first(value));

    private static bool Same<T>(T left, T right) => EqualityComparer<T>.Default.Equals(left, right);

    private static bool Is<T>(object value) => value is T;

    private static class Tally<T>
    {
        public static int Count { get; set; }
    }

    private static class Made<T>
    {
        public static readonly string Text;

        static Made() => Text = $"{typeof(T).Name} made";
    }

    private struct Thing
    {
        public int Value { get; set; }

        public override readonly string ToString() => $"Thing {Value}";
    }

    private interface IStepper
    {
        int Step();
    }

    private struct Stepper : IStepper
    {
        private int _steps;

        public int Step() => ++_steps;
    }

    private sealed class Outer<TOuter>
    {
        public sealed class Inner<TInner>(TOuter outer, TInner inner)
        {
            public string Text => $"{outer}{inner}";
        }
    }

    private sealed class Chain<T>(T head, Chain<T>? tail)
    {
        public IEnumerable<T> Items() => tail is null ? [head] : tail.Items().Prepend(head);
    }

    private abstract class Rank<TSelf>(int rank) : IComparable<TSelf>
        where TSelf : Rank<TSelf>
    {
        private readonly int _rank = rank;

        public int CompareTo(TSelf? other) => _rank.CompareTo(other?._rank ?? int.MinValue);
    }

    private sealed class Ranked(string name, int rank) : Rank<Ranked>(rank)
    {
        public string Name => name;
    }
}
