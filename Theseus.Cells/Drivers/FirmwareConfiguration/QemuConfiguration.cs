using Theseus.Runtime;

namespace Theseus.Platform.Devices;

/// <summary>
/// Files that QEMU hands to its guest (QEMU documentation, "QEMU Firmware Configuration Device"), read through the
/// I/O port interface.
/// </summary>
internal static class FirmwareConfiguration
{
    private const ushort Selector = 0x510;
    private const ushort Data = 0x511;
    private const ushort SignatureItem = 0;
    private const ushort DirectoryItem = 0x19;
    private const uint MaximumFiles = 1024;
    private const int NameBytes = 56;
    private const uint MaximumBytes = 1 << 20;

    /// <summary>
    /// The contents of a file, or null where there is no such file or no QEMU. A file of more than 1 MiB is refused.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is too large.</exception>
    public static byte[]? Read(string name)
    {
        long size = Find(System.Text.Encoding.ASCII.GetBytes(name));
        if (size < 0)
        {
            return null;
        }

        if (size > MaximumBytes)
        {
            throw new InvalidDataException($"The file {name} from the firmware has {size} bytes; at most {MaximumBytes} are taken.");
        }

        byte[] contents = new byte[size];
        for (int at = 0; at < contents.Length; at++)
        {
            contents[at] = Next();
        }

        return contents;
    }

    /// <summary>
    /// True if there is such a file. Its name is ASCII, and in bytes: the boot asks before there are objects, strings included.
    /// </summary>
    public static bool Exists(ReadOnlySpan<byte> name) => Find(name) >= 0;

    /// <summary>Selects a file for reading; its size in bytes, or -1 where there is none.</summary>
    private static long Find(ReadOnlySpan<byte> name)
    {
        Select(SignatureItem);
        if (Next() != 'Q' || Next() != 'E' || Next() != 'M' || Next() != 'U')
        {
            return -1;
        }

        Select(DirectoryItem);
        uint count = NextBigEndian32();
        for (uint i = 0; i < count && i < MaximumFiles; i++)
        {
            uint size = NextBigEndian32();
            ushort item = (ushort)((Next() << 8) | Next());
            Next();
            Next();
            bool same = true;
            for (int at = 0; at < NameBytes; at++)
            {
                byte c = Next();
                same &= at > name.Length || c == (at < name.Length ? name[at] : 0);
            }

            if (same)
            {
                Select(item);
                return size;
            }
        }

        return -1;
    }

    private static void Select(ushort item) => Cpu.Out16(Selector, item);

    private static byte Next() => Cpu.In8(Data);

    private static uint NextBigEndian32()
    {
        uint value = 0;
        for (int i = 0; i < 4; i++)
        {
            value = (value << 8) | Next();
        }

        return value;
    }
}
