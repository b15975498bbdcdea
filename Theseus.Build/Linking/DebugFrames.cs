using System.Buffers.Binary;

namespace Theseus.Build.Linking;

/// <summary>
/// The unwind tables of all cells once more, as <c>.debug_frame</c> (DWARF 5, section 6.4.1), so that a debugger can
/// walk stacks through managed and assembler code alike.
/// </summary>
public static class DebugFrames
{
    public const string Name = ".debug_frame";

    private const int ReturnAddressRegister = 16;
    private const byte Version = 1;
    private const int Align = 8;

    public static byte[] Make(IEnumerable<UnwindTable> tables)
    {
        using MemoryStream section = new();
        Dictionary<(byte CodeAlign, byte DataAlign), uint> common = new();
        foreach (UnwindTable table in tables)
        {
            for (int at = 0; at < table.Functions.Length; at += FunctionTable.EntryBytes)
            {
                Add(section, common, table, table.Functions.AsSpan(at, FunctionTable.EntryBytes));
            }
        }

        return section.ToArray();
    }

    private static void Add(
        MemoryStream section, Dictionary<(byte CodeAlign, byte DataAlign), uint> common, UnwindTable table,
        ReadOnlySpan<byte> function)
    {
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(function);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(function[4..]);
        Span<byte> record = table.Cfi.AsSpan((int)BinaryPrimitives.ReadUInt32LittleEndian(function[8..]));
        if (!common.TryGetValue((record[0], record[1]), out uint cie))
        {
            common.Add((record[0], record[1]), cie = (uint)section.Length);
            Put(section,
                [0xFF, 0xFF, 0xFF, 0xFF, Version, 0, record[0], (byte)(record[1] & 0x7F), ReturnAddressRegister]);
        }

        Span<byte> instructions = record.Slice(4, BinaryPrimitives.ReadUInt16LittleEndian(record[2..]));
        byte[] entry = new byte[4 + 16 + instructions.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, cie);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(4), table.Base + start);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(12), length);
        instructions.CopyTo(entry.AsSpan(20));
        Put(section, entry);
    }

    /// <summary>Writes an entry with its length before it and instructions that do nothing behind it.</summary>
    private static void Put(MemoryStream section, ReadOnlySpan<byte> entry)
    {
        int padded = (int)Layout.AlignUp((ulong)entry.Length + 4, Align) - 4;
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)padded);
        section.Write(length);
        section.Write(entry);
        section.Write(new byte[padded - entry.Length]);
    }
}
