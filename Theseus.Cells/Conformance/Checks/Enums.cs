namespace Theseus.Cells.Conformance.Checks;

/// <summary>Enumerations: names, flags, parsing, underlying types.</summary>
internal static class Enums
{
    private enum Color
    {
        Red,
        Green = 5,
        Blue,
    }

    [Flags]
    private enum Rights : byte
    {
        None = 0,
        Read = 1,
        Write = 2,
        Execute = 4,
        All = 7,
    }

    private enum Wide : long
    {
        Least = long.MinValue,
        Most = long.MaxValue,
    }

    public static void Run(Checker check)
    {
        check.Is("name", "[Red,Green,Blue,7]", () => new[] { Color.Red, Color.Green, Color.Blue, Hidden.Of((Color)7) });
        check.Is("flags", "[None,Read, Write,All,8]", () =>
            new[] { Rights.None, Hidden.Of(Rights.Read) | Rights.Write, Hidden.Of(Rights.All), (Rights)8 });
        check.Is("has", "[true,false]", () =>
            new[] { Hidden.Of(Rights.All).HasFlag(Rights.Write), Hidden.Of(Rights.Read).HasFlag(Rights.Write) });
        check.Is("parse", "[Blue,Blue,Green]", () =>
            new[] { Enum.Parse<Color>(Hidden.Of("Blue")), Enum.Parse<Color>("bLUE", ignoreCase: true),
            Enum.Parse<Color>("5") });
        check.Is("parse.flags", "3", () => (int)Enum.Parse<Rights>(Hidden.Of("Read, Write")));
        check.Is("parse.try", "[false,Red]", () =>
            new object[] { Enum.TryParse(Hidden.Of("Mauve"), out Color color), color });
        check.Throws<ArgumentException>("parse.bad", () => Enum.Parse<Color>(Hidden.Of("Mauve")));
        check.Is("format", "[5,00000005,Green,Green]", () =>
            new[] { "D", "X", "G", "F" }.Select(format => Hidden.Of(Color.Green).ToString(format)));
        check.Is("names", "[Red,Green,Blue]", () => Enum.GetNames<Color>());
        check.Is("values", "[0,5,6]", () => Enum.GetValues<Color>().Select(color => (int)color));
        check.Is("defined", "[true,false]", () =>
            new[] { Enum.IsDefined(Hidden.Of(Color.Blue)), Enum.IsDefined((Color)1) });
        check.Is("underlying", "[Byte,Int64]", () =>
            new[] { Enum.GetUnderlyingType(typeof(Rights)).Name,
            Enum.GetUnderlyingType(Hidden.Of(typeof(Wide))).Name });
        check.Is("wide", "[Least,Most,-9223372036854775808]", () =>
            new[] { Hidden.Of(Wide.Least).ToString(), Hidden.Of(Wide.Most).ToString(),
            ((long)Hidden.Of(Wide.Least)).ToString() });
        check.Is("boxed", "[true,true,Int32]", () =>
        {
            object boxed = Hidden.Of(Color.Green);
            return new object[] { boxed.Equals(Color.Green), (int)boxed == 5,
                boxed.GetType().GetEnumUnderlyingType().Name };
        });
        check.Is("compare", "-1", () => Hidden.Of(Color.Red).CompareTo(Color.Blue));
        check.Is("interpolated", "Blue|   Red|6", () =>
            $"{Hidden.Of(Color.Blue)}|{Hidden.Of(Color.Red),6}|{Hidden.Of(Color.Blue):D}");
        check.Is("key", "[2,sea]", () =>
        {
            Dictionary<Color, string> names = new() { [Color.Red] = "fire", [Color.Blue] = "sea" };
            return new object[] { names.Count, names[Hidden.Of(Color.Blue)] };
        });
        check.Is("switch", "[warm,cool,?]", () =>
            new[] { Color.Red, Color.Green, (Color)9 }.Select(color => color switch
        {
            Color.Red => "warm",
            Color.Green or Color.Blue => "cool",
            _ => "?",
        }));
        check.Is("library", "[Friday,OrdinalIgnoreCase,Shift, Control]", () => new object[]
        {
            Hidden.Of(DayOfWeek.Friday), Hidden.Of(StringComparison.OrdinalIgnoreCase),
                Hidden.Of(ConsoleModifiers.Shift | ConsoleModifiers.Control),
        });
    }
}
