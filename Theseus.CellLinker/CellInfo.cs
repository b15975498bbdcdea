using System.Text;
using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>What can be asked about a cell. A value names a cell; what it answers is as of now.</summary>
public readonly struct CellInfo
{
    private readonly CellNumber _cell;

    internal CellInfo(CellNumber cell) => _cell = cell;

    /// <summary>The cell's name: its assembly's, "world", "musl" or "nano-core".</summary>
    public string Name =>
        Encoding.UTF8.GetString(State == CellState.Refused ? BootFiles.Name(CellTable.At(_cell).File) : View.Name);

    /// <summary>How far it has come.</summary>
    public CellState State => CellTable.At(_cell).State;

    /// <summary>Why it was refused; no error otherwise.</summary>
    public CellFault Fault => CellTable.At(_cell).Fault;

    /// <summary>Its first address.</summary>
    public VirtualAddress Base => CellTable.At(_cell).Base;

    /// <summary>Bytes of addresses that it has.</summary>
    public uint MemoryBytes => !HasView ? 0 : View.Header.MemoryBytes;

    /// <summary>Bytes of its pages that are loaded.</summary>
    public ulong LoadedBytes =>
        State == CellState.Resident ? MemoryBytes : (ulong)CellTable.At(_cell).PagesLoaded * CellHeader.PageBytes;

    /// <summary>Bytes that the kernel keeps track of the cell with.</summary>
    public ulong BookBytes => (ulong)SpanView.Bytes(new ReadOnlySpan<CellRecord>(in CellTable.At(_cell))).Length;

    /// <summary>Bytes of the tables in its file; 0 of a refused one.</summary>
    public uint TableBytes => !HasView ? 0 : CellValidator.TablesEnd(View);

    /// <summary>Methods and data that it is made of.</summary>
    public int SectionCount => !HasView ? 0 : View.Sections.Length;

    /// <summary>Those of which at least the first byte is loaded.</summary>
    public int SectionsLoaded
    {
        get
        {
            if (State == CellState.Resident)
            {
                return SectionCount;
            }

            if (!HasView)
            {
                return 0;
            }

            int loaded = 0;
            foreach (CellSection section in View.Sections)
            {
                loaded += CellTable.At(_cell).Pages.IsPresent(section.Offset / CellHeader.PageBytes) ? 1 : 0;
            }

            return loaded;
        }
    }

    /// <summary>Relocations in its file; 0 of a refused one.</summary>
    public int RelocationCount => !HasView ? 0
        : View.Relocations.Length + View.WideRelocations.Length;

    internal CellNumber Number => _cell;

    /// <summary>False of one that was refused, or has left.</summary>
    internal bool HasView => CellTable.At(_cell).HasView;

    internal CellView View => CellTable.At(_cell).View;

    /// <summary>Nothing of a cell whose tables are damaged.</summary>
    internal CheckedCell Checked => CellTable.At(_cell).Checked;

    /// <summary>True if the page of an address of the cell is loaded.</summary>
    public bool IsLoadedAt(VirtualAddress address) => State == CellState.Resident
        || (address.Value - Base.Value < MemoryBytes
        && IsLoaded((uint)((address.Value - Base.Value) / CellHeader.PageBytes)));

    internal bool IsLoaded(uint page) => State == CellState.Resident || CellTable.At(_cell).Pages.IsPresent(page);

    /// <summary>
    /// Pages of code and constants, which nobody may write to, from the first on; 0 of a refused one.
    /// </summary>
    internal uint FixedPages => PageComparison.FixedPages(_cell);

    /// <summary>Pages that have relocations of their own, from the first on.</summary>
    internal uint RelocatedPages => !HasView ? 0
        : View.Segments[(int)CellSegmentKind.Zero].Offset / CellHeader.PageBytes;

    internal bool Imports(string cell) => CellTable.Imports(_cell, Encoding.UTF8.GetBytes(cell));

    /// <summary>The section that holds an address of the cell, readable, and the distance from its start.</summary>
    public string Describe(VirtualAddress address)
    {
        ulong offset = address.Value - Base.Value;
        int section = offset < MemoryBytes ? View.FindSection((uint)offset) : -1;
        return section < 0 ? $"{address}" : $"{SectionName(section)}+0x{offset - View.Sections[section].Offset:x}";
    }

    /// <summary>
    /// A section's readable name: where names of sections were left out that of its function, else its number.
    /// </summary>
    public string SectionName(int section)
    {
        if (!HasView || (uint)section >= (uint)View.Sections.Length)
        {
            return $"section {section}";
        }

        CellNames names = NamesFile.Of(View);
        ReadOnlySpan<byte> name = names.SectionName((uint)section);
        int function = name.IsEmpty ? View.FindFunction(View.Sections[section].Offset) : -1;
        name = function >= 0 ? names.FunctionName((uint)function) : name;
        return name.IsEmpty ? $"section {section}" : Encoding.UTF8.GetString(name);
    }

    internal string DescribeImport(uint index)
    {
        int dependency = !HasView ? -1 : View.DependencyOf(index);
        if (dependency < 0 || index >= View.Imports.Length)
        {
            return $"import {index}"; // the tables may be damaged
        }

        string from = Encoding.UTF8.GetString(View.Text(View.Dependencies[dependency].Name));
        return $"{CellRegistry.SymbolText(View.Imports[(int)index].Symbol)} of the cell {from}";
    }

    internal string DescribeFault(uint index) => Fault.Error == CellError.None
        ? $"relocation {index}"
        : $"{Fault.Part} {Fault.Index}: 0x{Fault.Value:x}, limit 0x{Fault.Limit:x}";

    public override string ToString() => Name;
}
