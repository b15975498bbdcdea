using System.Text;

namespace Theseus.Build.Linking;

/// <summary>The apps in the image, sorted by name: what the prompt can run.</summary>
public sealed class AppTable
{
    /// <summary>Bytes of an entry: name, entry, flags u32, reserved u32, cell name; addresses of 64 bits.</summary>
    public const int EntryBytes = 32;

    private const uint TakesArguments = 1, ReturnsStatus = 2;

    private readonly List<(AppEntry App, SymbolRef Entry, int Name, int Cell)> _apps = [];
    private int _text;

    public Table Table { get; } = new("theseus_apps", 8);
    public int Count => _apps.Count;

    /// <exception cref="LinkException"><see cref="LinkError.NoRootSymbol"/></exception>
    public static AppTable Collect(LinkGraph graph, IEnumerable<AppEntry> apps)
    {
        var result = new AppTable();
        var text = new MemoryStream();
        foreach (var app in apps.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            var entry = graph.Require(app.Symbol, $"the entry of cell {app.Cell}");
            result._apps.Add((app, entry, Append(text, app.Name), Append(text, app.Cell)));
        }
        result._text = result.Count * EntryBytes;
        result.Table.Bytes = [.. new byte[result._text], .. text.ToArray()];
        return result;
    }

    private static int Append(MemoryStream text, string value)
    {
        var at = (int)text.Length;
        text.Write(Encoding.UTF8.GetBytes(value));
        text.WriteByte(0);
        return at;
    }

    public void Write(Layout layout)
    {
        var text = Table.Address + (ulong)_text;
        for (var (i, at) = (0, 0); i < Count; i++, at += EntryBytes)
        {
            var (app, entry, name, cell) = _apps[i];
            Table.Put64(at, text + (ulong)name);
            Table.Put64(at + 8, layout.AddressOf(entry));
            Table.Put32(at + 16, (app.TakesArguments ? TakesArguments : 0) | (app.ReturnsStatus ? ReturnsStatus : 0));
            Table.Put64(at + 24, text + (ulong)cell);
        }
    }
}
