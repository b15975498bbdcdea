#:package morelinq@4.4.0
// Sequences cut, joined, ordered and folded; a table made of properties.
using MoreLinq;

int[] numbers = [5, 3, 8, 1, 9, 2];
Console.WriteLine(string.Join(" | ", numbers.Batch(4).Select(b => string.Join(',', b))));
Console.WriteLine(string.Join(" | ", numbers.Window(3).Select(w => w.Sum())));
Console.WriteLine(string.Join(' ', MoreEnumerable.Scan(numbers, (a, b) => a + b)) + "; " + string.Join(' ', numbers.PartialSort(3)) + "; " + string.Join(' ', numbers.Lag(1, -1, (a, b) => a - b)));
Console.WriteLine(string.Join(' ', new[] { 1, 2, 3 }.Permutations().Select(p => string.Concat(p))));
Console.WriteLine(new[] { "a", "b" }.Cartesian(numbers.Take(2), (a, b) => $"{a}{b}").ToDelimitedString(";"));
Console.WriteLine(string.Join(' ', "mississippi".GroupAdjacent(c => c).Select(g => $"{g.Key}{g.Count()}")) + " " + string.Join(' ', "aabbbc".RunLengthEncode()));
var people = new[] { new Person("Ada", 36), new Person("Bob", 20), new Person("Cy", 50) };
Console.WriteLine(people.MaxBy(p => p.Age)!.Name + " " + string.Join(' ', people.OrderBy(p => p.Age, OrderByDirection.Descending).Select(p => p.Name)));
var table = people.ToDataTable();
Console.WriteLine($"{table.Columns.Count} {table.Rows.Count} {table.Rows[1]["Name"]} {table.Columns["Age"]!.DataType.Name}");
Console.WriteLine(people.FullJoin(["Ada", "Dee"], p => p.Name, n => n, p => p.Name + "-", n => "-" + n, (p, n) => p.Name + "=" + n).ToDelimitedString(" "));

public sealed record Person(string Name, int Age);
