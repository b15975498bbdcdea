#:package CsvHelper@33.1.0
// Records written and read, quoting, a class map, a bad field.
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

var text = new StringWriter();
using (var writer = new CsvWriter(text, CultureInfo.InvariantCulture))
{
    writer.Context.RegisterClassMap<Map>();
    writer.WriteRecords(new[] { new Row { Id = 1, Name = "a, \"b\"", Price = 1.25m }, new Row { Id = 2, Name = "line\nbreak", Kind = Kind.Second } });
}
Console.Write(text);
using var reader = new CsvReader(new StringReader(text.ToString()), CultureInfo.InvariantCulture);
reader.Context.RegisterClassMap<Map>();
foreach (var row in reader.GetRecords<Row>())
    Console.WriteLine($"{row.Id} {row.Name.Replace("\n", "\\n")} {row.Price} {row.Kind}");
using var simple = new CsvReader(new StringReader("First;Second\n7;x\n"), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ";" });
Console.WriteLine(simple.GetRecords<Pair>().Single().Second);
using var bad = new CsvReader(new StringReader("Number,Name,Price,Kind\nx,y,1,First\n"), CultureInfo.InvariantCulture);
bad.Context.RegisterClassMap<Map>();
try { bad.GetRecords<Row>().ToList(); }
catch (CsvHelperException e) { Console.WriteLine(e.GetType().Name); }

public enum Kind { First, Second }
public sealed class Pair { public string First { get; set; } = ""; public string Second { get; set; } = ""; }
public sealed class Row { public int Id { get; set; } public string Name { get; set; } = ""; public decimal? Price { get; set; } public Kind Kind { get; set; } }
public sealed class Map : ClassMap<Row>
{
    public Map() { Map(r => r.Id).Name("Number"); Map(r => r.Name); Map(r => r.Price); Map(r => r.Kind); }
}
