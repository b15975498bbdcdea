using Theseus.Memory;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>
/// What a driver cell may have: the devices that are offered, one owner at a time, and nothing of the kernel's own.
/// </summary>
internal static class Ports
{
    private const byte StatusD = 0x0D; // bit 7: the clock has power (MC146818A, register D)

    public static void Run(Checker check)
    {
        DeviceOffer? offer = DeviceRegistry.Find("rtc");
        check.Holds("offered", offer is { IsPorts: true, Length: 2 });
        if (offer == null)
        {
            return;
        }

        PortRange ports = offer.ClaimPorts();
        ports.Write8(0, StatusD);
        check.Is("has.power", "128", ports.Read8(1) & 0x80);
        check.Refuses("claimed.twice", MemoryError.InUse, () => offer.ClaimPorts().Dispose());
        check.Refuses("no.memory", MemoryError.BadSize, () => offer.Map(DeviceCaching.Uncached).Dispose());
        check.Refuses("beyond", MemoryError.OutOfRange, in ports, static (in PortRange p) => p.Read8(2));
        check.Refuses("over.the.end", MemoryError.OutOfRange, in ports, static (in PortRange p) => p.Read16(1));
        check.Refuses("far.beyond", MemoryError.OutOfRange, in ports,
            static (in PortRange p) => p.Write32(uint.MaxValue - 1, 0));
        using PortRange stale = Hidden.CopyOf(in ports);
        ports.Dispose();
        check.Refuses("released", MemoryError.NotOwned, in stale, static (in PortRange p) => p.Write8(0, 0));
        check.Refuses("default", MemoryError.NotOwned, default(PortRange), static (in PortRange p) => p.Read8(0));
        using PortRange again = offer.ClaimPorts();
        stale.Dispose();
        check.Holds("again", again.IsHeld);
        foreach ((string name, ulong at) in ((string, ulong)[])[("apic", 0xFEE0_0000), ("io.apic", 0xFEC0_0000)])
        {
            check.Refuses($"kernel.{name}", MemoryError.InUse,
                () => DeviceRegistry.OfferMemory(name, new PhysicalAddress(at), Frame.Bytes));
        }

        check.Refuses("kernel.ram", MemoryError.IsRam,
            () => DeviceRegistry.OfferMemory("ram", new PhysicalAddress(32 << 20), Frame.Bytes));
        check.Refuses("kernel.pci", MemoryError.InUse, () => DeviceRegistry.OfferPorts("pci", 0xCF8, 8));
        check.Refuses("kernel.keyboard", MemoryError.InUse, () => DeviceRegistry.OfferPorts("keyboard", 0x64, 1));
    }
}
