using Theseus.Memory;

namespace Theseus.Tasks.Interrupts;

/// <summary>The interrupts of devices that are on offer.</summary>
public static class DeviceOfferExtensions
{
    /// <summary>Claims the device's interrupt line for the running task, or its program.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.InUse"/>: it is claimed; <see cref="MemoryError.BadSize"/>: the device has none
    /// </exception>
    /// <exception cref="OutOfMemoryException">There are too many claims.</exception>
    public static InterruptLine ClaimInterrupt(this DeviceOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        MemoryException.ThrowIf(InterruptLine.TryClaim(offer, MemoryOwner.Current, out InterruptLine line),
            $"the interrupt line of {offer}");
        return line;
    }
}
