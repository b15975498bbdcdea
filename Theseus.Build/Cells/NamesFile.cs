using System.Runtime.InteropServices;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>What of a cell is for people and for comparing worlds.</summary>
/// <param name="Content">The cell's own hash.</param>
/// <param name="Functions">Readable names, in the order of the table.</param>
/// <param name="Sections">Likewise.</param>
/// <param name="SectionHashes">Of contents.</param>
public sealed record CellNaming(Hash128 Content, string[] Functions, string[] Sections, ulong[] SectionHashes);

/// <summary>Writes files of names, in the form that <see cref="NamesHeader"/> describes.</summary>
public static class NamesFile
{
    private const int TableAlign = 8;

    /// <param name="world">That of the cells.</param>
    /// <param name="cells">The cells to name.</param>
    /// <param name="withSections">False: names of functions only, which is what the kernel shows.</param>
    public static byte[] Make(Hash128 world, IReadOnlyList<CellNaming> cells, bool withSections)
    {
        (MemoryStream file, NameText text) = (new MemoryStream(), new NameText());
        file.Write(new byte[Marshal.SizeOf<NamesHeader>()]);
        NamesOfCell[] entries = new NamesOfCell[cells.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i].ContentHash = cells[i].Content;
            entries[i].Functions = Write<uint>(file, [.. cells[i].Functions.Select(text.Add)]);
            if (!withSections)
            {
                continue;
            }

            entries[i].Sections = Write<uint>(file, [.. cells[i].Sections.Select(text.Add)]);
            entries[i].SectionHashes = Write(file, cells[i].SectionHashes);
        }

        NamesHeader header = new()
        {
            Magic = NamesHeader.ExpectedMagic, WorldIdentity = world, Cells = Write(file, entries),
                Text = Write(file, text.Bytes()),
        };
        byte[] bytes = file.ToArray();
        MemoryMarshal.Write(bytes, in header);
        return bytes;
    }

    private static TableRange Write<T>(MemoryStream file, T[] entries)
        where T : unmanaged
    {
        if (entries.Length == 0)
        {
            return default;
        }

        file.Write(new byte[(int)(-file.Length & (TableAlign - 1))]);
        TableRange range = new((uint)file.Length, (uint)entries.Length);
        file.Write(MemoryMarshal.AsBytes(entries.AsSpan()));
        return range;
    }
}
