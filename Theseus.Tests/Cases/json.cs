// JSON by source generation, by document and by reader.
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
Order order = new(7, "Ann", [new("pen", 1.5m, 2), new("ink", 20m, 1)]) { Placed = new(2024, 5, 6, 7, 8, 9,
    DateTimeKind.Utc),
    Kind = Kind.Express, Notes = new() { ["a"] = "b", ["c"] = null },
    Id = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"), Span = TimeSpan.FromMinutes(90) };
string json = JsonSerializer.Serialize(order, Context.Default.Order); Console.WriteLine(json);
Order back = JsonSerializer.Deserialize(json, Context.Default.Order)!;
Console.WriteLine($"{back.Customer} {back.Lines.Count} {back.Lines[1]} {back.Kind} {back.Placed:O} "
    + $"{back.Notes["c"] ?? "null"} {back.Total}");
Console.WriteLine(JsonSerializer.Serialize<Shape>(new Circle(2) { Name = "c" }, Context.Default.Shape) + JsonSerializer.Serialize(new Shape[] { new Square(3),
    new Circle(1) },
    Context.Default.ShapeArray));
Console.WriteLine(JsonSerializer.Deserialize("""{"$type":"square","side":4,"name":"s"}""", Context.Default.Shape));
Console.WriteLine(JsonSerializer.Serialize(new Odd(), Context.Default.Odd));
Odd odd = JsonSerializer.Deserialize("""{"first_name":"x","Extra":{"deep":[1,2]},"Number":"12","Ignored":5}""",
    Context.Default.Odd)!;
Console.WriteLine($"{odd.First} {odd.Number} {odd.More!["Extra"]} {odd.Ignored}");
foreach (string bad in new[] { "{", "[1,]", """{"Number":"x"}""", "nul", """{"first_name":1}""", "" }) try
{
    JsonSerializer.Deserialize(bad, Context.Default.Odd);
} catch (JsonException e) { Console.WriteLine($"{e.Path} {e.LineNumber} {e.BytePositionInLine} {e.Message}"); }
Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, int[]> { ["x"] = [1, 2], ["y"] = [] },
    Context.Default.DictionaryStringInt32Array));
Console.WriteLine(JsonSerializer.Serialize("ünï <b> \u0001 \" 😀", Context.Default.String) + JsonSerializer.Serialize(1e21,
    Context.Default.Double));
try
{
    JsonSerializer.Serialize(double.NaN, Context.Default.Double);
} catch (ArgumentException e) { Console.WriteLine(e.GetType().Name); }
using JsonDocument document = JsonDocument.Parse("""{"a":[1,2.5,"x",null,true,{"b":{}}],"c":"2024-01-02T03:04:05Z","d":12345678901234567890 /* comment */}""",
    new() { CommentHandling = JsonCommentHandling.Skip });
foreach (JsonElement e in document.RootElement.GetProperty("a").EnumerateArray()) Console.Write($"{e.ValueKind}:{e.GetRawText()} ");
Console.WriteLine($"{document.RootElement.GetProperty("c").GetDateTime():s} "
    + $"{document.RootElement.GetProperty("d").GetUInt64()} {document.RootElement.TryGetProperty("z", out _)} "
    + $"{document.RootElement.EnumerateObject().Count()}");
try
{
    document.RootElement.GetProperty("c").GetInt32();
} catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
JsonNode node = JsonNode.Parse("""{"n":1,"list":[1,2]}""")!;
node["n"] = 5;
node["list"]!.AsArray().Add(JsonValue.Create("three"));
node["new"] = new JsonObject { ["k"] = true };
Console.WriteLine($"{node.ToJsonString()} {(int)node["n"]!} {node["list"]![2]} {node["new"]!.GetPath()} "
    + $"{JsonNode.DeepEquals(node, node.DeepClone())}");
Console.WriteLine(node.ToJsonString(new() { WriteIndented = true, IndentCharacter = '\t', IndentSize = 1 }));
MemoryStream stream = new();
using (Utf8JsonWriter w = new(stream, new() { Indented = true }))
{
    w.WriteStartObject();
    w.WriteNumber("pi", 3.14);
    w.WriteStartArray("list");
    w.WriteStringValue("s");
    w.WriteNullValue();
    w.WriteEndArray();
    w.WriteBase64String("bytes", [1, 2, 3]);
    w.WritePropertyName("raw"); w.WriteRawValue("123"u8, true); w.WriteEndObject();
} 
Console.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
Utf8JsonReader reader = new("""[1,{"k":"v\u0041"},false]"""u8);
while (reader.Read()) Console.Write($"{reader.TokenType}"
    + $"{(reader.TokenType == JsonTokenType.String ? reader.GetString() : "")}@{reader.TokenStartIndex} ");
Console.WriteLine();
Console.WriteLine(string.Join(',', JsonSerializer.Deserialize("[3,1,2]", Context.Default.Int32Array)!) + JsonSerializer.Serialize(new Tree { Value = 1,
    Children = { new() { Value = 2 } } },
    Context.Default.Tree) + JsonSerializer.Deserialize("""{"x":1,"Y":[1,2]}""", Context.Default.JsonElement).GetProperty("Y").GetArrayLength());
await foreach (int i in JsonSerializer.DeserializeAsyncEnumerable(new MemoryStream("[5,6,7]"u8.ToArray()),
    Context.Default.Int32)) Console.Write(i);
Console.WriteLine();
internal enum Kind { Normal, Express }
internal sealed record Line(string Item, decimal Price, int Count);
internal sealed record Order(int Number, string Customer, List<Line> Lines)
{
    public DateTime Placed { get; init; }
    public Kind Kind { get; init; }
    public Dictionary<string, string?> Notes { get; init; } = [];
    public Guid Id { get; init; }
    public TimeSpan Span { get; init; }
    public int? Nothing { get; init; }
    [JsonIgnore] public decimal Secret => 1; public decimal Total => Lines.Sum(l => l.Price * l.Count);
}
[JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")] internal abstract record Shape
{
    public string? Name { get; init; }
}
internal sealed record Circle(double Radius) : Shape; internal sealed record Square(double Side) : Shape;
internal sealed class Odd
{
    [JsonPropertyName("first_name"), JsonPropertyOrder(2)] public string First { get; set; } = "f";
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] public int Number { get; set; }
    [JsonIgnore(Condition = JsonIgnoreCondition.Always)] public int Ignored { get; set; } = 3;
    [JsonConverter(typeof(Reverse))] public string Reversed { get; set; } = "abc";
    [JsonExtensionData] public Dictionary<string, JsonElement>? More { get; set; }
    [JsonInclude] internal int Field = 4;
}
internal sealed class Reverse : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => new([.. r.GetString()!.Reverse()]);
    public override void Write(Utf8JsonWriter w, string s, JsonSerializerOptions o) => w.WriteStringValue(new string([.. s.Reverse()]));
}
internal sealed class Tree { public int Value { get; set; } public List<Tree> Children { get; set; } = []; }
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Order)), JsonSerializable(typeof(Shape)), JsonSerializable(typeof(Shape[])),
    JsonSerializable(typeof(Odd)), JsonSerializable(typeof(Dictionary<string, int[]>)),
    JsonSerializable(typeof(string)), JsonSerializable(typeof(double)), JsonSerializable(typeof(int[])),
    JsonSerializable(typeof(Tree)), JsonSerializable(typeof(JsonElement))] internal sealed partial class Context : JsonSerializerContext;
