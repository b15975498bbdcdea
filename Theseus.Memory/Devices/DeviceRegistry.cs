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

    // Memory that is the kernel's though it is no RAM: interrupt controllers and messages (Intel SDM 3A, 11.4.1 and
    // 11.11; I/O APICs by convention at FEC00000), and the firmware's flash below 4 GiB.
    private static readonly (ulong First, ulong End)[] s_kernelMemory = [
        (0xFEC0_0000, 0xFED0_0000), (0xFEE0_0000, 0xFEF0_0000), (0xFF00_0000, 1UL << 32)];

    // Ports that are the kernel's, or reach all memory or the machine: DMA and interrupt controllers, timer, keyboard
    // controller and fast reset, SMI, the level register, firmware configuration, first serial port, PCI configuration
    // and reset.
    private static readonly (ulong First, ulong End)[] s_kernelPorts =
    [
        (0x00, 0x70), (0x80, 0xE0), (0xF0, 0x100), (0x3F8, 0x400), (0x4D0, 0x4D2), (0x501, 0x51C), (0x600, 0x640),
            (0xB000, 0xB040), (0xCF8, 0xD00),
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
            : Overlaps(s_kernelMemory, start.Value, end) ? MemoryError.InUse
            : MemoryError.None;
        Add(error, new DeviceOffer(name, start.Value, bytes, isPorts: false));
    }

    /// <summary>Offers a device's ports, and its interrupt line, if it has one that is no other device's.</summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.InUse"/>: one is the kernel's;
    /// <see cref="MemoryError.BadSize"/></exception>
    internal static void OfferPorts(string name, ushort first, uint count, int line = DeviceOffer.NoLine)
    {
        ulong end = (ulong)first + count;
        MemoryError error = count == 0 || end > 1 << 16 ? MemoryError.BadSize
            : Overlaps(s_kernelPorts, first, end) ? MemoryError.InUse
            : MemoryError.None;
        Add(error, new DeviceOffer(name, first, count, isPorts: true, line));
    }

    private static void Add(MemoryError error, DeviceOffer offer)
    {
        bool isKnown = Find(offer.Name) != null;
        MemoryException.ThrowIf(isKnown ? MemoryError.InUse
            : error, $"{offer} at {new PhysicalAddress(offer.First)}, {offer.Length} long");
        s_offers.Add(offer);
    }

    /// <summary>Drivers get whole pages, so whole pages must be free of what is not theirs.</summary>
    private static bool Overlaps((ulong First, ulong End)[] ranges, ulong first, ulong end)
    {
        foreach ((ulong from, ulong to) in ranges)
        {
            if (first < to && from < end)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasRam(ulong start, ulong end)
    {
        ulong first = start >> Frame.ByteShift;
        ulong count = ((end - 1) >> Frame.ByteShift) - first + 1;
        return first < FrameAllocator.FrameCount
            && FrameAllocator.HasRam(new Frame(first), Math.Min(count, FrameAllocator.FrameCount - first));
    }
}
