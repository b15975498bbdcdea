using System.Text;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// Prints a checked cell file part by part, as readelf does an ELF file. Numbers are hexadecimal where they are places.
/// </summary>
public readonly ref struct CellPrinter(CellView cell, CellNames names, TextWriter output)
{
    private readonly CellView _cell = cell;
    private readonly CellNames _names = names;

    public void Header()
    {
        ref readonly CellHeader header = ref _cell.Header;
        output.WriteLine($"cell {Encoding.UTF8.GetString(_cell.Name)}, format {header.FormatVersion}"
            + (header.Flags == CellHeader.Resident ? $", resident at {header.LinkedBase:x16}" : ""));
        output.WriteLine($"world {header.WorldIdentity}, content {header.ContentHash}");
        long loadable = 0L;
        foreach (CellSegment segment in _cell.Segments)
        {
            output.WriteLine(
                $"  {segment.Kind,-9} {segment.Offset:x8} {segment.MemoryBytes,10} bytes, in the file "
                    + $"{segment.FileBytes,10} at {segment.FileOffset:x8}");
            loadable += segment.Kind == CellSegmentKind.Zero ? 0 : segment.MemoryBytes;
        }

        output.WriteLine(
            $"  {header.Sections.Count} sections, {header.Symbols.Count} symbols, {header.Dependencies.Count} "
            + $"dependencies, "
            + $"{header.Imports.Count} imports, {header.Relocations.Count + header.WideRelocations.Count} "
            + $"relocations, {header.Functions.Count} functions, "
            + $"{header.Cfi.Count} bytes of unwind records, {header.UnboxTargets.Count} unboxing stubs, "
            + $"{header.KillGaps.Count} stretches without kills, "
            + $"{header.Roots.Count} objects with references, "
            + $"{header.TypeNoteBytes} bytes of notes of types");
        foreach (CellApp app in _cell.App)
        {
            output.WriteLine($"  app {Encoding.UTF8.GetString(_cell.Text(app.Name))}, entry {app.Entry:x8}"
                + ((app.Flags & CellApp.TakesArguments) != 0 ? ", takes arguments" : "")
                + ((app.Flags & CellApp.ReturnsStatus) != 0 ? ", returns a status" : ""));
        }

        uint metadata = CellValidator.TablesEnd(_cell);
        output.WriteLine(
            $"  {loadable} bytes to load, {metadata} bytes of metadata ({Share(metadata, loadable)}), "
                + $"{header.FileBytes} bytes of file");
    }

    private static string Share(long part, long whole) => whole == 0 ? "all" : $"{100.0 * part / whole:f1} %";

    public void Sections()
    {
        output.WriteLine("sections: offset, size, alignment, segment, content hash, name");
        for (int i = 0; i < _cell.Sections.Length; i++)
        {
            CellSection section = _cell.Sections[i];
            output.WriteLine(
                $"  {section.Offset:x8} {section.Size,8} {1 << section.AlignLog2,5} {SegmentOf(section.Offset),-9} "
                    + $"{HashOf(i)} {SectionName(i)}");
        }
    }

    private CellSegmentKind SegmentOf(uint offset)
    {
        CellSegmentKind kind = CellSegmentKind.Text;
        foreach (CellSegment segment in _cell.Segments)
        {
            kind = offset >= segment.Offset ? segment.Kind : kind;
        }

        return kind;
    }

    private string SectionName(int index) => Encoding.UTF8.GetString(_names.SectionName((uint)index));

    private string HashOf(int section) => section < _names.SectionHashes.Length
        ? $"{_names.SectionHashes[section]:x16}" : new string('-', 16);

    private string Where(uint offset)
    {
        int index = _cell.FindSection(offset);
        return index < 0 ? ""
            : $" {SectionName(index)}"
            + (offset != _cell.Sections[index].Offset ? $"+0x{offset - _cell.Sections[index].Offset:x}" : "");
    }

    public void Symbols()
    {
        output.WriteLine("symbols: hash of the name, offset, section");
        foreach (CellSymbol symbol in _cell.Symbols)
        {
            output.WriteLine($"  {symbol.Name:x16} {symbol.Offset:x8}{Where(symbol.Offset)}");
        }
    }

    public void Dependencies()
    {
        output.WriteLine("dependencies and the symbols imported from them, by hash");
        for (int i = 0; i < _cell.Dependencies.Length; i++)
        {
            output.WriteLine($"  {Dependency(i)}");
            for (int import = (int)_cell.Dependencies[i].FirstImport; import < _cell.Imports.Length
                && _cell.DependencyOf((uint)import) == i; import++)
            {
                output.WriteLine($"    {_cell.Imports[import].Symbol:x16}");
            }
        }
    }

    private string Dependency(int index) => Encoding.UTF8.GetString(_cell.Text(_cell.Dependencies[index].Name));

    public void Relocations()
    {
        output.WriteLine("relocations: place, type, target");
        for (uint page = 0; page + 1 < _cell.PageRelocations.Length; page++)
        {
            foreach (CellRelocation relocation in _cell.RelocationsOf(page))
            {
                CellField field = PageRelocator.FieldAt(_cell.PageImage(page), relocation.Offset);
                output.WriteLine(
                    $"  {(page * CellHeader.PageBytes) + relocation.Offset:x8} {relocation.Type,-10} "
                        + $"{Target(relocation.IsImport, field)}");
            }
        }

        foreach (WideRelocation relocation in _cell.WideRelocations)
        {
            output.WriteLine(
                $"  {relocation.Place:x8} {relocation.Type,-10} {Target(relocation.IsImport, relocation.Target)}");
        }
    }

    private string Target(bool isImport, CellField field) =>
        isImport ? Import(field.ImportIndex, field.Addend) : $"{field.CellOffset:x8}{Where(field.CellOffset)}";

    /// <summary>Fields are not checked before their page is loaded.</summary>
    private string Import(uint index, int addend) => index >= _cell.Imports.Length
        ? $"import {index}, which is not there"
        : $"{Dependency(_cell.DependencyOf(index))}:{_cell.Imports[(int)index].Symbol:x16}"
        + (addend != 0 ? $"{addend:+0;-0}" : "");

    public void Functions()
    {
        output.WriteLine("functions: start, length, unwind record, clauses, kind, name");
        for (int i = 0; i < _cell.Functions.Length; i++)
        {
            CellFunction function = _cell.Functions[i];
            output.WriteLine($"  {function.Start:x8} {function.Length,6} {function.Cfi:x6} "
                + (function.Clauses != 0 ? $"{function.Clauses:x8}" : "       -")
                + $" {function.Kind,-7} {Encoding.UTF8.GetString(_names.FunctionName((uint)i))}");
        }

        foreach (CellKillGap gap in _cell.KillGaps)
        {
            output.WriteLine($"  no kill {gap.Start:x8} {gap.Length,6}{Where(gap.Start)}");
        }

        foreach (CellUnboxTarget stub in _cell.UnboxTargets)
        {
            output.WriteLine(
                $"  stub {stub.Stub:x8} unboxes for "
                    + $"{(stub.Target < CellUnboxTarget.IsImport ? $"{stub.Target:x8}{Where(stub.Target)}" : Import(stub.Target - CellUnboxTarget.IsImport, 0))}");
        }
    }

    public void Names()
    {
        output.WriteLine("names: section, name");
        for (int i = 0; i < _cell.Sections.Length; i++)
        {
            output.WriteLine($"  {_cell.Sections[i].Offset:x8} {SectionName(i)}");
        }
    }
}
