using Theseus.Build.Linking;

namespace Theseus.Build.Cells;

/// <summary>
/// Writes the map of the system: the cells with the sums of their sections, the nano-core first, the others as the
/// kernel places them; then every section of each, by address, with its size and its symbol.
/// </summary>
public static class CellMap
{
    public static void Write(LinkedImage image, CellCutter cutter, CellPlaces places, string path)
    {
        using StreamWriter map = new(path);
        map.WriteLine($"{"cell",-48}{"base",18}{"text",12}{"rodata",12}{"data",12}{"bss",12}{"sections",10}");
        Cell[] cells = [cutter.NanoCore, .. places.InOrder];
        foreach (Cell cell in cells)
        {
            map.WriteLine(
                $"{cell.Name,-48}{places.BaseOf(cell),18:x16}{cell.Segments[0].MemoryBytes,12}"
                + $"{cell.Segments[1].MemoryBytes,12}"
                + $"{cell.Segments[2].MemoryBytes,12}{cell.Segments[3].MemoryBytes,12}{cell.Pieces.Count,10}");
        }

        foreach (Cell cell in cells)
        {
            map.WriteLine();
            map.WriteLine(cell.Name);
            map.WriteLine($"{"address",-18}{"size",8}  segment   symbol");
            IEnumerable<(ulong Address, int Size, string Kind, string Name)> lines = cell.Pieces.Select(
                p => (Address: places.BaseOf(cell) + p.Offset, p.Size, Kind: $"{p.Kind}", p.Name));
            foreach ((ulong address, int size, string kind, string name) in cell.IsResident
                ? lines.Concat(BesidePieces(image)).OrderBy(l => l.Address) : lines)
            {
                map.WriteLine($"{address:x16}  {size,8:x}  {kind,-8}  {name}");
            }
        }
    }

    /// <summary>
    /// What the image holds besides the nano-core's pieces: code and data of the boot, and the linker's tables.
    /// </summary>
    private static IEnumerable<(ulong Address, int Size, string Kind, string Name)> BesidePieces(LinkedImage image) =>
    [
        .. image.Layout.Boot.Sections.Concat(image.Layout.BootBss.Sections).Select(s => (
            image.Layout.AddressOf(s), image.Graph.Inputs[s.Input].Object.SectionSize[s.Section],
            $"{image.Graph.Inputs[s.Input].Segment[s.Section]}", image.Graph.NameOf(s))),
        .. image.Layout.Tables.Select(t => (t.Address, t.Bytes.Length, $"{SegmentKind.ReadOnly}", t.Symbol)),
    ];
}
