using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>Puts a package together in the order that <see cref="EvolutionHeader"/> describes.</summary>
internal sealed class EvolutionFile
{
    private const int Align = 8;

    private readonly MemoryStream _file = new();
    private readonly MemoryStream _strings = new();

    private EvolutionFile() => _file.Write(new byte[EvolutionHeader.Bytes]);

    /// <param name="header">What is not computed here: world, states, generation, target.</param>
    /// <param name="cells">By name; null for the file of one that the system has.</param>
    /// <param name="changes">By home.</param>
    /// <param name="names">See <see cref="EvolutionHeader.Names"/>.</param>
    public static byte[] Make(EvolutionHeader header, IReadOnlyList<(string Name, byte[]? File)> cells,
        EvolutionChange[] changes, byte[] names)
    {
        EvolutionFile file = new();
        EvolutionCell[] table = new EvolutionCell[cells.Count];
        for (int i = 0; i < table.Length; i++)
        {
            TableRange bytes = cells[i].File is { } content ? file.Write(content) : default;
            table[i] = new EvolutionCell(file.Text(cells[i].Name), bytes.Offset, bytes.Count);
        }

        header.Cells = file.Write(table);
        header.Changes = file.Write(changes);
        header.Names = file.Write(names);
        header.Strings = file.Write(file._strings.ToArray());
        return Finish(header, file._file.ToArray());
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
        byte[] value = hash.GetHashAndReset();
        return new Hash128(BinaryPrimitives.ReadUInt64LittleEndian(value),
            BinaryPrimitives.ReadUInt64LittleEndian(value.AsSpan(sizeof(ulong))));
    }

    private TextRange Text(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        TextRange range = new((uint)_strings.Length, (uint)bytes.Length);
        _strings.Write(bytes);
        return range;
    }

    private TableRange Write<T>(T[] entries)
        where T : unmanaged
    {
        if (entries.Length == 0)
        {
            return default;
        }

        _file.Write(new byte[(int)Layout.AlignUp((ulong)_file.Length, Align) - (int)_file.Length]);
        TableRange range = new((uint)_file.Length, (uint)entries.Length);
        _file.Write(MemoryMarshal.AsBytes(entries.AsSpan()));
        return range;
    }
}
