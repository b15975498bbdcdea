#:package Newtonsoft.Json@13.0.3
// Objects, enumerations by name, private setters, dictionaries, polymorphy by type name, LINQ to JSON, a converter, an error.
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;

var order = new Order(7, "Ada") { Kind = Kind.Express, Due = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc), Total = 12.50m };
order.Lines.Add(new Line { Name = "pen", Count = 3 });
order.Tags["a"] = null;
string json = JsonConvert.SerializeObject(order, Formatting.Indented, new StringEnumConverter());
Console.WriteLine(json);
var back = JsonConvert.DeserializeObject<Order>(json)!;
Console.WriteLine($"{back.Id} {back.Customer} {back.Kind} {back.Due:O} {back.Total} {back.Lines[0].Name} {back.Lines[0].Count} {back.Tags.Count}");
Console.WriteLine(JObject.Parse(json)["Lines"]![0]!["Name"]);
Console.WriteLine(JObject.FromObject(new { x = 1, y = new[] { 1.5, 2 } }).ToString(Formatting.None));
Console.WriteLine(JToken.Parse("{\"a\":[1,2,{\"b\":3}]}").SelectToken("$.a[2].b"));
Console.WriteLine(JsonConvert.SerializeObject(new Shape[] { new Circle { Radius = 2 } }, new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto }).Contains("Circle"));
try { JsonConvert.DeserializeObject<Order>("{\"Id\": \"seven\"}"); }
catch (JsonException e) { Console.WriteLine($"{e.GetType().Name}: {e.Message}"); }

internal enum Kind { Slow, Express }

internal sealed class Order(int id, string customer)
{
    public int Id { get; } = id;
    public string Customer { get; } = customer;
    public Kind Kind { get; set; }
    public DateTime Due { get; set; }
    public decimal Total { get; set; }
    public List<Line> Lines { get; } = [];
    public Dictionary<string, int?> Tags { get; } = [];
}

internal struct Line { public string Name { get; set; } public int Count; }
internal abstract class Shape;
internal sealed class Circle : Shape { public double Radius { get; set; } }
