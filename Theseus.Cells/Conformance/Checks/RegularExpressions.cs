using System.Text.RegularExpressions;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Regular expressions, interpreted and generated at build time.</summary>
internal static partial class RegularExpressions
{
    private const string Letter = "From: Ada <ada@engine.org>, Bob <bob@lab.net>; on 2024-02-29 and 1999-12-31.";

    [GeneratedRegex(@"(?<user>[a-z]+)@(?<host>[a-z]+)\.(?<top>org|net)")]
    private static partial Regex Address { get; }

    [GeneratedRegex(@"\b(\d{4})-(\d\d)-(\d\d)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Date { get; }

    [GeneratedRegex(@"^\s*(?:(?<key>\w+)\s*=\s*(?<value>""[^""]*""|\S+)\s*;?\s*)*$", RegexOptions.IgnoreCase)]
    private static partial Regex Settings { get; }

    public static void Run(Checker check)
    {
        string letter = Hidden.Of(Letter);
        check.Is("match", "[2024-02-29,2024]", () =>
        {
            Match match = new Regex(@"(\d{4})-(\d{2})-(\d{2})").Match(letter);
            return new[] { match.Value, match.Groups[1].Value };
        });
        check.Is("all", "[ada@engine.org,bob@lab.net]", () =>
            Regex.Matches(letter, @"\w+@\w+\.\w+").Select(match => match.Value));
        check.Is("named", "ada at engine", () =>
        {
            Match match = Regex.Match(letter, @"(?<who>\w+)@(?<where>\w+)");
            return $"{match.Groups["who"]} at {match.Groups["where"]}";
        });
        check.Is("replace", "29/02/2024 31/12/1999", () =>
            Regex.Replace("2024-02-29 1999-12-31", @"(\d+)-(\d+)-(\d+)", Hidden.Of("$3/$2/$1")));
        check.Is("replace.call", "a<2>bb<4>", () =>
            Regex.Replace(Hidden.Of("a1bb2"), @"\d", match => $"<{2 * int.Parse(match.Value)}>"));
        check.Is("split", "[a,b,c,d]", () => Regex.Split(Hidden.Of("a, b;c  d"), @"[,;\s]\s*"));
        check.Is("lookaround", "[100,300]", () =>
            Regex.Matches(Hidden.Of("$100 200 $300"), @"(?<=\$)\d+(?!\d)").Select(match => match.Value));
        check.Is("backreference", "[the the,is is]", () =>
            Regex.Matches(Hidden.Of("in the the end is is"), @"\b(\w+) \1\b").Select(match => match.Value));
        check.Is("lazy", "[<b>,<b>x</b>]", () =>
            new[] { Regex.Match("<b>x</b>", Hidden.Of("<.+?>")).Value,
            Regex.Match("<b>x</b>", Hidden.Of("<.+>")).Value });
        check.Is("ignore.case", "[true,true]", () => new[]
        {
            Regex.IsMatch("STRASSE", Hidden.Of("strasse"), RegexOptions.IgnoreCase),
                Regex.IsMatch("\u00c4", Hidden.Of("\u00e4"), RegexOptions.IgnoreCase),
        });
        check.Is("multiline", "3", () => Regex.Count(Hidden.Of("a1\na2\na3"), "^a.$", RegexOptions.Multiline));
        check.Is("atomic", "[false,true]", () =>
            new[] { Regex.IsMatch("aaab", Hidden.Of("^(?>a+)ab")), Regex.IsMatch("aaab", Hidden.Of("^a+ab")) });
        check.Is("balance", "[true,false]", () =>
        {
            Regex balanced = new(@"^(?:[^()]|(?<open>\()|(?<-open>\)))*(?(open)(?!))$");
            return new[] { balanced.IsMatch(Hidden.Of("(a(b)c)(d)")), balanced.IsMatch(Hidden.Of("(a(b)c")) };
        });
        check.Is("backward", "99", () => Regex.Match(Hidden.Of("11 22 99"), @"\d+", RegexOptions.RightToLeft).Value);
        check.Is("unicode", "[\\u{3b1}\\u{3b2},\\u{434}]", () =>
            Regex.Matches(Hidden.Of("x \u03b1\u03b2 1 \u0434"), @"[\p{IsGreek}\p{IsCyrillic}]+")
            .Select(match => match.Value));
        check.Is("captures", "[1,2,3]", () =>
            Regex.Match(Hidden.Of("1,2,3"), @"^(?:(\d),?)+$").Groups[1].Captures.Select(capture => capture.Value));
        check.Is("escape", "a\\.b\\*", () => Regex.Escape(Hidden.Of("a.b*")));
        check.Throws<RegexParseException>("bad", () => new Regex(Hidden.Of("(unclosed")));
        check.Is("long", "20000", () => Regex.Match(new string('x', Hidden.Of(20000)) + "y", "x*(?=y)").Length);
        check.Is("generated", "[ada of engine.org,bob of lab.net]", () => Address.Matches(letter)
            .Select(match => $"{match.Groups["user"]} of {match.Groups["host"]}.{match.Groups["top"]}"));
        check.Is("generated.groups", "[2,4,8]", () =>
            new[] { Date.Count(letter), Date.GetGroupNumbers().Length, Date.Match(letter).Groups[1].Length * 2 });
        check.Is("generated.replace", "[29.02.2024,31.12.1999]", () =>
            Date.Matches(letter).Select(match => match.Result("$3.$2.$1")));
        check.Is("generated.captures", "[Name,Path,Size]", () =>
            Settings.Match(Hidden.Of("Name = x; Path=\"a b\" ; Size=12"))
            .Groups["key"].Captures.Select(capture => capture.Value));
        check.Is("generated.miss", "false", () => Settings.IsMatch(Hidden.Of("Name = = x")));
        check.Is("spans", "[0+2,3+3]", () =>
        {
            List<string> found = [];
            foreach (ValueMatch match in Regex.EnumerateMatches(Hidden.Of("12 345"), @"\d+"))
            {
                found.Add($"{match.Index}+{match.Length}");
            }

            return found;
        });
    }
}
