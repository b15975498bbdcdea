using System.Text;
using Theseus.CellLinker.Format;

namespace Theseus.Build.Cells;

/// <summary>Prints a checked cell file part by part, as readelf does an ELF file. Numbers are hexadecimal where they are places.</summary>
public readonly ref struct CellPrinter(CellView cell, TextWriter output)
{
    private readonly CellView _cell = cell;

    public void Header()
    {
        ref readonly var header = ref _cell.Header;
        output.WriteLine($"cell {Encoding.UTF8.GetString(_cell.Name)}, format {header.FormatVersion}"
            + (header.Flags == CellHeader.Resident ? $", resident at {header.LinkedBase:x16}" : ""));
        output.WriteLine($"world {Hex(header.WorldIdentity)}, content {Hex(header.ContentHash)}");
        var loadable = 0L;
        foreach (var segment in _cell.Segments)
        {
            output.WriteLine($"  {segment.Kind,-9} {segment.Offset:x8} {segment.MemoryBytes,10} bytes, in the file {segment.FileBytes,10} at {segment.FileOffset:x8}");
            loadable += segment.Kind == CellSegmentKind.Zero ? 0 : segment.MemoryBytes;
        }
        output.WriteLine($"  {header.Sections.Count} sections, {header.Symbols.Count} symbols, {header.Dependencies.Count} dependencies, "
            + $"{header.Imports.Count} imports, {header.Relocations.Count} relocations, {header.Functions.Count} functions, "
            + $"{header.Cfi.Count} bytes of unwind records, {header.UnboxTargets.Count} unboxing stubs, {header.Roots.Count} objects with references");
        foreach (var app in _cell.App)
        {
            output.WriteLine($"  app {Encoding.UTF8.GetString(_cell.Text(app.Name))}, entry {app.Entry:x8}"
                + ((app.Flags & CellApp.TakesArguments) != 0 ? ", takes arguments" : "") + ((app.Flags & CellApp.ReturnsStatus) != 0 ? ", returns a status" : ""));
        }
        var metadata = header.Strings.Offset + header.Strings.Count;
        var names = header.Names.Count * 4L + header.NameText.Count;
        output.WriteLine($"  {loadable} bytes to load, {metadata} bytes of metadata ({Share(metadata, loadable)}), {names} bytes of names, {header.FileBytes} bytes of file");
    }

    private static string Share(long part, long whole) => whole == 0 ? "all" : $"{100.0 * part / whole:f1} %";

    private static string Hex(Hash128 hash) => $"{hash.High:x16}{hash.Low:x16}";

    public void Sections()
    {
        output.WriteLine("sections: offset, size, alignment, segment, content hash, name");
        for (var i = 0; i < _cell.Sections.Length; i++)
        {
            var section = _cell.Sections[i];
            output.WriteLine($"  {section.Offset:x8} {section.Size,8} {1 << section.AlignLog2,5} {SegmentOf(section.Offset),-9} {section.ContentHash:x16} {SectionName(i)}");
        }
    }

    private CellSegmentKind SegmentOf(uint offset)
    {
        var kind = CellSegmentKind.Text;
        foreach (var segment in _cell.Segments)
            kind = offset >= segment.Offset ? segment.Kind : kind;
        return kind;
    }

    private string SectionName(int index) => Encoding.UTF8.GetString(_cell.SectionName((uint)index));

    private string Where(uint offset)
    {
        var index = _cell.FindSection(offset);
        return index < 0 ? "" : $" {SectionName(index)}" + (offset != _cell.Sections[index].Offset ? $"+0x{offset - _cell.Sections[index].Offset:x}" : "");
    }

    public void Symbols()
    {
        output.WriteLine("symbols: hash of the name, offset, section");
        foreach (var symbol in _cell.Symbols)
            output.WriteLine($"  {Hex(symbol.Name)} {symbol.Offset:x8}{Where(symbol.Offset)}");
    }

    public void Dependencies()
    {
        output.WriteLine("dependencies and the places imported from them: hash of the symbol, addend");
        for (var i = 0; i < _cell.Dependencies.Length; i++)
        {
            output.WriteLine($"  {Dependency(i)}");
            foreach (var import in _cell.Imports)
            {
                if (import.Dependency == i)
                    output.WriteLine($"    {Hex(import.Symbol)}" + (import.Addend != 0 ? $" {import.Addend:+0;-0}" : ""));
            }
        }
    }

    private string Dependency(int index) => Encoding.UTF8.GetString(_cell.Text(_cell.Dependencies[index]));

    public void Relocations()
    {
        output.WriteLine("relocations: place, type, target");
        for (uint page = 0; page + 1 < _cell.PageRelocations.Length; page++)
        {
            foreach (var relocation in _cell.RelocationsOf(page))
            {
                var place = page * (long)CellHeader.PageBytes + relocation.Offset;
                output.WriteLine($"  {place:x8} {relocation.Type,-10} {Target(relocation.Target)}" + (relocation.Addend != 0 ? $" {relocation.Addend:+0;-0}" : ""));
            }
        }
    }

    private string Target(uint target)
    {
        if (target < CellRelocation.IsImport)
            return $"{target:x8}{Where(target)}";
        var import = _cell.Imports[(int)(target - CellRelocation.IsImport)];
        return $"{Dependency((int)import.Dependency)}:{Hex(import.Symbol)}" + (import.Addend != 0 ? $"{import.Addend:+0;-0}" : "");
    }

    public void Functions()
    {
        output.WriteLine("functions: start, length, unwind record, clauses, kind, name");
        for (var i = 0; i < _cell.Functions.Length; i++)
        {
            var function = _cell.Functions[i];
            output.WriteLine($"  {function.Start:x8} {function.Length,6} {function.Cfi:x6} "
                + (function.Clauses != 0 ? $"{function.Clauses:x8}" : "       -") + $" {function.Kind,-7} {Encoding.UTF8.GetString(_cell.FunctionName((uint)i))}");
        }
        foreach (var stub in _cell.UnboxTargets)
            output.WriteLine($"  stub {stub.Stub:x8} unboxes for {Target(stub.Target)}");
    }

    public void Names()
    {
        output.WriteLine("names: section, name");
        for (var i = 0; i < _cell.Sections.Length; i++)
            output.WriteLine($"  {_cell.Sections[i].Offset:x8} {SectionName(i)}");
    }
}
