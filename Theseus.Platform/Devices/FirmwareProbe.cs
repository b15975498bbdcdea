using Theseus.Runtime;

namespace Theseus.Platform.Devices;

/// <summary>
/// Asks QEMU (its documentation, "QEMU Firmware Configuration Device") whether it has a file of a name. The boot asks
/// before there are objects, so that even its first panic knows whom it talks to; what is in the file a driver reads,
/// once drivers run. NOALLOC.
/// </summary>
internal static class FirmwareProbe
{
    private const ushort Selector = 0x510;
    private const ushort Data = 0x511;
    private const ushort SignatureItem = 0;
    private const ushort DirectoryItem = 0x19;
    private const uint MaximumFiles = 1024;
    private const int BytesBeforeName = 8;
    private const int NameBytes = 56;

    /// <summary>True if there is such a file.</summary>
    public static bool HasFile(ReadOnlySpan<byte> name)
    {
        Cpu.Out16(Selector, SignatureItem);
        if (Next() != 'Q' || Next() != 'E' || Next() != 'M' || Next() != 'U')
        {
            return false;
        }

        Cpu.Out16(Selector, DirectoryItem);
        uint count = 0;
        for (int i = 0; i < sizeof(uint); i++)
        {
            count = (count << 8) | Next();
        }

        for (uint i = 0; i < count && i < MaximumFiles; i++)
        {
            if (IsNext(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNext(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < BytesBeforeName; i++)
        {
            Next();
        }

        bool isSame = true;
        for (int i = 0; i < NameBytes; i++)
        {
            byte c = Next();
            isSame &= i > name.Length || c == (i < name.Length ? name[i] : 0);
        }

        return isSame;
    }

    private static byte Next() => Cpu.In8(Data);
}
