using System.Buffers.Binary;

namespace Theseus.Format;

/// <summary>What the host asks of a running system, or is told by it.</summary>
public enum EvolutionRequest : ushort
{
    /// <summary>In which state it is. Without contents.</summary>
    State = 1,

    /// <summary>To lead on by a package, which are the contents.</summary>
    Apply = 2,

    /// <summary>As <see cref="Apply"/>, up to the last step.</summary>
    DryRun = 3,

    /// <summary>To lead back to the state before. Without contents.</summary>
    Undo = 4,

    /// <summary>The answer: it was done. The contents are lines of UTF-8, a word and what it says.</summary>
    Done = 5,

    /// <summary>
    /// The answer: it was refused. The contents say why, in UTF-8; the first word is the error's name.
    /// </summary>
    Refused = 6,

    /// <summary>To show something on the console. The contents are UTF-8.</summary>
    Tell = 7,

    /// <summary>To lead on again by what was undone last. Without contents.</summary>
    Redo = 8,
}

/// <summary>
/// The messages on the line between the host and a running system, either way: 16 bytes (the bytes "THSM"; the kind
/// and a number, 16 bits each; the length of the contents and their CRC-32C, 32 bits each; little-endian), then the
/// contents. An answer has the number of what it answers: who has asked again, because no answer came, may get several.
/// A reader that has lost its place goes on at the next "THSM".
/// </summary>
public static class EvolutionMessage
{
    /// <summary>Bytes before the contents.</summary>
    public const int HeaderBytes = 16;

    /// <summary>Contents are not longer than this, in bytes: 16 MiB.</summary>
    public const uint MostBytes = 16 << 20;

    /// <summary>The bytes that a message begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "THSM"u8;

    /// <summary>How many bytes of <see cref="Magic"/> have come in a row, after one more byte has.</summary>
    public static int Match(int matched, byte next) =>
        next == Magic[matched] ? matched + 1 : next == Magic[0] ? 1 : 0;

    /// <summary>What precedes contents.</summary>
    public static byte[] HeaderOf(EvolutionRequest kind, ushort number, ReadOnlySpan<byte> contents)
    {
        byte[] header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), (ushort)kind);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), number);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)contents.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Crc32C.Of(contents));
        return header;
    }

    /// <summary>
    /// Reads what precedes contents. False if it does not begin a message, or one whose contents are too long.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> header, out EvolutionRequest kind, out ushort number,
        out int contentBytes, out uint crc)
    {
        (kind, number, contentBytes, crc) = (default, 0, 0, 0);
        if (header.Length < HeaderBytes || !header.StartsWith(Magic))
        {
            return false;
        }

        kind = (EvolutionRequest)BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        number = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        crc = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        contentBytes = (int)Math.Min(bytes, MostBytes);
        return bytes <= MostBytes;
    }

    /// <summary>True if contents have the CRC that was said.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> contents, uint crc) => Crc32C.Of(contents) == crc;
}
