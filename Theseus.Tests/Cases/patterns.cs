// Regular expressions: interpreted, "compiled", generated, without backtracking.
using System.Text.RegularExpressions;
foreach (RegexOptions o in new[] { RegexOptions.None, RegexOptions.Compiled, RegexOptions.NonBacktracking })
{
    Match m = new Regex(@"(?<year>\d{4})-(?<month>\d\d)-(\d\d)", o).Match("on 2024-05-06 and 1999-12-31");
    Console.Write($"{m.Value} {m.Index} {m.Groups["year"]} {m.Groups[1]} {m.NextMatch().Groups["month"].Value} "
        + $"{string.Join(',', Regex.Matches("a1b22c333", @"\d+", o).Select(x => x.Value))} "
        + $"{Regex.Replace("John Smith", @"(\w+) (\w+)", "$2, $1", o)} "
        + $"{Regex.Replace("abc", "[ac]", x => x.Value.ToUpper() + x.Index, o)} "
        + $"{string.Join('|', Regex.Split("a, b;c", "[,;] *", o))} "
        + $"{Regex.IsMatch("ÀB", "^àb$", o | RegexOptions.IgnoreCase)} "
        + $"{Regex.IsMatch("a\nb", "^b$", o | RegexOptions.Multiline)} "
        + $"{Regex.IsMatch("a\nb", "a.b", o | RegexOptions.Singleline)} {Regex.Count("aaaa", "aa", o)}; ");
}
Console.WriteLine();
Console.WriteLine($"{Regex.Match("foobar", "foo(?=bar)").Value} {Regex.Match("foobaz", "foo(?!bar)").Success} "
    + $"{Regex.Match("price $30", @"(?<=\$)\d+").Value} {Regex.Match("x30", @"(?<!\$)\d+").Value} "
    + $"{Regex.Match("aaa", "a+?").Value} {Regex.Match("abab", @"(ab)\1").Success} "
    + $"{Regex.Match("((a)(b))", @"^(?:(?<o>\()|(?<-o>\))|[^()])*(?(o)(?!))$").Success} "
    + $"{Regex.Match("((a)", @"^(?:(?<o>\()|(?<-o>\))|[^()])*(?(o)(?!))$").Success} "
    + $"{Regex.Match("aab", "(?>a+)ab").Success} {Regex.Match("ABC", "(?i)b(?-i)c").Success} "
    + $"{Regex.Match("a b", "a # comment\n \\s b", RegexOptions.IgnorePatternWhitespace).Success} "
    + $"{Regex.Match("abc123", @"\d", RegexOptions.RightToLeft).Value} {Regex.Match("漢字", @"\p{Lo}+").Value} "
    + $"{Regex.Match("a1_", @"^\w+$", RegexOptions.ECMAScript).Success} {Regex.Escape("a.b*c[")} "
    + $"{Regex.Unescape(@"\t\x41")=="\tA"} {Regex.Match("x", "(y)?x").Groups[1].Success}");
Match captures = Regex.Match("one two three", @"(?:(\w+)\s?)+");
Console.WriteLine($"{string.Join(',', captures.Groups[1].Captures.Select(c => c.Value + c.Index))} "
    + $"{Regex.Match("ab", "(?<2>a)(?<1>b)").Groups[2].Value} "
    + $"{string.Join(',', new Regex("(?<n>a)(b)", RegexOptions.ExplicitCapture).GetGroupNames())} "
    + $"{captures.Result("[$1|$&|$$|$`]")}");
foreach (string bad in new[] { "(", "[a", "a{2,1}", "(?<n", "*a", @"\", "(?<=a", "[z-a]", @"\p{No_Such}" }) try
{
    _ = new Regex(bad); Console.Write("fine ");
} catch (RegexParseException e) { Console.WriteLine($"{e.Error} {e.Offset} {e.Message}"); }
try
{
    Regex.IsMatch(new string('a', 40) + "!", "^(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(50));
    Console.WriteLine("answered");
} catch (RegexMatchTimeoutException e) { Console.WriteLine($"timeout {e.Pattern}"); }
Console.WriteLine($"{Regex.IsMatch(new string('a', 40) + "!", "^(a+)+$", RegexOptions.NonBacktracking)} "
    + $"{Generated.Mail().IsMatch("a.b@c.de")} {Generated.Mail().IsMatch("no")} "
    + $"{Generated.Words().Count("some words here")} {Generated.Words().Replace("ab cd", m => $"<{m.Value}>")} "
    + $"{Generated.Hex().Match("x=0xFFg").Groups["v"].Value}");
foreach (ValueMatch v in Generated.Words().EnumerateMatches("span of text")) Console.Write($"{v.Index}+{v.Length} ");
foreach (Range r in Regex.EnumerateSplits("a-b-c", "-")) Console.Write(r + " "); Console.WriteLine();
try
{
    _ = new Regex("(?=a)b", RegexOptions.NonBacktracking);
} catch (NotSupportedException e) { Console.WriteLine(e.GetType().Name); }
Console.WriteLine(Regex.Replace("The quick brown fox jumps", @"\b(\w)(\w*)\b",
    m => m.Groups[1].Value.ToUpper() + m.Groups[2].Value.ToLower()) + Regex.Replace("aaa", "a", "b",
        RegexOptions.None, TimeSpan.FromSeconds(5)) + new Regex("a").Replace("aaa", "b", 2) + new Regex("a").Replace("aaa",
            "b", 1, 1));
Console.WriteLine($"{Regex.CacheSize} {new Regex("x", RegexOptions.IgnoreCase).Options} {new Regex("x(?<a>y)")} "
    + $"{new Regex("x").MatchTimeout == Regex.InfiniteMatchTimeout} "
    + $"{Regex.IsMatch("K", "\u212A", RegexOptions.IgnoreCase)} "
    + $"{Regex.IsMatch("i", "İ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)}");
internal static partial class Generated
{
    [GeneratedRegex(@"^[\w.]+@\w+\.\w{2,}$")] public static partial Regex Mail();
    [GeneratedRegex(@"\b\w+\b", RegexOptions.CultureInvariant)] public static partial Regex Words();
    [GeneratedRegex("0x(?<v>[0-9a-f]+)", RegexOptions.IgnoreCase)] public static partial Regex Hex();
}
