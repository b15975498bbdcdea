using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Theseus.Cells.Workload;

/// <summary>Writes a document as JSON, reads it again, and finds things in it by a regular expression.</summary>
internal static partial class Documents
{
    private const int Entries = 12;

    public static uint Work(uint seed)
    {
        Generator random = new(seed);
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartArray();
            for (int i = 0; i < Entries; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("name", $"entry {random.Below(1000)}");
                writer.WriteNumber("value", random.Next());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        string text = Encoding.UTF8.GetString(stream.ToArray());
        uint sum = Sum.Add(Sum.Start, text);
        using JsonDocument document = JsonDocument.Parse(text);
        foreach (JsonElement element in document.RootElement.EnumerateArray())
        {
            sum = Sum.Add(sum, element.GetProperty("value").GetUInt32());
            sum = Sum.Add(sum, element.GetProperty("name").GetString());
        }

        foreach (Match match in Name().Matches(text))
        {
            sum = Sum.Add(sum, match.Groups["number"].ValueSpan);
        }

        return sum;
    }

    [GeneratedRegex("\"name\":\"entry (?<number>[0-9]+)\"")]
    private static partial Regex Name();
}
