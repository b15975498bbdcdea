using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>The files that the boot loader brought, in place. They stay for ever and nobody writes to them.</summary>
// SAFETY: modules lie in RAM, which the direct map holds, and their frames belong to nobody else.
internal static unsafe class BootFiles
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
        return module.End.Value > FrameAllocator.RamEnd.Value || length > int.MaxValue
            ? default
            : new ReadOnlySpan<byte>(PhysicalMemory.At(module.Start), (int)length);
    }
}
