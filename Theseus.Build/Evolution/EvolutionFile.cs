using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Theseus.Build.Cells;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>Puts a package together in the order that <see cref="EvolutionHeader"/> describes.</summary>
internal static class EvolutionFile
{
    /// <param name="header">What is not computed here: world, states, generation, target.</param>
    /// <param name="cells">By name; null for the file of one that the system has.</param>
    /// <param name="changes">By home.</param>
    /// <param name="names">See <see cref="EvolutionHeader.Names"/>.</param>
    public static byte[] Make(EvolutionHeader header, IReadOnlyList<(string Name, byte[]? File)> cells,
        EvolutionChange[] changes, byte[] names)
    {
        TableFile file = new(EvolutionHeader.Bytes);
        EvolutionCell[] table = new EvolutionCell[cells.Count];
        for (int i = 0; i < table.Length; i++)
        {
            TableRange bytes = cells[i].File is { } content ? file.Write<byte>(content) : default;
            table[i] = new EvolutionCell(file.Text(cells[i].Name), bytes.Offset, bytes.Count);
        }

        header.Cells = file.Write<EvolutionCell>(table);
        header.Changes = file.Write<EvolutionChange>(changes);
        header.Names = file.Write<byte>(names);
        header.Strings = file.Write<byte>(file.Strings);
        return Finish(header, file.ToArray());
    }

    private static byte[] Finish(EvolutionHeader header, byte[] bytes)
    {
        ReadOnlySpan<byte> body = bytes.AsSpan(EvolutionHeader.Bytes);
        header.Magic = EvolutionHeader.ExpectedMagic;
        header.FormatVersion = EvolutionHeader.CurrentVersion;
        header.HeaderBytes = EvolutionHeader.Bytes;
        header.FileBytes = (ulong)bytes.Length;
        header.BodyCrc = Crc32C.Of(body);
        header.To = StateAfter(header.From, body);
        header.HeaderCrc = 0;
        MemoryMarshal.Write(bytes, in header);
        header.HeaderCrc = EvolutionValidator.HeaderCrc(bytes);
        MemoryMarshal.Write(bytes, in header);
        return bytes;
    }

    /// <summary>The state that is after another one and all that a package brings.</summary>
    private static Hash128 StateAfter(Hash128 from, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<Hash128>(in from)));
        hash.AppendData(body);
        return ContentHashes.Shortened(hash.GetHashAndReset());
    }
}
