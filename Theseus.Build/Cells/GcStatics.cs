using System.Buffers.Binary;
using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// The static fields of a type that hold references live in an object of their own, which a word of the type leads
/// to. ILC leaves in that word a relative pointer to the object's MethodTable, with flags, and behind it one to the
/// fields' initial values; CoreLib's start-up walks a list of all of them and allocates the objects. Here the objects
/// are made at build time, among the data of the type's cell, the word leads to its object from the start, and the
/// list is left out: statics cost nothing before they are touched.
/// </summary>
public static class GcStatics
{
    /// <summary>Symbol of the list of all words.</summary>
    public const string Region = Ilc.WorldName + "__GCStaticRegion";
    /// <summary>What the name of the object has behind that of its word.</summary>
    public const string ObjectSuffix = "__Object";

    private const int WordBytes = 8, ValuesOffset = 4;
    private const int BaseSizeOffset = 4;
    /// <summary>An object's header and its MethodTable pointer: its fields come after them.</summary>
    private const int FieldsOffset = 16;

    // Flags in the low bits of the word.
    private const int Uninitialised = 1, HasValues = 2, FlagMask = 3;

    /// <summary>
    /// The fields that reach the list of the words, and the sections that the objects replace, are left out.
    /// </summary>
    public static void FindRegion(PieceGraph pieces)
    {
        foreach ((SectionRef word, _, SectionRef? values) in Words(pieces.Graph))
        {
            pieces.LeftOut.Add(word);
            if (values is { } section)
            {
                pieces.LeftOut.Add(section);
            }
        }

        if (pieces.Graph.Find(Region) is { } region && pieces.Graph.SectionOf(region) is { } list)
        {
            pieces.LeftOut.Add(list);
        }
    }

    public static void MakeHolders(PieceGraph pieces)
    {
        LinkGraph graph = pieces.Graph;
        foreach ((SectionRef word, SymbolRef type, SectionRef? values) in Words(graph))
        {
            string name = graph.NameOf(word);
            (Piece typePiece, long typeOffset) = pieces.Locate(type)
                ?? throw Bad(name, "its MethodTable is in no cell");
            int size = BinaryPrimitives.ReadInt32LittleEndian(
                pieces.Contents(typePiece)[((int)typeOffset + BaseSizeOffset)..]);
            byte[] bytes = new byte[size];
            List<Reference> references =
                [new Reference(FrozenObjects.HeaderBytes, RelocationType.Absolute64, typePiece, typeOffset,
                graph.NameOf(type), 0)];
            if (values is { } section)
            {
                ElfObject elf = graph.Inputs[section.Input].Object;
                if (elf.SectionSize[section.Section] > size - FieldsOffset)
                {
                    throw Bad(name, $"{elf.SectionSize[section.Section]} bytes of values for an object of {size}");
                }

                elf.Contents(section.Section).CopyTo(bytes.AsSpan(FieldsOffset));
                for (int i = 0; i < elf.RelocationCount(section.Section); i++)
                {
                    references.Add(
                        pieces.ReferenceOf(section.Input, elf.RelocationAt(section.Section, i), -FieldsOffset));
                }
            }

            Piece holder = new(name + ObjectSuffix, CellSegmentKind.Data, FrozenObjects.HeaderBytes)
            {
                Size = size, Made = bytes, OwnReferences = references, IsObject = true, IsRoot = true,
            };
            pieces.Add(holder);
            Piece leading = new(name, CellSegmentKind.Data, WordBytes)
            {
                Source = word, Size = WordBytes, Made = new byte[WordBytes],
                OwnReferences = [
                    new Reference(0, RelocationType.Absolute64, holder, FrozenObjects.HeaderBytes, null, 0)],
            };
            pieces.Add(leading);
            pieces.SetParts(word, [leading]);
        }
    }

    /// <summary>All words of the list, with MethodTable and initial values.</summary>
    private static IEnumerable<(SectionRef Word, SymbolRef Type, SectionRef? Values)> Words(LinkGraph graph)
    {
        if (graph.Find(Region) is not { } region || graph.SectionOf(region) is not { } list
            || !graph.Inputs[list.Input].Live[list.Section])
        {
            yield break;
        }

        ElfObject elf = graph.Inputs[list.Input].Object;
        for (int i = 0; i < elf.RelocationCount(list.Section); i++)
        {
            SectionRef word = graph.TargetOf(list, elf.RelocationAt(list.Section, i))
                ?? throw Bad(Region, $"entry {i} leads nowhere");
            LinkInput input = graph.Inputs[word.Input];
            string name = graph.NameOf(word);
            if (input.Object.SectionSize[word.Section] != WordBytes
                || input.Object.RelocationCount(word.Section) is not (1 or 2))
            {
                throw Bad(name,
                    $"{input.Object.SectionSize[word.Section]} bytes, {input.Object.RelocationCount(word.Section)} "
                        + $"references");
            }

            Relocation first = input.Object.RelocationAt(word.Section, 0);
            if (first.Offset != 0 || first.Type != RelocationType.Pc32 || (first.Addend & ~FlagMask) != 0
                || (first.Addend & Uninitialised) == 0)
            {
                throw Bad(name, $"{first.Type} with {first.Addend} at {first.Offset}");
            }

            SectionRef? values = null;
            if ((first.Addend & HasValues) != 0)
            {
                Relocation second = input.Object.RelocationAt(word.Section, 1);
                if (second.Offset != ValuesOffset || second.Addend != 0)
                {
                    throw Bad(name, $"values by {second.Type} with {second.Addend} at {second.Offset}");
                }

                values = graph.TargetOf(word, second) ?? throw Bad(name, "values that are nowhere");
            }

            yield return (word, input.Definition[first.Symbol], values);
        }
    }

    private static LinkException Bad(string name, string detail) => new(LinkError.BadStatics, $"{name}: {detail}");
}
