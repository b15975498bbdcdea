// Interpolation, strings, comparisons, builders, searching.
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
int n = 42; double d = 3.14159; string s = "text"; object? nothing = null; DateTime day = new(2024, 5, 6);
Console.WriteLine($"{n,6}|{n,-6}|{n:D5}|{d,8:F2}|{d:E2}|{s,10}|{s,-10}|{nothing}|{nothing,3}|{{}}|{day:yyyy/MM/dd}|"
    + $"{(n > 1 ? "yes" : "no")}|{$"nested {n}"}|{'c'}|{true}|{1.5m:C}|{n:x8}|{-n:#;(#)}|{new[] { 1 }.Length}|"
    + $"{s[..2]}|{"quote"}");
Console.WriteLine($$"""raw {{n}} {not} "quoted" {{{n}}}"""); Console.WriteLine("""
    indented
      more
    """);
Console.WriteLine(string.Format("{0} {1:N1} {0,5} {2}", 1, 2.25, null) + string.Format(CultureInfo.InvariantCulture,
    "{0:0.00}", 1.005) + string.Format(new Shouting(), "{0} {1:lower}", "abc", "DEF"));
try
{
    string.Format("{1}", 1);
} catch (FormatException e)
{
    Console.WriteLine(e.Message);
} try { string.Format("{", 1); } catch (FormatException e) { Console.WriteLine(e.Message); }
FormattableString f = $"a {n} b {d:F1}";
Console.WriteLine($"{f.Format} {f.ArgumentCount} {f.GetArgument(0)} {FormattableString.Invariant(f)}");
Log log = new(false);
log.Write($"expensive {Count(ref n)}"); Log on = new(true); on.Write($"value {n,4:D2} and {s}"); Console.WriteLine(n);
Console.WriteLine(string.Create(5, 7, (span, x) =>
{
    for (int i = 0; i < span.Length; i++) span[i] = (char)('a' + (i + x) % 26);
}) + CompositeFormat.Parse("{0}-{1}").MinimumArgumentCount + string.Format(null, CompositeFormat.Parse("{0}-{1}"), 1,
    2));
Span<char> buffer = stackalloc char[20];
Console.WriteLine($"{buffer.TryWrite($"{n}:{d:F1}", out int written)} {buffer[..written]} "
    + $"{buffer.TryWrite($"{new string('x', 30)}", out written)} {written} {n.TryFormat(buffer, out written, "X")} "
    + $"{buffer[..written]}");
StringBuilder b = new("start", 16);
b.Append(' ').AppendFormat("{0:D3}", 7).AppendJoin(',', [1, 2]).AppendLine().Insert(0, "<<").Replace("start", "begin").Append('x',
    3).Append($"{n,5}").Remove(2, 1).AppendLine("end");
b.Length -= 1;
b[0] = '[';
Console.WriteLine($"{b} {b.Length} {b.Capacity >= b.Length} {b.Equals(new StringBuilder(b.ToString()))} "
    + $"{b.ToString(2, 4)}");
StringBuilder chunks = new();
for (int i = 0; i < 3000; i++) chunks.Append(i);
int total = 0;
foreach (ReadOnlyMemory<char> chunk in chunks.GetChunks()) total += chunk.Length;
Console.WriteLine($"{total} {chunks.Length} {chunks[5000]}");
chunks.Insert(1000, "abc", 100).Remove(500, 2000);
Console.WriteLine(chunks.ToString().GetHashCode(StringComparison.Ordinal) == chunks.ToString().GetHashCode(StringComparison.Ordinal));
try
{
    new StringBuilder(5, 10).Append("more than ten chars");
} catch (ArgumentOutOfRangeException e) { Console.WriteLine(e.ParamName); }
foreach ((string x, string y) in new[] { ("a", "B"), ("abc", "ABC"), ("straße", "STRASSE"), ("é", "e\u0301"),
    ("co-op", "coop"), ("", "a"), ("ﬁ", "fi"), ("İ", "i"), ("a\0b", "ab"), ("z", "ä"), ("10", "9") }) Console.Write($"{Math.Sign(string.Compare(x, y, StringComparison.Ordinal))}"
    + $"{Math.Sign(string.Compare(x, y, StringComparison.OrdinalIgnoreCase))}"
    + $"{Math.Sign(string.Compare(x, y, StringComparison.InvariantCulture))}"
    + $"{Math.Sign(string.Compare(x, y, StringComparison.InvariantCultureIgnoreCase))}{Math.Sign(x.CompareTo(y))} "
    + $"{x.Equals(y, StringComparison.OrdinalIgnoreCase)} "
    + $"{y.StartsWith(x, StringComparison.InvariantCultureIgnoreCase)}; ");
Console.WriteLine();
string[] words = ["b", "A", "a", "B", "ä", "Z", "_", "1", "é", "e"];
Console.WriteLine($"{string.Join(' ', words.Order(StringComparer.Ordinal))} | "
    + $"{string.Join(' ', words.Order(StringComparer.OrdinalIgnoreCase))} | "
    + $"{string.Join(' ', words.Order(StringComparer.InvariantCulture))} | {string.Join(' ', words.Order())}");
Console.WriteLine($"{"Hello".IndexOf("LL", StringComparison.OrdinalIgnoreCase)} {"hello".LastIndexOf('l')} "
    + $"{"hello".IndexOfAny(['x', 'o'])} {"abcabc".IndexOf("c", 3)} "
    + $"{"abc".Contains("B", StringComparison.CurrentCultureIgnoreCase)} {"abc".EndsWith('c')} "
    + $"{"a,b;;c".Split([',', ';'], StringSplitOptions.RemoveEmptyEntries).Length} "
    + $"{"a - b -c".Split('-', StringSplitOptions.TrimEntries).Length} {"a::b::c".Split("::", 2)[1]} "
    + $"{"  x ".Trim()}|{"xxhixx".Trim('x')}|{"abc".PadLeft(5, '*')}|{"abc".PadRight(5)}|{"abcdef".Remove(2, 2)}|"
    + $"{"abc".Insert(1, "--")}|{"aXbX".Replace("x", "y", StringComparison.OrdinalIgnoreCase)}|"
    + $"{"a\r\nb\nc".ReplaceLineEndings("/")}|{string.Join(',', "a\nb".EnumerateRunes().Select(r => r.Value))}|"
    + $"{string.Concat("a", 1, null, 'c')}|{new string("abc".Reverse().ToArray())}|{"abc"[^1]}|"
    + $"{"ABC".ToLowerInvariant()}|{string.IsNullOrWhiteSpace(" \t")}|{"b".CompareTo("a")}|{"%".Length}");
Console.WriteLine($"{"cafe\u0301".Normalize().Length} {"é".Normalize(NormalizationForm.FormD).Length} "
    + $"{"ﬁ".Normalize(NormalizationForm.FormKC)} {"é".IsNormalized()} {"x".Normalize(NormalizationForm.FormD)}");
Console.WriteLine($"{ReferenceEquals("lit", "lit")} "
    + $"{ReferenceEquals(string.Intern(new string(['l', 'i', 't'])), string.Intern("l" + "it"))} "
    + $"{string.IsInterned("never seen " + n) ?? "null"} {"abc".GetHashCode() == new string("abc").GetHashCode()} "
    + $"{string.Empty.Length} {"a" + null + "b"} {(string?)null + null == ""}");
CompareInfo ci = CultureInfo.InvariantCulture.CompareInfo;
Console.WriteLine($"{ci.Compare("a", "A", CompareOptions.IgnoreCase)} "
    + $"{ci.IndexOf("xAy", "a", CompareOptions.OrdinalIgnoreCase)} "
    + $"{ci.IsPrefix("Abc", "aB", CompareOptions.IgnoreCase)} "
    + $"{ci.IsSuffix("abc", "BC", CompareOptions.OrdinalIgnoreCase)} {ci.GetSortKey("a").KeyData.Length} {ci.Name}|"
    + $"{ci.Compare("ｱ", "ア", CompareOptions.IgnoreWidth) != 0 || true} "
    + $"{StringComparer.FromComparison(StringComparison.OrdinalIgnoreCase).Equals("x", "X")} "
    + $"{StringComparer.Create(CultureInfo.InvariantCulture, true).Compare("a", "B")}");
Console.WriteLine($"{Convert.ToBase64String("any carnal pleas"u8)} "
    + $"{Encoding.UTF8.GetString(Convert.FromBase64String("4oKs"))} {Convert.ToHexString([1, 0xAB])} "
    + $"{Convert.FromHexString("0aFF").Length} {Convert.ToHexStringLower([0xAB])} "
    + $"{System.Buffers.Text.Base64Url.EncodeToString("??>"u8)}");
try { Convert.FromBase64String("x"); } catch (FormatException e) { Console.WriteLine(e.Message); }
Console.WriteLine($"{char.IsLetter('é')} {char.IsDigit('٣')} {char.IsSurrogate("😀"[0])} "
    + $"{char.ConvertToUtf32("😀", 0):x} {char.ConvertFromUtf32(0x1F600)} {char.GetNumericValue('½')} "
    + $"{(int)char.ToUpperInvariant('ÿ')} {char.IsWhiteSpace('\u2003')} {char.IsPunctuation('!')} "
    + $"{char.IsSymbol('+')} {char.IsControl('\n')} {new Rune(0x1F600).Utf8SequenceLength} "
    + $"{Rune.GetUnicodeCategory(new('A'))} {Rune.TryCreate(0xD800, out _)} {char.IsAsciiHexDigit('g')}");
static int Count(ref int n) => ++n;
internal sealed class Shouting : IFormatProvider, ICustomFormatter
{
    public object? GetFormat(Type? t) => t == typeof(ICustomFormatter) ? this : null;
    public string Format(string? f, object? a, IFormatProvider? p) => f == "lower" ? a!.ToString()!.ToLowerInvariant() : a + "!";
}
internal sealed class Log(bool enabled)
{
    public bool Enabled => enabled;
    public void Write([InterpolatedStringHandlerArgument("")] Handler h) => Console.WriteLine(enabled ? h.Text : "off");
}
[InterpolatedStringHandler] internal readonly ref struct Handler
{
    private readonly StringBuilder? _b;
    public Handler(int literal, int holes, Log log, out bool ok)
    {
        ok = log.Enabled; _b = ok ? new($"{literal}/{holes}:") : null;
    }
    public void AppendLiteral(string s) => _b!.Append(s);
    public void AppendFormatted<T>(T x, int alignment = 0, string? format = null) => _b!.Append($"<"
        + $"{(x is IFormattable i ? i.ToString(format, null) : x?.ToString())},{alignment}>");
    public string Text => _b!.ToString();
}
