using Theseus.Memory;
using Theseus.Platform.Native.Files;

namespace Theseus.Kernel;

/// <summary>What the kernel hands to drivers, and what it lets programs find.</summary>
internal static class Drivers
{
    /// <summary>Index and data of the clock with the battery (MC146818A). The kernel reads it while it boots and never again.</summary>
    private const ushort ClockPorts = 0x70;

    /// <summary>Offers the devices that any cell may drive.</summary>
    public static void Offer()
    {
        DeviceRegistry.OfferPorts("rtc", ClockPorts, 2);
        StatusFile.Provide();
    }
}
