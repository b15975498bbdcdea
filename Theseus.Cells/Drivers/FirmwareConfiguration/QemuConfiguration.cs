using System.Text;
using Theseus.Memory;
using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.FirmwareConfiguration;

/// <summary>
/// Files that QEMU hands to its guest (QEMU documentation, "QEMU Firmware Configuration Device"), read through the I/O
/// port interface. On another machine there are none. Owns its ports.
/// </summary>
public sealed class QemuConfiguration : IFirmwareConfiguration, IDisposable
{
    private const uint Selector = 0;
    private const uint Data = 1;
    private const ushort SignatureItem = 0;
    private const ushort DirectoryItem = 0x19;
    private const uint MaximumFiles = 1024;
    private const int NameBytes = 56;
    private const uint MaximumBytes = 1 << 20;

    private readonly PortRange _ports;

    /// <param name="ports">Selector and data, two ports.</param>
    public QemuConfiguration([Moves] PortRange ports) => _ports = ports;

    /// <inheritdoc/>
    public byte[]? Read(string name)
    {
        long size = Select(Encoding.ASCII.GetBytes(name));
        if (size < 0)
        {
            return null;
        }

        if (size > MaximumBytes)
        {
            throw new InvalidDataException(
                $"The file {name} from the firmware has {size} bytes; at most {MaximumBytes} are taken.");
        }

        byte[] contents = new byte[size];
        for (int at = 0; at < contents.Length; at++)
        {
            contents[at] = Next();
        }

        return contents;
    }

    /// <summary>Gives the ports up.</summary>
    public void Dispose() => _ports.Dispose();

    /// <summary>Selects a file for reading; its size in bytes, or -1 where there is none.</summary>
    private long Select(ReadOnlySpan<byte> name)
    {
        _ports.Write16(Selector, SignatureItem);
        if (Next() != 'Q' || Next() != 'E' || Next() != 'M' || Next() != 'U')
        {
            return -1;
        }

        _ports.Write16(Selector, DirectoryItem);
        uint count = NextBigEndian32();
        Span<byte> found = stackalloc byte[NameBytes];
        for (uint i = 0; i < count && i < MaximumFiles; i++)
        {
            uint size = NextBigEndian32();
            ushort item = (ushort)((Next() << 8) | Next());
            Next();
            Next();
            foreach (ref byte c in found)
            {
                c = Next();
            }

            if (found.TrimEnd((byte)0).SequenceEqual(name))
            {
                _ports.Write16(Selector, item);
                return size;
            }
        }

        return -1;
    }

    private byte Next() => _ports.Read8(Data);

    private uint NextBigEndian32()
    {
        uint value = 0;
        for (int i = 0; i < sizeof(uint); i++)
        {
            value = (value << 8) | Next();
        }

        return value;
    }
}
