using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// The words that interface call sites go through (Theseus.Runtime's <c>DispatchCells</c>). ILC puts all of a world
/// into one section, in runs for one slot number each, closed by an entry that holds the number: one call site more,
/// and all others have moved. Here each becomes a piece of its own, with the entry that closes it behind it.
/// </summary>
public static class DispatchCells
{
    /// <summary>What the name of each begins with.</summary>
    public const string Prefix = Ilc.WorldName + "__InterfaceDispatchCell_";

    /// <summary>Symbol at the section's start.</summary>
    public const string Section = Ilc.WorldName + "__InterfaceDispatchCellSection_Start";

    private const int EntryBytes = 16;

    /// <exception cref="LinkException"><see cref="LinkError.BadDispatchCells"/></exception>
    public static void Cut(PieceGraph pieces)
    {
        foreach (SectionRef section in pieces.Graph.FindAllLive(Section))
        {
            Cut(pieces, section);
        }
    }

    private static void Cut(PieceGraph pieces, SectionRef section)
    {
        ElfObject elf = pieces.Graph.Inputs[section.Input].Object;
        ReadOnlySpan<byte> bytes = elf.Contents(section.Section);
        int size = elf.SectionSize[section.Section];
        SortedDictionary<long, string> names = new();
        for (int i = 1; i < elf.SymbolCount; i++)
        {
            if (elf.SymbolSection[i] == section.Section
                && elf.SymbolName[i].StartsWith(Prefix, StringComparison.Ordinal))
            {
                names.TryAdd(elf.SymbolValue[i], elf.SymbolName[i]);
            }
        }

        Dictionary<int, List<Relocation>> relocations = new();
        for ((int i, int count) = (0, elf.RelocationCount(section.Section)); i < count; i++)
        {
            Relocation relocation = elf.RelocationAt(section.Section, i);
            int entry = (int)relocation.Offset / EntryBytes;
            if (!relocations.TryGetValue(entry, out List<Relocation>? list))
            {
                relocations.Add(entry, list = []);
            }

            list.Add(relocation);
        }

        List<Piece> parts = new(names.Count);
        foreach ((long from, string name) in names)
        {
            int entry = (int)from / EntryBytes;
            int end = entry;
            while (relocations.ContainsKey(end))
            {
                end++;
            }

            if (from % EntryBytes != 0 || end == entry || (end + 1) * EntryBytes > size)
            {
                throw new LinkException(LinkError.BadDispatchCells, $"{name} at {from} is in no run that is closed");
            }

            byte[] made = [
                .. bytes.Slice(entry * EntryBytes, EntryBytes), .. bytes.Slice(end * EntryBytes, EntryBytes)];
            parts.Add(new Piece(name, CellSegmentKind.Data, EntryBytes)
            {
                Source = section, From = (int)from, Size = made.Length, Made = made,
                OwnReferences = [
                    .. relocations[entry].Select(r => pieces.ReferenceOf(section.Input, r, (int)from))],
            });
        }

        pieces.SetParts(section, [.. parts]);
        parts.ForEach(pieces.AddPart);
    }
}
