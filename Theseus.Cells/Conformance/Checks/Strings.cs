namespace Theseus.Cells.Conformance.Checks;

/// <summary>Strings: searching, cutting, comparing, casing.</summary>
internal static class Strings
{
    public static void Run(Checker check)
    {
        string fox = Hidden.Of("The quick brown fox jumps over the lazy dog");
        check.Is("length", "43", () => fox.Length);
        check.Is("concatenate", "a1btruec", () =>
            Hidden.Of("a") + Hidden.Of(1) + "b" + Hidden.Of(true).ToString().ToLowerInvariant() + 'c');
        check.Is("concatenate.null", "ab", () => Hidden.Of("a") + Hidden.Of<string?>(null) + "b");
        check.Is("substring", "quick", () => fox.Substring(4, 5));
        check.Is("range", "lazy dog", () => fox[^8..]);
        check.Is("index", "[4,-1,31,16]", () => new[]
        {
            fox.IndexOf("quick", StringComparison.Ordinal), fox.IndexOf('X'),
                fox.LastIndexOf("the", StringComparison.Ordinal),
            fox.IndexOf("FOX", StringComparison.OrdinalIgnoreCase),
        });
        check.Is("index.any", "[2,6]", () =>
            new[] { fox.IndexOfAny(['e', 'z']), fox.AsSpan(3).IndexOfAnyInRange('k', 'm') + 1 - 0 });
        check.Is("contains", "[true,false,true]", () =>
            new[] { fox.Contains("brown"), fox.Contains('!'),
            fox.Contains("LAZY", StringComparison.OrdinalIgnoreCase) });
        check.Is("split", "[a,b,,c]", () => Hidden.Of("a;b;;c").Split(';'));
        check.Is("split.options", "[a,b,c]", () =>
            Hidden.Of(" a ; b ;; c ")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        check.Is("split.count", "[k,v=w]", () => Hidden.Of("k=v=w").Split('=', 2));
        check.Is("split.strings", "[1,2,3]", () => Hidden.Of("1->2=>3").Split(["->", "=>"], StringSplitOptions.None));
        check.Is("join", "1-2-3", () => string.Join('-', [1, 2, Hidden.Of(3)]));
        check.Is("replace", "The_quick", () => fox.Replace(' ', '_')[..9]);
        check.Is("replace.text", "cat and cat", () => Hidden.Of("dog and dog").Replace("dog", "cat"));
        check.Is("replace.case", "xbxB", () => Hidden.Of("abAB").Replace("a", "x", StringComparison.OrdinalIgnoreCase));
        check.Is("trim", "[x,x  ,--x]", () =>
            new[] { Hidden.Of("  x  ").Trim(), Hidden.Of("  x  ").TrimStart(), Hidden.Of("--x--").TrimEnd('-') });
        check.Is("pad", "[00042,42...]", () =>
            new[] { Hidden.Of("42").PadLeft(5, '0'), Hidden.Of("42").PadRight(5, '.') });
        check.Is("insert", "aXYc", () => Hidden.Of("abc").Remove(1, 1).Insert(1, "XY"));
        check.Is("starts", "[true,false,true]", () =>
            new[] { fox.StartsWith("The"), fox.StartsWith("the", StringComparison.Ordinal),
            fox.EndsWith("DOG", StringComparison.OrdinalIgnoreCase) });
        check.Is("case", "[HELLO W\\u{d6}RLD,hello w\\u{f6}rld,\\u{3a3}\\u{394}]", () => new[]
        {
            Hidden.Of("Hello W\u00f6rld").ToUpperInvariant(), Hidden.Of("Hello W\u00d6rld").ToLowerInvariant(),
                Hidden.Of("\u03c3\u03b4").ToUpperInvariant(),
        });
        check.Is("compare", "[-1,1,0,1]", () => new[]
        {
            Math.Sign(string.CompareOrdinal(Hidden.Of("a"), "b")),
                Math.Sign(string.CompareOrdinal(Hidden.Of("a"), "B")),
            string.Compare(Hidden.Of("HELLO"), "hello", StringComparison.OrdinalIgnoreCase),
            Math.Sign(string.Compare(Hidden.Of("ab"), "a", StringComparison.InvariantCulture)),
        });
        check.Is("equality", "[true,true,false]", () =>
        {
            string made = new(['f', 'o', 'x']);
            return new[] { made == Hidden.Of("fox"), made.Equals("FOX", StringComparison.OrdinalIgnoreCase),
                ReferenceEquals(made, "fox") };
        });
        check.Is("intern", "true", () =>
            ReferenceEquals(string.Intern(new string(['f', 'o', 'x'])), string.Intern(Hidden.Of("fox"))));
        check.Is("repeat", "ababab", () => string.Concat(Enumerable.Repeat(Hidden.Of("ab"), 3)));
        check.Is("reverse", "god", () => new string([.. Hidden.Of("dog").Reverse()]));
        check.Is("create", "abcdef", () => string.Create(6, Hidden.Of('a'), (span, first) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = (char)(first + i);
            }
        }));
        check.Is("characters", "[true,true,false,true,9]", () => new object[]
        {
            char.IsLetter(Hidden.Of('\u00e9')), char.IsDigit(Hidden.Of('\u0663')), char.IsUpper(Hidden.Of('a')),
            char.IsWhiteSpace(Hidden.Of('\u2003')), (int)char.GetNumericValue(Hidden.Of('9')),
        });
        check.Is("category", "[UppercaseLetter,MathSymbol,Surrogate]", () => new[]
        {
            char.GetUnicodeCategory(Hidden.Of('A')), char.GetUnicodeCategory(Hidden.Of('+')),
                char.GetUnicodeCategory(Hidden.Of('\ud83d')),
        });
        check.Is("runes", "[61,1f600,e9]", () =>
            Hidden.Of("a\U0001f600\u00e9").EnumerateRunes().Select(rune => rune.Value.ToString("x")).ToArray());
        check.Is("lines", "[one,two,,three]", () =>
        {
            List<string> lines = [];
            foreach (ReadOnlySpan<char> line in Hidden.Of("one\ntwo\r\n\nthree").EnumerateLines())
            {
                lines.Add(line.ToString());
            }

            return lines;
        });
        check.Is("literal", "1f 2\\u{a}\"3\"", () => Hidden.Of("""
            1f 2
            "3"
            """).ReplaceLineEndings("\n"));
        check.Throws<ArgumentOutOfRangeException>("substring.range", () => fox.Substring(50));
        check.Throws<IndexOutOfRangeException>("index.range", () => fox[Hidden.Of(43)]);
        check.Throws<ArgumentNullException>("null", () => fox.Contains(Hidden.Of<string>(null!)));
    }
}
