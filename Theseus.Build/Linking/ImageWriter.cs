using System.Buffers.Binary;
using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// Writes a linked image as an ELF executable: bare for the boot loader (GRUB would load a symbol table into the
/// guest's memory), or as the beginning of a <see cref="SymbolFile"/>.
/// </summary>
public static class ImageWriter
{
    /// <summary>Program headers and segments only.</summary>
    public static void WriteBare(LinkedImage image, string path)
    {
        using FileStream file = File.Create(path);
        WriteLoadable(image, file, new SectionTable());
    }

    /// <summary>
    /// Where the section headers stand in the file, how many they are, and which of them holds their names.
    /// </summary>
    public readonly record struct SectionTable(ulong Offset, int Count, int Names);

    /// <summary>ELF header, program headers and segments: a page, and the segments' bytes.</summary>
    public static void WriteLoadable(LinkedImage image, Stream file, SectionTable sections)
    {
        Segment[] segments = image.Layout.Segments.ToArray();
        Segment[] loaded = segments.Where(s => s.Size > 0).ToArray();
        byte[] page = new byte[Layout.PageBytes];
        Span<byte> header = page.AsSpan();
        ReadOnlySpan<byte> identity = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], Elf.TypeExecutable);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], Elf.MachineX8664);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], image.Entry);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], Elf.HeaderBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], sections.Offset);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], Elf.HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], Elf.ProgramHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], (ushort)loaded.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[58..], Elf.SectionHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[60..], (ushort)sections.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(header[62..], (ushort)sections.Names);

        ulong offset = (ulong)Layout.PageBytes;
        for (int i = 0; i < loaded.Length; i++)
        {
            Segment segment = loaded[i];
            Span<byte> entry = header[(Elf.HeaderBytes + i * Elf.ProgramHeaderBytes)..];
            ulong inFile = segment.IsZero ? 0 : segment.Size;
            BinaryPrimitives.WriteUInt32LittleEndian(entry, Elf.SegmentLoad);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..],
                Elf.Readable | (segment.IsExecutable ? Elf.Execute : 0) | (segment.IsWritable ? Elf.Writable : 0));
            ulong[] wide = [offset, segment.Address, segment.PhysicalAddress, inFile, segment.Size, Layout.PageBytes];
            for (int j = 0; j < wide.Length; j++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(entry[(8 + j * 8)..], wide[j]);
            }

            offset += inFile;
        }

        file.Write(page);
        foreach (Segment segment in loaded.Where(s => !s.IsZero))
        {
            file.Write(segment.Bytes);
        }
    }
}
