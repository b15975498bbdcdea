#:package Humanizer.Core@3.0.10
// Words of names, numbers, times and quantities.
using Humanizer;

Console.WriteLine("AnIdentifierOfSixWordsInPascal".Humanize());
Console.WriteLine("some text here".Pascalize() + " " + "SomeText".Underscore() + " " + "SomeText".Kebaberize() + " " + "some title".Transform(To.TitleCase));
Console.WriteLine($"{"man".Pluralize()} {"matrices".Singularize()} {"case".ToQuantity(3)} {"case".ToQuantity(1, ShowQuantityAs.Words)}");
Console.WriteLine($"{3501.ToWords()}; {21.ToOrdinalWords()}; {121.Ordinalize()}; {1999.ToRoman()}; {"MCMXCIX".FromRoman()}");
Console.WriteLine(TimeSpan.FromMilliseconds(1299630020).Humanize(3));
var now = new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);
Console.WriteLine($"{now.AddHours(-30).Humanize(true, now)}; {now.AddDays(3).Humanize(true, now)}");
Console.WriteLine($"{(12 * 1024).Bytes().Humanize()} {1230000d.ToMetric()} {"a long sentence to be cut".Truncate(10)}");
Console.WriteLine(new[] { "a", "b", "c" }.Humanize() + " " + Colour.DarkSlateBlue.Humanize() + " " + "dark slate blue".DehumanizeTo<Colour>());

public enum Colour { Red, DarkSlateBlue }
