using System.Buffers.Binary;
using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// Copies every live section to its place and applies its relocations, in the letters of the psABI: S the
/// symbol's address, A the addend, P the address of the place, G the address of its slot in the offset table.
/// </summary>
public static class Relocator
{
    /// <exception cref="LinkException">
    /// <see cref="LinkError.RelocationOutOfRange"/>, <see cref="LinkError.UnknownRelocation"/>
    /// </exception>
    public static void Run(LinkGraph graph, Layout layout, GlobalOffsetTable offsets)
    {
        foreach (Segment segment in layout.Segments.Where(s => !s.IsZero))
        {
            segment.Bytes = new byte[segment.Size];
            segment.Bytes.AsSpan().Fill(segment.Filler);
            foreach (SectionRef section in segment.Sections)
            {
                LinkInput input = graph.Inputs[section.Input];
                int offset = (int)(layout.AddressOf(section) - segment.Address);
                Span<byte> target = segment.Bytes.AsSpan(offset, input.Object.SectionSize[section.Section]);
                input.Object.Contents(section.Section).CopyTo(target);
                for ((int i, int count) = (0, input.Object.RelocationCount(section.Section)); i < count; i++)
                {
                    Apply(graph, layout, offsets, section, input.Object.RelocationAt(section.Section, i), target);
                }
            }
        }

        foreach (Table table in layout.Tables)
        {
            table.Bytes.CopyTo(layout.ReadOnly.Bytes.AsSpan((int)(table.Address - layout.ReadOnly.Address)));
        }
    }

    private static void Apply(
        LinkGraph graph, Layout layout, GlobalOffsetTable offsets, SectionRef section, Relocation relocation,
        Span<byte> target)
    {
        SymbolRef symbol = graph.Inputs[section.Input].Definition[relocation.Symbol];
        ulong S = layout.AddressOf(symbol);
        ulong A = (ulong)relocation.Addend;
        ulong P = layout.AddressOf(section) + (ulong)relocation.Offset;
        Span<byte> place = target[(int)relocation.Offset..];
        switch (relocation.Type)
        {
            case RelocationType.None:
                break;
            case RelocationType.Absolute64:
                BinaryPrimitives.WriteUInt64LittleEndian(place, S + A);
                break;
            case RelocationType.Pc64:
                BinaryPrimitives.WriteUInt64LittleEndian(place, S + A - P);
                break;
            case RelocationType.Pc32 or RelocationType.Plt32:
                BinaryPrimitives.WriteInt32LittleEndian(place, (int)Within(S + A - P, int.MinValue, int.MaxValue));
                break;
            case RelocationType.GotPcRel or RelocationType.GotPcRelX or RelocationType.RexGotPcRelX:
                BinaryPrimitives.WriteInt32LittleEndian(place,
                    (int)Within(offsets.SlotAddress(symbol) + A - P, int.MinValue, int.MaxValue));
                break;
            case RelocationType.Absolute32Signed:
                BinaryPrimitives.WriteInt32LittleEndian(place, (int)Within(S + A, int.MinValue, int.MaxValue));
                break;
            case RelocationType.Absolute32:
                BinaryPrimitives.WriteUInt32LittleEndian(place, (uint)Within(S + A, 0, uint.MaxValue));
                break;
            default:
                throw new LinkException(LinkError.UnknownRelocation,
                    $"type {(uint)relocation.Type} ({relocation.Type}) at "
                    + $"{graph.NameOf(section)}+0x{relocation.Offset:x} to {graph.NameOf(symbol)}");
        }

        long Within(ulong value, long least, long most)
        {
            if ((long)value >= least && (long)value <= most)
            {
                return (long)value;
            }

            throw new LinkException(LinkError.RelocationOutOfRange,
                $"{relocation.Type} at {graph.NameOf(section)}+0x{relocation.Offset:x} (0x{P:x}) to "
                + $"{graph.NameOf(symbol)} "
                + $"(0x{S:x}) with addend {relocation.Addend}: {(long)value} is not within {least} to {most}");
        }
    }
}
