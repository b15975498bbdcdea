#:package LanguageExt.Core@4.4.9
// Options, eithers, immutable lists and maps, queries over them.
using LanguageExt;
using static LanguageExt.Prelude;

Option<int> some = Some(3);
Console.WriteLine(some.Map(x => x * 2).Match(x => $"some {x}", () => "none"));
Either<string, int> Parse(string text) => parseInt(text).ToEither($"'{text}' is no number");
var sum = from a in Parse("4") from b in Parse("5") select a + b;
Console.WriteLine(sum.Match(Right: x => $"{x}", Left: e => e));
Console.WriteLine(Parse("x").Match(Right: x => $"{x}", Left: e => e));
var map = Map(("a", 1), ("b", 2)).AddOrUpdate("a", 7);
Console.WriteLine(string.Join(' ', map.Map(p => $"{p.Key}{p.Value}")));
Console.WriteLine(List(1, 2, 3).Fold(0, (s, x) => s + x));
