using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// Hashes that tell whether two worlds have the same section or cell, wherever it lies: SHA-256, shortened.
/// </summary>
public static class ContentHashes
{
    /// <summary>Of the bytes as the compiler made them and of what they refer to, by name.</summary>
    public static ulong Of(PieceGraph pieces, Piece piece)
    {
        ArrayBufferWriter<byte> form = new(piece.Size + 64);
        Put(form, piece.Size, piece.Align, (int)piece.Kind);
        form.Write(pieces.Contents(piece));
        foreach (Reference reference in pieces.References(piece))
        {
            long within = reference.Symbol is null ? reference.TargetOffset : 0;
            Put(form, reference.Offset, (int)reference.Type, reference.Addend, within);
            Encoding.UTF8.GetBytes(reference.Symbol ?? reference.Target?.Name ?? "", form);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(form.WrittenSpan));
    }

    private static void Put(ArrayBufferWriter<byte> form, params ReadOnlySpan<long> numbers)
    {
        foreach (long number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(form.GetSpan(sizeof(long)), number);
            form.Advance(sizeof(long));
        }
    }

    /// <summary>Of a cell: its sections by name.</summary>
    public static Hash128 Of(Cell cell, ReadOnlySpan<ulong> sections)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        for (int i = 0; i < sections.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, sections[i]);
            hash.AppendData(number);
            hash.AppendData(Encoding.UTF8.GetBytes(cell.Pieces[i].Name));
        }

        return Shortened(hash.GetHashAndReset());
    }

    /// <summary>Of a world: every object that goes into it, and the format.</summary>
    public static Hash128 OfWorld(LinkGraph graph)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([(byte)CellHeader.CurrentVersion]);
        foreach (LinkInput input in graph.Inputs)
        {
            hash.AppendData(input.Object.Bytes);
        }

        hash.AppendData(File.ReadAllBytes(typeof(ContentHashes).Assembly.Location));
        return Shortened(hash.GetHashAndReset());
    }

    /// <summary>The first half of a SHA-256.</summary>
    internal static Hash128 Shortened(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
}
