using System.Globalization;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Pattern matching and switches.</summary>
internal static class Patterns
{
    private sealed record Order(string Item, int Count, Customer? For);

    private sealed record Customer(string Name, bool Regular);

    public static void Run(Checker check)
    {
        check.Is("type", "[int 5,text ab,list of 2,null,other Double]", () =>
            new object?[] { 5, "ab", new[] { 1, 2 }, null, Hidden.Of(2.5) }.Select(Describe));
        check.Is("relational", "[cold,mild,hot,?]", () =>
            new[] { -3.0, 18, 35, Hidden.Of(double.NaN) }.Select(degrees => degrees switch
        {
            < 10 => "cold",
            >= 10 and < 25 => "mild",
            >= 25 => "hot",
            _ => "?",
        }));
        check.Is("property", "[free,half,half,full]", () => new Order[]
        {
            new("a", 1, new("x", true)), new("b", 10, new("y", Hidden.Of(false))), new("c", 20, null),
                new("d", 2, null),
        }.Select(order => order switch
        {
            { For: { Regular: true, Name.Length: 1 } } => "free",
            { Count: >= 10 } => "half",
            _ => "full",
        }));
        check.Is("positional", "[origin,x 3,y -2,(1; 1)]", () =>
            new[] { (0, 0), (3, 0), (0, -2), (1, Hidden.Of(1)) }.Select(point => point switch
        {
            (0, 0) => "origin",
            (var x, 0) => $"x {x}",
            (0, var y) => $"y {y}",
            (int x, int y) => $"({x}; {y})",
        }));
        check.Is("list", "[empty,one 7,1..4 with 2,starts 9]", () =>
            new[] { [], [7], [1, 2, 3, 4], Hidden.Of<int[]>([9, 9, 5]) }.Select(items => items switch
        {
            [] => "empty",
            [var one] => $"one {one}",
            [1, .. var middle, var last] => $"1..{last} with {middle.Length}",
            [var first, ..] => $"starts {first}",
        }));
        check.Is("list.text", "[true,false]", () =>
            new[] { Hidden.Of("abcba") is ['a', .., 'a'], Hidden.Of("ab") is ['a', .., 'a'] });
        check.Is("not", "[true,false]", () =>
            new[] { Hidden.Of<object?>(null) is not string, Hidden.Of<object>("a") is not (int or string) });
        check.Is("or", "[weekend,work,weekend]", () =>
            new[] { DayOfWeek.Saturday, DayOfWeek.Monday, Hidden.Of(DayOfWeek.Sunday) }
            .Select(day => day is DayOfWeek.Saturday or DayOfWeek.Sunday ? "weekend" : "work"));
        check.Is("when", "[fizz,buzz,fizzbuzz,7]", () => new[] { 3, 5, 15, Hidden.Of(7) }.Select(number => number switch
        {
            _ when number % 15 == 0 => "fizzbuzz",
            _ when number % 3 == 0 => "fizz",
            _ when number % 5 == 0 => "buzz",
            _ => number.ToString(CultureInfo.InvariantCulture),
        }));
        check.Is("strings", "[1,2,3,12,0]", () => new[] { "jan", "feb", "mar", "dec", Hidden.Of("???") }.Select(Month));
        check.Is("dense", "[zero,one,two,three,many]", () => new[] { 0, 1, 2, 3, Hidden.Of(4) }.Select(number =>
        {
            switch (number)
            {
                case 0:
                    return "zero";
                case 1:
                    return "one";
                case 2:
                    return "two";
                case 3:
                    return "three";
                default:
                    return "many";
            }
        }));
        check.Is("goto", "[5,4,3]", () =>
        {
            List<int> seen = [];
            int number = Hidden.Of(5);
        again:
            seen.Add(number--);
            if (number > 2)
            {
                goto again;
            }

            return seen;
        });
        check.Is("generic", "[null Int32,Int32 3,null String]", () =>
            new[] { Kind<int?>(null), Kind<int?>(Hidden.Of(3)), Kind<string>(null) });
        check.Is("var", "12", () => Hidden.Of("a long text") is { Length: var length } && length > 3 ? length + 1 : 0);
        check.Throws<System.Runtime.CompilerServices.SwitchExpressionException>("unmatched", () =>
#pragma warning disable CS8509 // Not exhaustive: that is what is checked.
            Hidden.Of(9) switch { 1 => "one" });
#pragma warning restore CS8509
    }

    private static string Describe(object? thing) => thing switch
    {
        null => "null",
        int number => $"int {number}",
        string { Length: > 0 } text => $"text {text}",
        System.Collections.ICollection list => $"list of {list.Count}",
        _ => $"other {thing.GetType().Name}",
    };

    private static int Month(string name) => name switch
    {
        "jan" => 1, "feb" => 2, "mar" => 3, "apr" => 4, "may" => 5, "jun" => 6,
        "jul" => 7, "aug" => 8, "sep" => 9, "oct" => 10, "nov" => 11, "dec" => 12,
        _ => 0,
    };

    private static string Kind<T>(T? value)
    {
        string name = (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).Name;
        return value is null ? $"null {name}" : $"{name} {value}";
    }
}
