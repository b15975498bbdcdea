using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Theseus.Cells.OperationBench.Operations;

/// <summary>Texts.</summary>
internal static partial class Texts
{
    private static readonly string s_line = string.Join(' ', Enumerable.Range(0, 100).Select(i => $"word{i}"));

    public static Operation[] All =>
    [
        new("join two texts", 100_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = string.Concat(s_line.AsSpan(0, 20), "and more");
        } }),
        new("StringBuilder, append a word", 100_000, Build),
        new("split a text of 100 words, per word", 10_000, count => { for (int i = 0; i < count / 100; i++)
        {
            Sink.Reference = s_line.Split(' ');
        } }),
        new("interpolate a number into a text", 20_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = $"number {i} of {count}";
        } }),
        new("search a text of 690 characters", 20_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Number = s_line.IndexOf("word99", StringComparison.Ordinal);
        } }),
        new("format an int", 50_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = (i * 7919).ToString(CultureInfo.InvariantCulture);
        } }),
        new("parse an int", 50_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Number = int.Parse("1234567", CultureInfo.InvariantCulture);
        } }),
        new("format a double", 10_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = (i * 0.1).ToString(CultureInfo.InvariantCulture);
        } }),
        new("parse a double", 20_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Number = double.Parse("3.14159265358979", CultureInfo.InvariantCulture);
        } }),
        new("UTF-8 of a text of 690 characters and back", 5_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s_line));
        } }),
        new("regular expression, 100 matches", 100, count => { for (int i = 0; i < count; i++)
        {
            Sink.Number = Words().Count(s_line);
        } }),
    ];

    [GeneratedRegex(@"\bword(\d+)\b")]
    private static partial Regex Words();

    private static void Build(int count)
    {
        StringBuilder builder = new();
        for (int i = 0; i < count; i++)
        {
            builder.Append("word").Append(' ');
        }

        Sink.Reference = builder.ToString();
    }
}
