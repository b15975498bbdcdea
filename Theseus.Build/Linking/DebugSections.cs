using System.Buffers.Binary;
using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// The inputs' DWARF, joined by section name and relocated to run-time addresses, for debuggers. It is not part
/// of the image. What describes code that was left out refers to address 0, in lists
/// of ranges (which a pair of zeroes ends) to the empty range from 1 to 1.
/// </summary>
public static class DebugSections
{
    private const string Prefix = ".debug_";
    private const uint Compressed = 0x800;

    /// <exception cref="LinkException"><see cref="LinkError.UnknownRelocation"/></exception>
    public static List<(string Name, byte[] Bytes)> Collect(LinkedImage image, IPlaces places)
    {
        SortedDictionary<string, long> sizes = new(StringComparer.Ordinal);
        List<(LinkInput Input, int Section)> sections = new();
        foreach (LinkInput input in image.Graph.Inputs)
        {
            for (int i = 1; i < input.Object.SectionCount; i++)
            {
                if (!IsDebug(input, i))
                {
                    continue;
                }

                string name = input.Object.SectionName[i];
                ulong at = Layout.AlignUp((ulong)sizes.GetValueOrDefault(name), (ulong)input.Object.SectionAlign[i]);
                input.Address[i] = at;
                sizes[name] = (long)at + input.Object.SectionSize[i];
                sections.Add((input, i));
            }
        }

        Dictionary<string, byte[]> result = sizes.ToDictionary(s => s.Key, s => new byte[s.Value]);
        foreach ((LinkInput input, int section) in sections)
        {
            Copy(image, places, input, section, result[input.Object.SectionName[section]]);
        }

        return [.. result.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value))];
    }

    private static bool IsDebug(LinkInput input, int section) =>
        input.Object.SectionName[section].StartsWith(Prefix, StringComparison.Ordinal)
        && input.Object.SectionType[section] == Elf.ProgBits
        && !input.Discarded[section] && (input.Object.SectionFlags[section] & (Elf.Alloc | Compressed)) == 0;

    private static void Copy(LinkedImage image, IPlaces places, LinkInput input, int section, byte[] joined)
    {
        ulong nowhere = input.Object.SectionName[section] is ".debug_ranges" or ".debug_loc" ? 1UL : 0;
        Span<byte> target = joined.AsSpan((int)input.Address[section], input.Object.SectionSize[section]);
        input.Object.Contents(section).CopyTo(target);
        for ((int i, int count) = (0, input.Object.RelocationCount(section)); i < count; i++)
        {
            Relocation relocation = input.Object.RelocationAt(section, i);
            Span<byte> place = target[(int)relocation.Offset..];
            ulong value = Value(image, places, input.Definition[relocation.Symbol], relocation.Addend, nowhere);
            switch (relocation.Type)
            {
                case RelocationType.Absolute64:
                    BinaryPrimitives.WriteUInt64LittleEndian(place, value);
                    break;
                case RelocationType.Absolute32 when value <= uint.MaxValue:
                    BinaryPrimitives.WriteUInt32LittleEndian(place, (uint)value);
                    break;
                case RelocationType.None:
                    break;
                default:
                    throw new LinkException(LinkError.UnknownRelocation,
                        $"{relocation.Type} of 0x{value:x} in {input.Object.Describe(section)} of {input.Object.File}");
            }
        }
    }

    private static ulong Value(LinkedImage image, IPlaces places, SymbolRef symbol, long addend, ulong nowhere)
    {
        if (symbol.Input < 0)
        {
            return symbol.Input == SymbolRef.Tables ? image.Layout.AddressOf(symbol) + (ulong)addend : nowhere;
        }

        LinkInput input = image.Graph.Inputs[symbol.Input];
        if (image.Graph.SectionOf(symbol) is not { } section)
        {
            return (ulong)(input.Object.SymbolValue[symbol.Symbol] + addend);
        }

        if (IsDebug(input, section.Section))
        {
            return input.Address[section.Section] + (ulong)(input.Object.SymbolValue[symbol.Symbol] + addend);
        }

        return places.Find(symbol) is { } place ? place.Address + (ulong)addend : nowhere;
    }
}
