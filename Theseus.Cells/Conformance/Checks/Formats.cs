using System.Globalization;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Composite formatting, interpolation and standard and custom format strings.</summary>
internal static class Formats
{
    public static void Run(Checker check)
    {
        int number = Hidden.Of(1234567);
        double fraction = Hidden.Of(1234.5678);
        check.Is("integer", "[1234567,1,234,567,001234567,12D687,12d687,1.23E+006]", () =>
            Invariant(number, "G", "N0", "D9", "X", "x6", "0.00E+000"));
        check.Is("binary", "[1100,00001100]", () => Invariant(Hidden.Of(12), "B", "B8"));
        check.Is("double", "[1234.57,1,234.568,1.235e+003,1234.5678,123,456.78 %]", () =>
            Invariant(fraction, "F2", "N3", "e3", "R", "P2"));
        check.Is("currency", "\\u{a4}1,234.57", () => fraction.ToString("C", CultureInfo.InvariantCulture));
        check.Is("custom", "[1234.6,01234.57,1,234.57,#1235,x1234.5678y]", () =>
            Invariant(fraction, "0.#", "00000.00", "#,##0.00", "\\##", "'x'0.####'y'"));
        check.Is("sections", "[+5,(5),nil]", () =>
            new[] { 5, -5, Hidden.Of(0) }.Select(value => value.ToString("+0;(0);nil", CultureInfo.InvariantCulture)));
        check.Is("general", "[1E-05,0.0001,1E+17,100000,1.0E+2]", () => new[]
        {
            Hidden.Of(0.00001).ToString(CultureInfo.InvariantCulture),
                Hidden.Of(0.0001).ToString(CultureInfo.InvariantCulture),
            Hidden.Of(1e17).ToString(CultureInfo.InvariantCulture),
                Hidden.Of(1e5).ToString(CultureInfo.InvariantCulture),
            Hidden.Of(100.0).ToString("0.0E+0", CultureInfo.InvariantCulture),
        });
        check.Is("fixed.large", "123456789012345683968.000", () =>
            Hidden.Of(123456789012345680000.0).ToString("F3", CultureInfo.InvariantCulture));
        check.Is("fixed.exact", "0.1000000000000000055511151231", () =>
            Hidden.Of(0.1).ToString("F28", CultureInfo.InvariantCulture));
        check.Is("composite", "a=   1;b=2   ;c=FF", () =>
            string.Format(CultureInfo.InvariantCulture, "a={0,4};b={1,-4};c={2:X}", Hidden.Of(1), 2, 255));
        check.Is("braces", "{1}", () => string.Format(CultureInfo.InvariantCulture, "{{{0}}}", Hidden.Of(1)));
        check.Is("parsed", "3|2|3", () =>
        {
            System.Text.CompositeFormat format = System.Text.CompositeFormat.Parse(Hidden.Of("{1}|{0}|{1}"));
            return string.Format(CultureInfo.InvariantCulture, format, 2, 3);
        });
        check.Is("interpolated", "n=1,234,567 f=1234.6 s=   x| b=True", () =>
            string.Create(CultureInfo.InvariantCulture,
            $"n={number:N0} f={fraction:F1} s={Hidden.Of("x"),4}| b={Hidden.Of(true)}"));
        check.Is("interpolated.nested", "sum is 10 of [1 2 3 4]", () =>
        {
            int[] parts = [1, 2, 3, Hidden.Of(4)];
            return $"sum is {parts.Sum()} of [{string.Join(' ', parts.Select(part => $"{part}"))}]";
        });
        check.Is("formattable", "1.5 {0:F1}", () =>
        {
            FormattableString text = $"{Hidden.Of(1.52):F1}";
            return $"{text.ToString(CultureInfo.InvariantCulture)} {text.Format}";
        });
        check.Is("own", "<7:g>|<7:>", () =>
            string.Format(CultureInfo.InvariantCulture, "{0:g}|{0}", new Tagged(Hidden.Of(7))));
        check.Is("provider", "[[1]]", () => string.Format(new Brackets(), "{0}", Hidden.Of(1)));
        check.Is("culture", "[1234,5;1.234,50]", () =>
        {
            NumberFormatInfo comma = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
            return "[" + Hidden.Of(1234.5).ToString("0.0", comma) + ";" + Hidden.Of(1234.5).ToString("N2", comma) + "]";
        });
        check.Is("invariant", "[,Invariant Language (Invariant Country)]", () =>
            new[] { CultureInfo.CurrentCulture.Name, CultureInfo.CurrentCulture.EnglishName });
        check.Is("span", "True 5 00042", () =>
        {
            Span<char> room = stackalloc char[8];
            bool fitted = Hidden.Of(42).TryFormat(room, out int written, "D5", CultureInfo.InvariantCulture);
            return $"{fitted} {written} {room[..written]}";
        });
        check.Is("span.short", "[false,0]", () =>
        {
            Span<char> room = stackalloc char[2];
            return new object[] { Hidden.Of(4242)
                .TryFormat(room, out int written, default, CultureInfo.InvariantCulture), written };
        });
        check.Is("utf8", "0x2A=3.50", () =>
        {
            Span<byte> room = stackalloc byte[32];
            System.Text.Unicode.Utf8.TryWrite(room, CultureInfo.InvariantCulture,
                $"0x{Hidden.Of(42):X}={Hidden.Of(3.5m):F2}", out int written);
            return System.Text.Encoding.UTF8.GetString(room[..written]);
        });
        check.Throws<FormatException>("bad.specifier", () => number.ToString("Q", CultureInfo.InvariantCulture));
        check.Throws<FormatException>("bad.index", () =>
            string.Format(CultureInfo.InvariantCulture, Hidden.Of("{1}"), 1));
    }

    private static IEnumerable<string> Invariant(IFormattable value, params string[] formats) =>
        formats.Select(format => value.ToString(format, CultureInfo.InvariantCulture));

    private sealed class Tagged(int value) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? provider) => $"<{value}:{format}>";
    }

    private sealed class Brackets : IFormatProvider, ICustomFormatter
    {
        public object? GetFormat(Type? type) => type == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? argument, IFormatProvider? provider) => $"[[{argument}]]";
    }
}
