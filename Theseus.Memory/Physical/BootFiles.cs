using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>The files that the boot loader brought, in place. They stay for ever and nobody writes to them.</summary>
internal static class BootFiles
{
    /// <summary>How many there are.</summary>
    public static int Count => BootInformation.ModuleCount;

    /// <summary>The name of a file in UTF-8.</summary>
    public static ReadOnlySpan<byte> Name(int file) => BootInformation.ModuleName(file);

    /// <summary>The bytes of a file; empty for one beyond RAM or of 2 GiB and more.</summary>
    public static ReadOnlySpan<byte> Bytes(int file)
    {
        BootModule module = BootInformation.ModuleAt(file);
        ulong length = module.End.Value - module.Start.Value;
        if (module.End.Value > FrameAllocator.RamEnd.Value || length > int.MaxValue)
        {
            return default;
        }

        // SAFETY: both ends were just found to be in RAM, which is mapped whole, and the file's frames belong to nobody
        // else.
        unsafe { return new ReadOnlySpan<byte>((void*)PhysicalMemory.AddressOf(module.Start).Value, (int)length); }
    }
}
