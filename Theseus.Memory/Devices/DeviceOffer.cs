namespace Theseus.Memory;

/// <summary>
/// A device's registers that a trusted layer has found and that a driver may claim, once at a time. Only
/// <see cref="DeviceRegistry"/> makes one: holding it proves that its addresses are none of the kernel's own.
/// </summary>
public sealed class DeviceOffer
{
    internal const int NoLine = -1;

    internal DeviceOffer(string name, ulong first, ulong length, bool isPorts, int line = NoLine) =>
        (Name, First, Length, IsPorts, Line) = (name, first, length, isPorts, line);

    /// <summary>The device's name.</summary>
    public string Name { get; }

    /// <summary>Physical address, or number, of the first register.</summary>
    public ulong First { get; }

    /// <summary>Bytes of memory, or ports.</summary>
    public ulong Length { get; }

    /// <summary>True of I/O ports; false of memory.</summary>
    public bool IsPorts { get; }

    /// <summary>True where the device has an interrupt that a driver may wait for.</summary>
    public bool HasInterrupt => Line != NoLine;

    /// <summary>The interrupt line; <see cref="NoLine"/> where there is none.</summary>
    internal int Line { get; }

    /// <summary>Who has claimed it; of the kind <see cref="MemoryKind.NotRam"/> while nobody has.</summary>
    public MemoryOwner Owner => DeviceClaims.OwnerAt(IsPorts ? new Frame(DeviceClaims.FirstPort + First)
        : new PhysicalAddress(First).Frame);

    /// <summary>Maps the device's memory for the running program.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.InUse"/>: it is claimed; <see cref="MemoryError.BadSize"/>: the device has ports
    /// </exception>
    /// <exception cref="OutOfMemoryException">No addresses, or no frames for page tables, are left.</exception>
    public DevicePages Map(DeviceCaching caching)
    {
        MemoryException.ThrowIf(IsPorts ? MemoryError.BadSize : MemoryError.None, $"memory of {this}");
        return DevicePages.Map(new PhysicalAddress(First), Length, caching, MemoryOwner.Current);
    }

    /// <summary>Claims the device's ports for the running program.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.InUse"/>: they are claimed; <see cref="MemoryError.BadSize"/>: the device has memory
    /// </exception>
    /// <exception cref="OutOfMemoryException">There are too many claims.</exception>
    public PortRange ClaimPorts()
    {
        MemoryException.ThrowIf(IsPorts ? MemoryError.None : MemoryError.BadSize, $"ports of {this}");
        MemoryException.ThrowIf(
            PortRange.TryClaim((ushort)First, (uint)Length, MemoryOwner.Current, out PortRange ports),
                $"ports of {this}");
        return ports;
    }

    public override string ToString() => $"the device '{Name}'";
}
