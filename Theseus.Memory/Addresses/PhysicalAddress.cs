using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// An address on the memory bus: below 2^52 (Intel SDM volume 3, section 4.1.4), whether or not RAM is there.
/// </summary>
public readonly struct PhysicalAddress
{
    /// <summary>Addresses are below 2 to this power.</summary>
    public const int Bits = 52;

    /// <summary>Takes a number that is known to be in range; one that is not is a kernel bug: panic.</summary>
    public PhysicalAddress(ulong value)
    {
        if (value >> Bits != 0)
        {
            Panic.Stop("a physical address has more than 52 bits"u8);
        }

        Value = value;
    }

    /// <summary>Bytes from address 0.</summary>
    public ulong Value { get; }

    /// <summary>The frame that holds this byte.</summary>
    public Frame Frame => new(Value >> Frame.ByteShift);

    /// <summary>The frame that begins here, or the next one.</summary>
    public Frame FrameUp => new((Value + Frame.Bytes - 1) >> Frame.ByteShift);

    public static PhysicalAddress operator +(PhysicalAddress address, ulong bytes) => new(address.Value + bytes);

    public static bool operator <(PhysicalAddress left, PhysicalAddress right) => left.Value < right.Value;

    public static bool operator >(PhysicalAddress left, PhysicalAddress right) => left.Value > right.Value;

    public override string ToString() => $"0x{Value:x}";
}
