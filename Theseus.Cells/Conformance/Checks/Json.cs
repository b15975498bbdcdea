using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>A person, with what JSON has: text, numbers, truth, nothing, lists and maps.</summary>
internal sealed record JsonPerson(string Name, int Age, bool Active, string? Nick, List<JsonAddress> Addresses,
    Dictionary<string, double> Scores);

/// <summary>Where a <see cref="JsonPerson"/> lives.</summary>
internal readonly record struct JsonAddress(string Street, [property: JsonPropertyName("no")] int Number);

/// <summary>What <see cref="JsonEvent"/> is about.</summary>
internal enum JsonKind
{
    Start,
    Stop,
}

/// <summary>An event with the types that JSON has no notation of its own for.</summary>
internal sealed class JsonEvent
{
    public JsonKind Kind { get; set; }

    public DateTime When { get; set; }

    public TimeSpan Took { get; set; }

    public Guid Id { get; set; }

    public byte[]? Data { get; set; }

    [JsonIgnore]
    public string Ignored { get; set; } = "ignored";

    public int? Maybe { get; set; }
}

/// <summary>A shape, the derived types of which are told apart by a discriminator.</summary>
[JsonDerivedType(typeof(JsonCircle), "circle")]
[JsonDerivedType(typeof(JsonBox), "box")]
internal abstract record JsonShape;

/// <summary>A circle.</summary>
internal sealed record JsonCircle(double Radius) : JsonShape;

/// <summary>A box.</summary>
internal sealed record JsonBox(int Width, int Height) : JsonShape;

/// <summary>What the generator writes serialisers for, with names in camel case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JsonPerson))]
[JsonSerializable(typeof(JsonEvent))]
[JsonSerializable(typeof(List<JsonShape>))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(Dictionary<string, int[]>))]
internal sealed partial class JsonModel : JsonSerializerContext;

/// <summary>System.Text.Json with generated serialisers, its document model, its reader and its writer.</summary>
internal static class Json
{
    private const string AdaText =
        """{"name":"Ada","age":36,"active":true,"nick":null,"addresses":[{"street":"High St","no":7}],"scores":{"math":9.5,"art":7}}""";

    private static readonly JsonPerson s_ada = new("Ada", 36, true, null, [new("High St", 7)],
        new() { ["math"] = 9.5, ["art"] = 7 });

    public static void Run(Checker check)
    {
        check.Is("write", AdaText, () => JsonSerializer.Serialize(Hidden.Of(s_ada), JsonModel.Default.JsonPerson));
        check.Is("read", "[Ada,36,true,null,High St,7,9.5]", () =>
        {
            JsonPerson person = JsonSerializer.Deserialize(Hidden.Of(AdaText), JsonModel.Default.JsonPerson)!;
            return new object?[] { person.Name, person.Age, person.Active, person.Nick, person.Addresses[0].Street,
                person.Addresses[0].Number, person.Scores["math"] };
        });
        check.Is("types",
            """{"kind":"Stop","when":"2024-02-29T12:00:00Z","took":"01:30:00","id":"00000000-0000-0000-0000-000000000000","data":"AQID","maybe":null}""", () =>
            JsonSerializer.Serialize(Event(), JsonModel.Default.JsonEvent));
        check.Is("types.back", "[Stop,638448048000000000,01:30:00,[1,2,3],ignored]", () =>
        {
            JsonEvent back = JsonSerializer.Deserialize(JsonSerializer.Serialize(Event(), JsonModel.Default.JsonEvent),
                JsonModel.Default.JsonEvent)!;
            return new object?[] { back.Kind, back.When.Ticks, back.Took, back.Data, back.Ignored };
        });
        check.Is("arrays", "[[1,2,3],[4,5]]", () => new object?[]
        {
            JsonSerializer.Deserialize(Hidden.Of("[1, 2, 3]"), JsonModel.Default.Int32Array),
                JsonSerializer.Deserialize("""{"a":[4,5]}""", JsonModel.Default.DictionaryStringInt32Array)!["a"],
        });
        check.Is("derived", """[{"$type":"circle","radius":2.5},{"$type":"box","width":3,"height":4}]""", () =>
            JsonSerializer.Serialize([new JsonCircle(Hidden.Of(2.5)), new JsonBox(3, 4)],
            JsonModel.Default.ListJsonShape));
        check.Is("derived.back", "[JsonBox { Width = 1, Height = 2 },JsonCircle { Radius = 0.5 }]", () =>
            JsonSerializer.Deserialize(
            Hidden.Of("""[{"$type":"box","width":1,"height":2},{"$type":"circle","radius":0.5}]"""),
                JsonModel.Default.ListJsonShape));
        check.Is("bytes", "[123,34,0]", () =>
        {
            byte[] text = JsonSerializer.SerializeToUtf8Bytes(Hidden.Of(s_ada), JsonModel.Default.JsonPerson);
            return new[] { text[0], text[1], text.Length - AdaText.Length };
        });
        check.Is("stream", "Ada", () =>
        {
            using MemoryStream stream = new();
            JsonSerializer.Serialize(stream, s_ada, JsonModel.Default.JsonPerson);
            stream.Position = 0;
            return JsonSerializer.Deserialize(stream, JsonModel.Default.JsonPerson)!.Name;
        });
        check.Is("escapes", """["\u0022","\u00E9","\u003Cb\u003E","\n"]""", () =>
            new JsonArray("\"", Hidden.Of("\u00e9"), "<b>", "\n").ToJsonString());
        check.Is("document", "[2,b,1.5,Array]", () =>
        {
            using JsonDocument document = JsonDocument.Parse(
                Hidden.Of("""{"list":[{"n":"a"},{"n":"b"}],"ratio":1.5}"""));
            JsonElement list = document.RootElement.GetProperty("list");
            return new object[] { list.GetArrayLength(), list[1].GetProperty("n").GetString()!,
                document.RootElement.GetProperty("ratio").GetDouble(), list.ValueKind };
        });
        check.Is("node", """[5,{"a":6,"b":[1,true,null]}]""", () =>
        {
            JsonNode node = JsonNode.Parse(Hidden.Of("""{"a":5,"b":[1,true,null]}"""))!;
            int before = node["a"]!.GetValue<int>();
            node["a"] = before + 1;
            return $"[{before},{node.ToJsonString()}]";
        });
        check.Is("writer", """{"a":1,"b":[1.5,"x"]}""", () =>
        {
            using MemoryStream stream = new();
            using (Utf8JsonWriter writer = new(stream))
            {
                writer.WriteStartObject();
                writer.WriteNumber("a", Hidden.Of(1));
                writer.WriteStartArray("b");
                writer.WriteNumberValue(1.5);
                writer.WriteStringValue("x");
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        });
        check.Is("reader", "[StartObject,PropertyName,Number,PropertyName,StartArray,String,EndArray,EndObject]", () =>
        {
            List<object> tokens = [];
            Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(Hidden.Of("""{"a":1,"b":["x"]}""")));
            while (reader.Read())
            {
                tokens.Add(reader.TokenType);
            }

            return tokens;
        });
        check.Is("indented", "{\\u{a}  \"a\": 1\\u{a}}", () =>
            new JsonObject { ["a"] = Hidden.Of(1) }.ToJsonString(
            new JsonSerializerOptions(JsonModel.Default.Options) { WriteIndented = true }).ReplaceLineEndings("\n"));
        check.Throws<JsonException>("bad", () =>
            JsonSerializer.Deserialize(Hidden.Of("[1, 2"), JsonModel.Default.Int32Array));
        check.Is("bad.where", "[1,2]", () =>
        {
            try
            {
                return JsonSerializer.Deserialize(Hidden.Of("[1,\n2 x]"), JsonModel.Default.Int32Array);
            }
            catch (JsonException thrown)
            {
                return new[] { thrown.LineNumber, thrown.BytePositionInLine };
            }
        });
        check.Throws<JsonException>("bad.type", () =>
            JsonSerializer.Deserialize(Hidden.Of("""["a"]"""), JsonModel.Default.Int32Array));
        check.Is("large", "[5000,12497500]", () =>
        {
            int[] back = JsonSerializer.Deserialize(
                JsonSerializer.Serialize([.. Enumerable.Range(0, Hidden.Of(5000))], JsonModel.Default.Int32Array),
                    JsonModel.Default.Int32Array)!;
            return new[] { back.Length, back.Sum() };
        });
    }

    private static JsonEvent Event() => new()
    {
        Kind = Hidden.Of(JsonKind.Stop),
        When = new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc),
        Took = TimeSpan.FromMinutes(90),
        Data = [1, 2, 3],
        Ignored = "changed",
    };
}
