using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// Gives every live section and every table its address. The image is one stretch of physical memory from
/// <see cref="PhysicalBase"/>; all but the boot segments run <see cref="HighHalf"/> above where they are loaded,
/// in the top 2 GiB, where 32-bit relative addresses reach everything.
/// </summary>
public sealed class Layout
{
    public const ulong PhysicalBase = 0x0100_0000;
    public const ulong HighHalf = 0xFFFF_FFFF_8000_0000;
    public const ulong ImageBase = PhysicalBase + HighHalf;
    /// <summary>Bytes from the image's base to the end of the address space.</summary>
    public const ulong ImageLimit = 0x7F00_0000;
    public const int PageBytes = 4096;

    public const int ManagedCodeAlign = 16;

    private readonly LinkGraph _graph;
    private ulong _at = PhysicalBase;

    private readonly Func<string, bool> _comesFirst;

    private Layout(LinkGraph graph, IReadOnlyList<Table> tables, Func<string, bool> comesFirst) =>
        (_graph, Tables, _comesFirst) = (graph, tables, comesFirst);

    public IReadOnlyList<Table> Tables { get; }
    public Segment Boot { get; } = new(SegmentKind.Boot, ".boot", true, false, false, 0xCC);
    public Segment BootBss { get; } = new(SegmentKind.BootBss, ".boot.bss", false, true, true, 0);
    public Segment Text { get; } = new(SegmentKind.Text, ".text", true, false, false, 0xCC);
    public Segment ReadOnly { get; } = new(SegmentKind.ReadOnly, ".rodata", false, false, false, 0);
    public Segment Data { get; } = new(SegmentKind.Data, ".data", false, true, false, 0);
    public Segment Bss { get; } = new(SegmentKind.Bss, ".bss", false, true, true, 0);

    public IEnumerable<Segment> Segments => [Boot, BootBss, Text, ReadOnly, Data, Bss];

    /// <summary>Bounds of managed and of native code within <see cref="Text"/>.</summary>
    public ulong ManagedEnd { get; private set; }
    public ulong NativeStart { get; private set; }
    public ulong NativeEnd { get; private set; }

    public static bool IsBoot(string section) => section == ".boot"
        || section.StartsWith(".boot.", StringComparison.Ordinal);

    /// <summary>One past those sections that come first in <see cref="Data"/>, and in <see cref="Bss"/>.</summary>
    public ulong DataFirstEnd { get; private set; }
    public ulong ZeroFirstEnd { get; private set; }

    /// <param name="graph">What is to be placed.</param>
    /// <param name="tables">Tables of the linker's own.</param>
    /// <param name="comesFirst">True of a section, by its name, that is to stand first in its segment of data.</param>
    /// <exception cref="LinkException"><see cref="LinkError.ImageTooLarge"/></exception>
    public static Layout Run(LinkGraph graph, IReadOnlyList<Table> tables, Func<string, bool>? comesFirst = null)
    {
        Layout pass = new(graph, tables, comesFirst ?? (_ => false));
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            pass.Sort(i);
        }

        foreach (Segment segment in pass.Segments)
        {
            pass.Place(segment);
        }

        return pass;
    }

    private void Sort(int number)
    {
        LinkInput input = _graph.Inputs[number];
        ElfObject elf = input.Object;
        for (int i = 1; i < elf.SectionCount; i++)
        {
            if (!input.Live[i] || KindOf(input, i) == SegmentKind.None)
            {
                continue;
            }

            input.Segment[i] = KindOf(input, i);
            Segments.First(s => s.Kind == input.Segment[i]).Sections.Add(new SectionRef(number, i));
        }
    }

    /// <summary>The segment that a section goes to.</summary>
    public static SegmentKind KindOf(LinkInput input, int section)
    {
        ElfObject elf = input.Object;
        (uint flags, bool isZero) = (elf.SectionFlags[section], elf.SectionType[section] == Elf.NoBits);
        if ((flags & Elf.Alloc) == 0)
        {
            return SegmentKind.None;
        }

        if (IsBoot(elf.SectionName[section]))
        {
            return isZero ? SegmentKind.BootBss : SegmentKind.Boot;
        }

        if ((flags & Elf.ExecInstr) != 0)
        {
            return SegmentKind.Text;
        }

        if (isZero)
        {
            return SegmentKind.Bss;
        }

        // ILC marks exception clauses writable; nothing writes them.
        bool isClauses = input.IsManaged
            && input.NameOf(section).StartsWith(Liveness.ClausesOf, StringComparison.Ordinal);
        return (flags & Elf.Write) != 0 && !isClauses ? SegmentKind.Data : SegmentKind.ReadOnly;
    }

    private void Place(Segment segment)
    {
        _at = AlignUp(_at, PageBytes);
        segment.PhysicalAddress = _at;
        ulong offset = segment.Kind is SegmentKind.Boot or SegmentKind.BootBss ? 0 : HighHalf;
        segment.Address = _at + offset;
        if (segment.Kind == SegmentKind.ReadOnly)
        {
            PlaceTables(offset);
        }

        if (segment.Kind == SegmentKind.Text)
        {
            PlaceSections(segment.Sections.Where(s => _graph.Inputs[s.Input].IsManaged), offset);
            ManagedEnd = _at + offset;
            _at = AlignUp(_at, ManagedCodeAlign);
            NativeStart = _at + offset;
            PlaceSections(segment.Sections.Where(s => !_graph.Inputs[s.Input].IsManaged), offset);
            NativeEnd = _at + offset;
        }
        else
        {
            PlaceData(segment, offset);
        }

        _at = AlignUp(_at, PageBytes);
        segment.Size = _at + offset - segment.Address;
        if (_at - PhysicalBase > ImageLimit)
        {
            throw new LinkException(LinkError.ImageTooLarge,
                $"{_at - PhysicalBase} bytes up to {segment.Name}, limit {ImageLimit}");
        }
    }

    private void PlaceData(Segment segment, ulong offset)
    {
        ILookup<bool, SectionRef> sections = segment.Sections.ToLookup(s =>
            segment.Kind is SegmentKind.Data or SegmentKind.Bss && _graph.Inputs[s.Input].IsManaged
            && _comesFirst(_graph.Inputs[s.Input].NameOf(s.Section)));
        PlaceSections(sections[true], offset);
        _at = AlignUp(_at, sizeof(ulong));
        if (segment.Kind == SegmentKind.Data)
        {
            DataFirstEnd = _at + offset;
        }
        else if (segment.Kind == SegmentKind.Bss)
        {
            ZeroFirstEnd = _at + offset;
        }

        PlaceSections(sections[false], offset);
    }

    private void PlaceTables(ulong offset)
    {
        foreach (Table table in Tables)
        {
            _at = AlignUp(_at, (ulong)table.Align);
            table.Address = _at + offset;
            _at += (ulong)table.Bytes.Length;
        }
    }

    private void PlaceSections(IEnumerable<SectionRef> sections, ulong offset)
    {
        foreach ((int number, int section) in sections)
        {
            LinkInput input = _graph.Inputs[number];
            int align = input.Object.SectionAlign[section];
            if (input.Object.SectionName[section] == "__managedcode")
            {
                align = Math.Max(align, ManagedCodeAlign);
            }

            _at = AlignUp(_at, (ulong)align);
            input.Address[section] = _at + offset;
            _at += (ulong)input.Object.SectionSize[section];
            if (_at - PhysicalBase > ImageLimit)
            {
                throw new LinkException(LinkError.ImageTooLarge, $"{input.NameOf(section)} passes {ImageLimit} bytes");
            }
        }
    }

    public static ulong AlignUp(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);

    /// <summary>
    /// What a reference to a section that the image leaves out gets, where it may leave sections out: the image's cell
    /// metadata then has a relocation that puts the address in later.
    /// </summary>
    public Func<SectionRef, ulong>? Absent { get; set; }

    /// <summary>Run-time address of a symbol's definition.</summary>
    public ulong AddressOf(SymbolRef symbol)
    {
        if (symbol.Input == SymbolRef.Tables)
        {
            return Tables[symbol.Symbol].Address;
        }

        if (symbol.Input < 0)
        {
            return 0;
        }

        LinkInput input = _graph.Inputs[symbol.Input];
        int section = input.Object.SymbolSection[symbol.Symbol];
        if (section > 0 && !input.Live[section] && Absent is { } absent)
        {
            return absent(new SectionRef(symbol.Input, section));
        }

        return (section > 0 ? input.Address[section] : 0) + (ulong)input.Object.SymbolValue[symbol.Symbol];
    }

    public ulong AddressOf(SectionRef section) => _graph.Inputs[section.Input].Address[section.Section];

    /// <summary>Bytes from the image's base: the form in which the image's tables hold addresses.</summary>
    public uint OffsetOf(ulong address) => checked((uint)(address - ImageBase));
}
