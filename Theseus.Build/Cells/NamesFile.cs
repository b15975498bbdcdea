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
    /// <param name="world">That of the cells.</param>
    /// <param name="cells">The cells to name.</param>
    /// <param name="withSections">False: names of functions only, which is what the kernel shows.</param>
    public static byte[] Make(Hash128 world, IReadOnlyList<CellNaming> cells, bool withSections)
    {
        (TableFile file, NameText text) = (new TableFile(Marshal.SizeOf<NamesHeader>()), new NameText());
        NamesOfCell[] entries = new NamesOfCell[cells.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i].ContentHash = cells[i].Content;
            entries[i].Functions = file.Write<uint>([.. cells[i].Functions.Select(text.Add)]);
            if (!withSections)
            {
                continue;
            }

            entries[i].Sections = file.Write<uint>([.. cells[i].Sections.Select(text.Add)]);
            entries[i].SectionHashes = file.Write<ulong>(cells[i].SectionHashes);
        }

        NamesHeader header = new()
        {
            Magic = NamesHeader.ExpectedMagic, WorldIdentity = world, Cells = file.Write<NamesOfCell>(entries),
                Text = file.Write<byte>(text.Bytes()),
        };
        byte[] bytes = file.ToArray();
        MemoryMarshal.Write(bytes, in header);
        return bytes;
    }
}
