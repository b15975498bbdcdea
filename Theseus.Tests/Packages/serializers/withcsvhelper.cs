#:package CsvHelper@33.1.0
// Records mapped by their properties, by attributes and by a class map, written and read; quoting, nothing, a bad field.
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using CsvHelper.Configuration.Attributes;

var text = new StringWriter();
using (var writer = new CsvWriter(text, CultureInfo.InvariantCulture))
    writer.WriteRecords(new[] { new Row { Id = 1, Name = "a, \"b\"", Price = 1.25m }, new Row { Id = 2, Name = "line\nbreak", Kind = Kind.Second, Due = new DateTime(2026, 2, 3) } });
Console.Write(text);
using var reader = new CsvReader(new StringReader(text.ToString()), CultureInfo.InvariantCulture);
foreach (var row in reader.GetRecords<Row>())
    Console.WriteLine($"{row.Id} {row.Name.Replace("\n", "\\n")} {row.Price} {row.Kind} {row.Due:yyyy-MM-dd}");
using var simple = new CsvReader(new StringReader("first;Second\n7;x\n"), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ";" });
simple.Context.RegisterClassMap<Map>();
Console.WriteLine(simple.GetRecords<Pair>().Single());
using var bad = new CsvReader(new StringReader("Number,Name,Price,Kind,Due\nx,y,1,First,\n"), CultureInfo.InvariantCulture);
try { bad.GetRecords<Row>().ToList(); }
catch (CsvHelperException e) { Console.WriteLine(e.GetType().Name); }

public enum Kind { First, Second }
public sealed record Pair { public int First { get; set; } public string Second { get; set; } = ""; }
public sealed class Row
{
    [Name("Number")] public int Id { get; set; }
    public string Name { get; set; } = "";
    public decimal? Price { get; set; }
    public Kind Kind { get; set; }
    public DateTime Due { get; set; }
}
public sealed class Map : ClassMap<Pair> { public Map() { Map(p => p.First).Name("first"); Map(p => p.Second); } }
