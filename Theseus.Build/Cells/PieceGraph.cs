using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// The live sections of a <see cref="LinkGraph"/> as pieces, with the references between them. Some kinds of
/// section do not go into a cell as they are: frozen objects are cut apart (<see cref="FrozenObjects"/>), statics that
/// hold references get their objects at build time (<see cref="GcStatics"/>), and the lists of both are left out. The
/// words of interface call sites are cut apart too (<see cref="DispatchCells"/>).
/// </summary>
public sealed class PieceGraph
{
    private const int OffsetSlotBytes = 8;

    private readonly Piece?[][] _bySection;
    private readonly Dictionary<SectionRef, (long[] Starts, Piece[] Parts)> _cut = [];
    private readonly Dictionary<(int Input, SymbolRef Symbol), Piece> _offsetSlots = [];

    private readonly Func<string, (Piece Piece, long Offset)> _external;
    private IReadOnlyDictionary<Piece, Piece>? _homes;

    private PieceGraph(LinkGraph graph, Func<string, (Piece Piece, long Offset)> external)
    {
        (Graph, _external) = (graph, external);
        _bySection = [.. graph.Inputs.Select(i => new Piece?[i.Object.SectionCount])];
    }

    public LinkGraph Graph { get; }

    /// <summary>In the order of inputs and sections; cut and made pieces after them.</summary>
    public List<Piece> Pieces { get; } = [];

    /// <summary>Live sections that are in no cell as such.</summary>
    public HashSet<SectionRef> LeftOut { get; } = [];

    /// <summary>Leaves the sections of a symbol out, if something live refers to them.</summary>
    public void LeaveOut(string symbol) => LeftOut.UnionWith(Graph.FindAllLive(symbol));

    /// <param name="graph">Its live sections are known.</param>
    /// <param name="external">What stands for one of <see cref="LinkGraph.Externals"/>, and where in it.</param>
    /// <exception cref="LinkException"><see cref="LinkError.BadStatics"/>,
    /// <see cref="LinkError.BadFrozenObject"/>, <see cref="LinkError.BadDispatchCells"/></exception>
    public static PieceGraph Make(LinkGraph graph, Func<string, (Piece Piece, long Offset)>? external = null)
    {
        PieceGraph result = new(graph, external ?? (name => throw new ArgumentOutOfRangeException(name)));
        result.LeaveOut(FrozenObjects.Segment);
        GcStatics.FindRegion(result);
        result.LeaveOut(DispatchCells.Section);
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            result.AddSections(i);
        }

        DispatchCells.Cut(result);
        FrozenObjects.Cut(result);
        GcStatics.MakeHolders(result);
        result.MakeOffsetSlots();
        return result;
    }

    /// <summary>
    /// Position-independent C code reads some addresses from memory. Each that an input reads becomes a piece of its
    /// own, a word in the constants of the input's cell: the global offset table of the System V ABI, without the
    /// table.
    /// </summary>
    private void MakeOffsetSlots()
    {
        foreach (Piece piece in Pieces.Where(p => p.IsSection && !Graph.Inputs[p.Source.Input].IsManaged).ToArray())
        {
            (int number, ElfObject elf) = (piece.Source.Input, Graph.Inputs[piece.Source.Input].Object);
            for (int i = 0; i < elf.RelocationCount(piece.Source.Section); i++)
            {
                Relocation relocation = elf.RelocationAt(piece.Source.Section, i);
                SymbolRef symbol = Graph.Inputs[number].Definition[relocation.Symbol];
                if (!GlobalOffsetTable.IsUsedBy(relocation.Type) || _offsetSlots.ContainsKey((number, symbol)))
                {
                    continue;
                }

                Reference target = ReferenceOf(number, relocation, 0) with { Offset = 0,
                    Type = RelocationType.Absolute64, Addend = 0 };
                Piece slot = new($"theseus_offset_{number}_{symbol.Input}_{symbol.Symbol}", CellSegmentKind.ReadOnly,
                    OffsetSlotBytes)
                {
                    Size = OffsetSlotBytes, Made = new byte[OffsetSlotBytes], OwnReferences = [target], User = number,
                };
                _offsetSlots.Add((number, symbol), slot);
                Add(slot);
            }
        }
    }

    private void AddSections(int number)
    {
        LinkInput input = Graph.Inputs[number];
        for (int i = 1; i < input.Object.SectionCount; i++)
        {
            SectionRef section = new(number, i);
            if (!input.Live[i] || LeftOut.Contains(section) || KindOf(input, i) is not { } kind)
            {
                continue;
            }

            int align = input.Object.SectionAlign[i];
            if (input.IsManaged && kind == CellSegmentKind.Text)
            {
                align = Math.Max(align, Layout.ManagedCodeAlign);
            }

            int symbol = input.FirstSymbol[i];
            bool isGlobal = symbol != 0 && Graph.Find(input.Object.SymbolName[symbol]) == new SymbolRef(number, symbol);
            string name = isGlobal ? input.NameOf(i)
                : $"{Path.GetFileName(input.Object.File)}:{input.Object.SectionName[i]}:{i}";
            Add(new Piece(name, kind, align)
            {
                Source = section, Size = input.Object.SectionSize[i], NameOffset = isGlobal
                    ? input.Object.SymbolValue[symbol] : 0,
            });
        }
    }

    /// <summary>
    /// null for what no cell holds: boot code, which runs at its own addresses, and what is not loaded.
    /// </summary>
    private static CellSegmentKind? KindOf(LinkInput input, int section) => Layout.KindOf(input, section) switch
    {
        SegmentKind.Text => CellSegmentKind.Text,
        SegmentKind.ReadOnly => CellSegmentKind.ReadOnly,
        SegmentKind.Data => CellSegmentKind.Data,
        SegmentKind.Bss => CellSegmentKind.Zero,
        _ => null,
    };

    public void Add(Piece piece)
    {
        Pieces.Add(piece);
        if (piece.IsSection)
        {
            _bySection[piece.Source.Input][piece.Source.Section] = piece;
        }
    }

    /// <summary>
    /// As <see cref="Add"/>, a part of a section that is cut, unless it is another input's (<see
    /// cref="LinkGraph.IsOfParts"/>).
    /// </summary>
    public void AddPart(Piece part)
    {
        if (Graph.Find(part.Name) is not { } symbol || symbol.Input == part.Source.Input)
        {
            Pieces.Add(part);
        }
    }

    /// <summary>The parts that a section is cut into, without gaps, by their start.</summary>
    public void SetParts(SectionRef section, Piece[] parts) =>
        _cut.Add(section, ([.. parts.Select(p => (long)p.From)], parts));

    /// <summary>
    /// From now on references to these functions lead to what is given for each: its home, where another body is.
    /// </summary>
    public void SetHomes(IReadOnlyDictionary<Piece, Piece> homes) => _homes = homes;

    private Reference Homed(Reference reference) =>
        _homes is not null && reference.Target is { } target && _homes.TryGetValue(target, out Piece? home)
            ? reference with { Target = home } : reference;

    public Piece? PieceOf(SectionRef section) => _bySection[section.Input][section.Section];

    /// <summary>
    /// The piece that a defined symbol lies in and its offset in it; null for symbols that no cell holds.
    /// </summary>
    public (Piece Piece, long Offset)? Locate(SymbolRef symbol)
    {
        if (symbol.Input == SymbolRef.External)
        {
            return _external(Graph.Externals[symbol.Symbol]);
        }

        if (Graph.SectionOf(symbol) is not { } section)
        {
            return null;
        }

        long value = Graph.Inputs[symbol.Input].Object.SymbolValue[symbol.Symbol];
        if (PieceOf(section) is { } piece)
        {
            return (piece, value);
        }

        if (!_cut.TryGetValue(section, out (long[] Starts, Piece[] Parts) cut))
        {
            return null;
        }

        int index = Array.BinarySearch(cut.Starts, value);
        index = index >= 0 ? index : ~index - 1;
        return (cut.Parts[index], value - cut.Starts[index]);
    }

    public ReadOnlySpan<byte> Contents(Piece piece) => piece.Made is { } made ? made
        : Graph.Inputs[piece.Source.Input].Object.Contents(piece.Source.Section) is { IsEmpty: false } all
            ? all.Slice(piece.From, piece.Size) : [];

    public IEnumerable<Reference> References(Piece piece)
    {
        if (piece.OwnReferences is { } own)
        {
            foreach (Reference reference in own)
            {
                yield return Homed(reference);
            }

            yield break;
        }

        ElfObject elf = Graph.Inputs[piece.Source.Input].Object;
        for ((int i, int count) = (0, elf.RelocationCount(piece.Source.Section)); i < count; i++)
        {
            Relocation relocation = elf.RelocationAt(piece.Source.Section, i);
            if (relocation.Type == RelocationType.None)
            {
                continue;
            }

            if (GlobalOffsetTable.IsUsedBy(relocation.Type))
            {
                Piece slot =
                    _offsetSlots[(piece.Source.Input, Graph.Inputs[piece.Source.Input].Definition[relocation.Symbol])];
                yield return new Reference((int)relocation.Offset, RelocationType.Pc32, slot, 0, null,
                    relocation.Addend);
                continue;
            }

            // The module header's rows of the lists that are left out stay 0: the world has no such lists.
            Reference reference = ReferenceOf(piece.Source.Input, relocation, 0);
            if (reference.Symbol is not (GcStatics.Region or FrozenObjects.Segment))
            {
                yield return reference;
            }
        }
    }

    /// <param name="input">The input whose relocation it is.</param>
    /// <param name="relocation">It.</param>
    /// <param name="from">Offset in the section of the piece that it belongs to.</param>
    public Reference ReferenceOf(int input, Relocation relocation, int from)
    {
        SymbolRef definition = Graph.Inputs[input].Definition[relocation.Symbol];
        int offset = (int)relocation.Offset - from;
        string? name = definition.Input switch
        {
            SymbolRef.Tables => Graph.TableSymbols[definition.Symbol],
            SymbolRef.External => Graph.Externals[definition.Symbol],
            >= 0 when Graph.Inputs[definition.Input].Object.Binding(definition.Symbol) != Elf.BindLocal
                => Graph.Inputs[definition.Input].Object.SymbolName[definition.Symbol],
            _ => null,
        };
        return Locate(definition) is var (target, targetOffset)
            ? Homed(new Reference(offset, relocation.Type, target, targetOffset, name, relocation.Addend))
            : new Reference(offset, relocation.Type, null, 0, name, relocation.Addend);
    }
}
