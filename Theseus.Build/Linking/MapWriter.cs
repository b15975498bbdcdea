namespace Theseus.Build.Linking;

/// <summary>
/// Writes the map of an image: a summary by cell, then every section in the order of addresses, with its size,
/// its cell and its symbol.
/// </summary>
public static class MapWriter
{
    /// <summary>What a native section's cell is called.</summary>
    public const string NativeOwner = "(native)";

    /// <summary>What the linker's own tables are listed under.</summary>
    public const string TableOwner = "(image)";

    private sealed class Totals
    {
        public long Text, ReadOnly, Data, Bss;
        public int Sections;
    }

    public static void Write(LinkedImage image, Func<string, string> owner, string path)
    {
        var cells = new SortedDictionary<string, Totals>(StringComparer.Ordinal);
        var lines = new List<(ulong Address, string Line)>();
        foreach (var segment in image.Layout.Segments)
        {
            foreach (var (number, section) in segment.Sections)
            {
                var input = image.Graph.Inputs[number];
                var name = input.NameOf(section);
                var cell = input.IsManaged ? owner(input.MethodOf[section] ?? name) : NativeOwner;
                Add(segment.Kind, input.Address[section], input.Object.SectionSize[section], cell, name);
            }
        }
        foreach (var table in image.Layout.Tables)
            Add(SegmentKind.ReadOnly, table.Address, table.Bytes.Length, TableOwner, table.Symbol);

        using var map = new StreamWriter(path);
        map.WriteLine($"{"cell",-48}{"text",12}{"rodata",12}{"data",12}{"bss",12}{"sections",10}");
        foreach (var (cell, t) in cells.OrderByDescending(c => c.Value.Text + c.Value.ReadOnly + c.Value.Data))
            map.WriteLine($"{cell,-48}{t.Text,12}{t.ReadOnly,12}{t.Data,12}{t.Bss,12}{t.Sections,10}");
        map.WriteLine();
        map.WriteLine($"{"address",-18}{"size",8}  segment  cell  symbol");
        foreach (var (_, line) in lines.OrderBy(l => l.Address))
            map.WriteLine(line);

        void Add(SegmentKind kind, ulong address, int size, string cell, string name)
        {
            lines.Add((address, $"{address:x16}  {size,8:x}  {kind,-8} {cell}  {name}"));
            if (!cells.TryGetValue(cell, out var totals))
                cells.Add(cell, totals = new Totals());
            totals.Sections++;
            switch (kind)
            {
                case SegmentKind.Boot or SegmentKind.Text: totals.Text += size; break;
                case SegmentKind.ReadOnly: totals.ReadOnly += size; break;
                case SegmentKind.Data: totals.Data += size; break;
                default: totals.Bss += size; break;
            }
        }
    }
}
