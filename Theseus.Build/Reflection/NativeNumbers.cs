namespace Theseus.Build.Reflection;

/// <summary>
/// The compressed numbers of ILC's tables: the count of low one bits in the first byte tells how many more bytes there
/// are, the value's bits follow from low to high.
/// </summary>
public static class NativeNumbers
{
    private const int MaxBits = 28;

    /// <summary>Reads an unsigned number and moves <paramref name="at"/> behind it.</summary>
    public static uint ReadUnsigned(ReadOnlySpan<byte> bytes, ref int at)
    {
        (int extra, byte first) = Extra(bytes, at);
        if (extra == 4)
        {
            return (uint)Whole(bytes, ref at);
        }

        uint value = (uint)first >> (extra + 1);
        for (int i = 1; i <= extra; i++)
        {
            value |= (uint)bytes[at + i] << (7 - extra + 8 * (i - 1));
        }

        at += 1 + extra;
        return value;
    }

    /// <summary>Reads a signed number and moves <paramref name="at"/> behind it.</summary>
    public static int ReadSigned(ReadOnlySpan<byte> bytes, ref int at)
    {
        int extra = Extra(bytes, at).Count;
        if (extra == 4)
        {
            return Whole(bytes, ref at);
        }

        int unused = 32 - 7 * (extra + 1);
        return (int)ReadUnsigned(bytes, ref at) << unused >> unused;
    }

    /// <summary>Appends a signed number in its shortest form.</summary>
    public static void WriteSigned(List<byte> bytes, int value)
    {
        for (int bits = 7; bits <= MaxBits; bits += 7)
        {
            if (value < -(1 << (bits - 1)) || value >= 1 << (bits - 1))
            {
                continue;
            }

            int extra = bits / 7 - 1;
            uint all = (uint)value << (extra + 1) | (1u << extra) - 1;
            for (int i = 0; i <= extra; i++)
            {
                bytes.Add((byte)(all >> 8 * i));
            }

            return;
        }

        bytes.Add(0xF);
        bytes.AddRange(BitConverter.GetBytes(value));
    }

    private static (int Count, byte First) Extra(ReadOnlySpan<byte> bytes, int at)
    {
        byte first = bytes[at];
        int count = int.TrailingZeroCount(~first);
        return count <= 4 ? (count, first)
            : throw new BadImageFormatException($"byte 0x{first:x2} at {at} begins no number");
    }

    private static int Whole(ReadOnlySpan<byte> bytes, ref int at)
    {
        int value = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 1)..]);
        at += 5;
        return value;
    }
}
