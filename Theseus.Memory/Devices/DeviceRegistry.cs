using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// The devices that drivers may have. A trusted layer that finds a device offers its registers here; a driver, an
/// ordinary cell, finds the offer by name and claims it. Whatever would give more than the device is refused at the
/// offer already.
/// </summary>
public static class DeviceRegistry
{
    private static readonly List<DeviceOffer> s_offers = [];

    // Memory that is the kernel's though it is no RAM (Intel SDM 3A, 11.4.1 and 11.11; I/O APICs by convention at
    // FEC00000), and the firmware's flash below 4 GiB.
    private static readonly Range[] s_kernelMemory =
    [
        new(0xFEC0_0000, 0xFED0_0000, "I/O interrupt controllers"),
        new(0xFEE0_0000, 0xFEF0_0000, "interrupt controllers and messages"),
        new(0xFF00_0000, 1UL << 32, "the firmware's flash"),
    ];

    // Ports that are the kernel's, or reach all memory or the machine (docs/drivers.md has them as a table). The timer
    // of ACPI's power management can only be read, and is free.
    private static readonly Range[] s_kernelPorts =
    [
        new(0x00, 0x20, "a DMA controller"), new(0x20, 0x40, "an interrupt controller"),
        new(0x40, 0x60, "the interval timer"), new(0x60, 0x70, "the keyboard controller"),
        new(0x80, 0x90, "page registers of DMA"), new(0x90, 0xA0, "system control, which resets"),
        new(0xA0, 0xB0, "an interrupt controller"), new(0xB0, 0xC0, "system management interrupts"),
        new(0xC0, 0xE0, "a DMA controller"), new(0xF0, 0x100, "the coprocessor's and the emulator's end"),
        new(0x3F8, 0x400, "the first serial port"), new(0x4D0, 0x4D2, "levels of interrupts"),
        new(0x501, 0x510, "the emulator's end"), new(0x510, 0x51C, "firmware configuration"),
        new(0x600, 0x608, "ACPI power management"), new(0x60C, 0x640, "ACPI power management"),
        new(0xB000, 0xB008, "ACPI power management"), new(0xB00C, 0xB040, "ACPI power management"),
        new(0xCF8, 0xD00, "PCI configuration and reset"),
    ];

    /// <summary>All offers as of now, claimed or not.</summary>
    public static IReadOnlyList<DeviceOffer> Offers => [.. s_offers];

    /// <summary>The offer of that name; null where there is none.</summary>
    public static DeviceOffer? Find(string name) => s_offers.Find(offer => offer.Name == name);

    /// <summary>Offers a device's memory.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.IsRam"/>; <see cref="MemoryError.InUse"/>: a part of it is the kernel's;
    /// <see cref="MemoryError.BadSize"/>
    /// </exception>
    internal static void OfferMemory(string name, PhysicalAddress start, ulong bytes)
    {
        ulong end = start.Value + bytes;
        MemoryError error = bytes == 0 || end < bytes || end > 1UL << PhysicalAddress.Bits ? MemoryError.BadSize
            : HasRam(start.Value, end) ? MemoryError.IsRam
            : MemoryError.None;
        Add(error, s_kernelMemory, new DeviceOffer(name, start.Value, bytes, isPorts: false));
    }

    /// <summary>Offers a device's ports, and its interrupt line, if it has one that is no other device's.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.InUse"/>: one is the kernel's;
    /// <see cref="MemoryError.BadSize"/></exception>
    internal static void OfferPorts(string name, ushort first, uint count, int line = DeviceOffer.NoLine)
    {
        ulong end = (ulong)first + count;
        MemoryError error = count == 0 || end > 1 << 16 ? MemoryError.BadSize : MemoryError.None;
        Add(error, s_kernelPorts, new DeviceOffer(name, first, count, isPorts: true, line));
    }

    /// <summary>Drivers get whole pages, so whole pages must be free of what is not theirs.</summary>
    private static void Add(MemoryError error, Range[] kernels, DeviceOffer offer)
    {
        string at = $"{offer} at {new PhysicalAddress(offer.First)}, {offer.Length} long";
        MemoryException.ThrowIf(error, $"{at}");
        MemoryException.ThrowIf(Find(offer.Name) is null ? MemoryError.None : MemoryError.InUse,
            $"{at}: a device has that name");
        foreach (Range range in kernels)
        {
            bool overlaps = offer.First < range.End && range.First < offer.First + offer.Length;
            MemoryException.ThrowIf(overlaps ? MemoryError.InUse : MemoryError.None,
                $"{at}: {new PhysicalAddress(range.First)} to {new PhysicalAddress(range.End - 1)} {range.Whose}");
        }

        s_offers.Add(offer);
    }

    private static bool HasRam(ulong start, ulong end)
    {
        ulong first = start >> Frame.ByteShift;
        ulong count = ((end - 1) >> Frame.ByteShift) - first + 1;
        return first < FrameAllocator.FrameCount
            && FrameAllocator.HasRam(new Frame(first), Math.Min(count, FrameAllocator.FrameCount - first));
    }

    /// <summary>What no driver gets.</summary>
    private readonly record struct Range(ulong First, ulong End, string What)
    {
        public string Whose => $"is the kernel's, {What}";
    }
}
