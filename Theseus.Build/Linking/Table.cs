using System.Buffers.Binary;

namespace Theseus.Build.Linking;

/// <summary>
/// Bytes that the linker makes itself and places among the constants. The length is fixed before layout; what
/// depends on addresses is written after it.
/// </summary>
public sealed class Table(string symbol, int align)
{
    public string Symbol { get; } = symbol;
    public int Align { get; } = align;
    public byte[] Bytes { get; set; } = [];
    public ulong Address { get; set; }

    public void Put32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(offset), value);

    public void Put64(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(offset), value);
}
