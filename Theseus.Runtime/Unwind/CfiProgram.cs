using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// Reads the instructions of an unwind record (<see cref="CellFunction.Cfi"/>), from a place on that each read moves.
/// Nothing is read beyond their end: an operand that is cut off there counts as zeroes.
/// </summary>
/// <remarks>What is short is inlined, so that the place is a register and no word of memory: a throw reads
/// many.</remarks>
[Resident]
internal static class CfiProgram
{
    private const uint More = 0x80; // another byte follows
    private const uint Sign = 0x40;

    /// <summary>The instructions of a record; none if it does not lie within the records.</summary>
    /// <param name="records">The unwind records of a region.</param>
    /// <param name="record">Where in them the record begins.</param>
    /// <param name="codeAlign">What an advance of the location is multiplied with.</param>
    /// <param name="dataAlign">What a factored offset is multiplied with.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Open(
        ReadOnlySpan<byte> records, uint record, out uint codeAlign, out int dataAlign)
    {
        if (records.Length < CellFunction.CfiHeaderBytes
            || record > (uint)(records.Length - CellFunction.CfiHeaderBytes))
        {
            codeAlign = 0;
            dataAlign = 0;
            return default;
        }

        ReadOnlySpan<byte> found = records[(int)record..];
        codeAlign = found[0];
        dataAlign = (sbyte)found[1];
        int bytes = found[2] | (found[3] << 8);
        found = found[CellFunction.CfiHeaderBytes..];
        return bytes < found.Length ? found[..bytes] : found;
    }

    /// <summary>The next byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Byte(ReadOnlySpan<byte> program, ref int at) =>
        (uint)at < (uint)program.Length ? program[at++] : (byte)0;

    /// <summary>An unsigned number of variable length (DWARF 5, section 7.6); nearly all are of one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Unsigned(ReadOnlySpan<byte> program, ref int at)
    {
        uint first = Byte(program, ref at);
        if (first < More)
        {
            return first;
        }

        int next = at;
        uint value = (uint)Long(program, ref next, first, isSigned: false);
        at = next;
        return value;
    }

    /// <summary>A signed one.</summary>
    public static int Signed(ReadOnlySpan<byte> program, ref int at) =>
        Long(program, ref at, Byte(program, ref at), isSigned: true);

    /// <summary>A number of so many bytes, the lowest first.</summary>
    public static uint Fixed(ReadOnlySpan<byte> program, ref int at, int bytes)
    {
        uint value = 0;
        for (int i = 0; i < bytes; i++)
        {
            value |= (uint)Byte(program, ref at) << (8 * i);
        }

        return value;
    }

    /// <summary>A number of which one byte has been read.</summary>
    private static int Long(ReadOnlySpan<byte> program, ref int at, uint first, bool isSigned)
    {
        uint value = first & (More - 1);
        uint next = first;
        int shift = 7;
        for (; next >= More && shift < 35; shift += 7)
        {
            next = Byte(program, ref at);
            value |= (next & (More - 1)) << shift;
        }

        return isSigned && shift < 32 && (next & Sign) != 0 ? (int)value | (-1 << shift) : (int)value;
    }
}
