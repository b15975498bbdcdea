using System.Buffers.Binary;
using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// Objects that exist from the start: string literals, runtime types, empty arrays. ILC puts all of a world into one
/// section with a symbol for each, at its MethodTable pointer; the 8 bytes before it are the object's header.
/// </summary>
public static class FrozenObjects
{
    public const int HeaderBytes = 8;

    /// <summary>Symbol at the segment's start.</summary>
    public const string Segment = Ilc.WorldName + "__FrozenSegmentStart";

    /// <summary>What the names of those begin with that a static constructor would have made.</summary>
    public const string Prefix = Ilc.WorldName + "__FrozenObj_";

    /// <summary>Behind the last one is a null where another's MethodTable would be; it belongs to none.</summary>
    private const int EndBytes = 8;

    private const uint HasPointersFlag = 0x0100_0000;

    /// <exception cref="LinkException"><see cref="LinkError.BadFrozenObject"/></exception>
    public static void Cut(PieceGraph pieces)
    {
        foreach (SectionRef section in pieces.Graph.FindAllLive(Segment))
        {
            Cut(pieces, section);
        }
    }

    private static void Cut(PieceGraph pieces, SectionRef section)
    {
        ElfObject elf = pieces.Graph.Inputs[section.Input].Object;
        SortedDictionary<long, string> starts = new();
        for (int i = 1; i < elf.SymbolCount; i++)
        {
            if (elf.SymbolSection[i] == section.Section && elf.SymbolName[i] is not ("" or Segment))
            {
                starts.TryAdd(elf.SymbolValue[i] - HeaderBytes, elf.SymbolName[i]);
            }
        }

        if (!elf.Contents(section.Section)[^EndBytes..].SequenceEqual(new byte[EndBytes]))
        {
            throw new LinkException(LinkError.BadFrozenObject, "the last frozen object is not followed by a null");
        }

        if (starts.Count == 0 || starts.First().Key != 0)
        {
            throw new LinkException(LinkError.BadFrozenObject,
                $"the first of {starts.Count} frozen objects is not at the segment's start");
        }

        KeyValuePair<long, string>[] order = starts.ToArray();
        Piece[] parts = new Piece[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            (long from, string name) = order[i];
            long next = i + 1 < order.Length ? order[i + 1].Key : elf.SectionSize[section.Section] - EndBytes;
            parts[i] = new Piece(name, CellSegmentKind.Data, HeaderBytes)
            {
                Source = section, From = (int)from, Size = (int)(next - from), IsObject = true, OwnReferences = [],
                NameOffset = HeaderBytes,
            };
        }

        pieces.SetParts(section, parts);
        Share(pieces, section, parts);
        foreach (Piece part in parts)
        {
            part.IsRoot = HasPointers(pieces, part);
            pieces.AddPart(part);
        }
    }

    /// <summary>Gives each part the relocations of its bytes.</summary>
    private static void Share(PieceGraph pieces, SectionRef section, Piece[] parts)
    {
        ElfObject elf = pieces.Graph.Inputs[section.Input].Object;
        int[] starts = parts.Select(p => p.From).ToArray();
        for ((int i, int count) = (0, elf.RelocationCount(section.Section)); i < count; i++)
        {
            Relocation relocation = elf.RelocationAt(section.Section, i);
            int index = Array.BinarySearch(starts, (int)relocation.Offset);
            Piece part = parts[index >= 0 ? index : ~index - 1];
            part.OwnReferences!.Add(pieces.ReferenceOf(section.Input, relocation, part.From));
        }
    }

    /// <summary>What an input has by a name that leads elsewhere.</summary>
    private static ReadOnlySpan<byte> Defined(LinkGraph graph, string symbol)
    {
        SectionRef section = graph.SectionOf(graph.Require(symbol, "the type of a frozen object"))
            ?? throw new LinkException(LinkError.BadFrozenObject, $"{symbol} is no type");
        return graph.Inputs[section.Input].Object.Contents(section.Section);
    }

    private static bool HasPointers(PieceGraph pieces, Piece part)
    {
        foreach (Reference reference in part.OwnReferences!)
        {
            if (reference is { Offset: HeaderBytes, Type: RelocationType.Absolute64, Target: { } type })
            {
                ReadOnlySpan<byte> table = type.IsElsewhere ? Defined(pieces.Graph, reference.Symbol!)
                    : pieces.Contents(type);
                return (BinaryPrimitives.ReadUInt32LittleEndian(
                    table[(int)(reference.TargetOffset + reference.Addend)..]) & HasPointersFlag) != 0;
            }
        }

        throw new LinkException(LinkError.BadFrozenObject, $"{part.Name} has no MethodTable");
    }
}
