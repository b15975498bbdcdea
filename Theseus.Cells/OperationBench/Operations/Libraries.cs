using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Theseus.Cells.OperationBench.Operations;

/// <summary>Larger parts of the class library.</summary>
internal static class Libraries
{
    private static readonly byte[] s_json = Encoding.UTF8.GetBytes(
        $"[{string.Join(',', Enumerable.Range(0, 50).Select(i => $$"""{"id":{{i}},"name":"name {{i}}","tags":["a","b"],"price":{{i}}.5}"""))}]");

    private static readonly MethodInfo s_method = typeof(Libraries).GetMethod(nameof(Add),
        BindingFlags.Public | BindingFlags.Static)!;

    public static Operation[] All =>
    [
        new("JSON, read a document of 50 objects", 50, count => { for (int i = 0; i < count; i++)
        {
            ReadJson();
        } }),
        new("JSON, write 50 objects", 50, count => { for (int i = 0; i < count; i++)
        {
            WriteJson();
        } }),
        new("call by reflection", 5_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = s_method.Invoke(null, [i, 1]);
        } }),
        new("new Guid from text", 10_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = Guid.Parse("8d1c8f5e-2f2f-4d34-9d6a-9a7b7c1e0f11");
        } }),
        new("date from text", 5_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = DateTime.Parse("2026-11-26T13:00:00", System.Globalization.CultureInfo.InvariantCulture);
        } }),
    ];

    public static int Add(int left, int right) => left + right;

    private static void ReadJson()
    {
        using JsonDocument document = JsonDocument.Parse(s_json);
        double sum = 0;
        foreach (JsonElement element in document.RootElement.EnumerateArray())
        {
            sum += element.GetProperty("price").GetDouble() + element.GetProperty("tags").GetArrayLength();
        }

        Sink.Number = sum;
    }

    private static void WriteJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartArray();
            for (int i = 0; i < 50; i++)
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", i);
                writer.WriteString("name", "some name");
                writer.WriteNumber("price", i * 0.5);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        Sink.Number = stream.Length;
    }
}
