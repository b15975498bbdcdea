using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;

namespace Theseus.Format;

/// <summary>
/// CRC-32C (Castagnoli; RFC 3720 appendix B.4), with the processor's own instruction where there is one: x86-64-v2,
/// which the system asks for, has it.
/// </summary>
[NoAllocation]
public static class Crc32C
{
    private const uint Polynomial = 0x82F63B78; // reflected

    /// <summary>The check value of <paramref name="bytes"/>; "123456789" gives 0xE3069283.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Update(uint.MaxValue, bytes);

    /// <summary>
    /// Goes on with an unfinished value: starts at <see cref="uint.MaxValue"/>, is inverted at the end.
    /// </summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> bytes) =>
        Sse42.X64.IsSupported ? Fast(crc, bytes) : Portable(crc, bytes);

    /// <summary>As <see cref="Update"/>, bit by bit: for other processors, and to test the fast way by.</summary>
    public static uint Portable(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes)
        {
            crc ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (Polynomial & (uint)-(int)(crc & 1));
            }
        }

        return crc;
    }

    private static uint Fast(uint crc, ReadOnlySpan<byte> bytes)
    {
        ulong wide = crc;
        while (bytes.Length >= 8)
        {
            wide = Sse42.X64.Crc32(wide, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        crc = (uint)wide;
        foreach (byte next in bytes)
        {
            crc = Sse42.Crc32(crc, next);
        }

        return crc;
    }
}
