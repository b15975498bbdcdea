using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// Reads the instructions of one unwind record (<see cref="CellFunction.Cfi"/>). Nothing is read beyond their end: an operand that is cut off there
/// counts as zeroes.
/// </summary>
[Resident]
internal ref struct CfiProgram
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    /// <summary>What an advance of the location is multiplied with.</summary>
    public readonly uint CodeAlign;

    /// <summary>What a factored offset is multiplied with.</summary>
    public readonly int DataAlign;

    /// <param name="records">The unwind records of a region.</param>
    /// <param name="record">Where in them the record begins; no instructions if it does not lie within them.</param>
    public CfiProgram(ReadOnlySpan<byte> records, uint record)
    {
        if (records.Length < CellFunction.CfiHeaderBytes || record > (uint)(records.Length - CellFunction.CfiHeaderBytes))
        {
            return;
        }

        ReadOnlySpan<byte> found = records[(int)record..];
        CodeAlign = found[0];
        DataAlign = (sbyte)found[1];
        int bytes = found[2] | (found[3] << 8);
        found = found[CellFunction.CfiHeaderBytes..];
        _bytes = bytes < found.Length ? found[..bytes] : found;
    }

    /// <summary>True if all has been read.</summary>
    public readonly bool IsAtEnd => _at >= _bytes.Length;

    /// <summary>The next byte.</summary>
    public byte Byte() => (uint)_at < (uint)_bytes.Length ? _bytes[_at++] : (byte)0;

    /// <summary>A number of so many bytes, the lowest first.</summary>
    public uint Fixed(int bytes)
    {
        uint value = 0;
        for (int i = 0; i < bytes; i++)
        {
            value |= (uint)Byte() << (8 * i);
        }

        return value;
    }

    /// <summary>An unsigned number of variable length (DWARF 5, section 7.6).</summary>
    public uint Unsigned()
    {
        uint first = Byte();
        return first < 0x80 ? first : Rest(first, out _);
    }

    /// <summary>A signed one.</summary>
    public int Signed()
    {
        uint first = Byte();
        int shift = 7;
        uint value = first < 0x80 ? first : Rest(first, out shift);
        bool isNegative = shift < 32 && ((value >> (shift - 1)) & 1) != 0;
        return isNegative ? (int)value | (-1 << shift) : (int)value;
    }

    private uint Rest(uint first, out int shift)
    {
        uint value = first & 0x7F;
        shift = 7;
        uint next;
        do
        {
            next = Byte();
            value |= (next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80 && shift < 35);
        return value;
    }
}
