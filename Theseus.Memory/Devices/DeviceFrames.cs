using System.Runtime.CompilerServices;
using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// Physical addresses of a device, whole frames, with one owner. They are never RAM, never zeroed and never merged with
/// others; no two values overlap. The default value owns nothing.
/// </summary>
[Owned]
internal readonly struct DeviceFrames : IDisposable
{
    private readonly uint _index;
    private readonly uint _proof;

    private DeviceFrames(uint index, uint proof, Frame first, ulong count) =>
        (_index, _proof, First, Count) = (index, proof, first, count);

    /// <summary>The first frame.</summary>
    public Frame First { get; }

    /// <summary>How many there are; 0 if the value owns nothing.</summary>
    public ulong Count { get; }

    /// <summary>True if this value still holds its frames.</summary>
    public bool IsHeld => Count != 0 && DeviceClaims.IsHolder(_index, _proof, First.Number, Count);

    /// <summary>Claims the frames that hold a range of addresses.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.IsRam"/>; <see cref="MemoryError.InUse"/>: a part of it is claimed;
    /// <see cref="MemoryError.BadSize"/>: nothing, or beyond what addresses there are
    /// </exception>
    /// <exception cref="OutOfMemoryException">There are too many claims.</exception>
    public static DeviceFrames Claim(PhysicalAddress address, ulong bytes, MemoryOwner owner)
    {
        MemoryException.ThrowIf(TryClaim(address, bytes, owner, out DeviceFrames frames),
            $"{bytes} bytes of device memory at {address}");
        return frames;
    }

    /// <summary>As <see cref="Claim"/>, without throwing.</summary>
    public static MemoryError TryClaim(PhysicalAddress address, ulong bytes, MemoryOwner owner, out DeviceFrames frames)
    {
        frames = default;
        if (bytes == 0 || bytes > (1UL << PhysicalAddress.Bits) - address.Value)
        {
            return MemoryError.BadSize;
        }

        Frame first = address.Frame;
        ulong count = ((address.Value + bytes - 1) >> Frame.ByteShift) - first.Number + 1;
        ulong inTable = first.Number < FrameAllocator.FrameCount
            ? Math.Min(count, FrameAllocator.FrameCount - first.Number) : 0;
        if (FrameAllocator.HasRam(first, inTable))
        {
            return MemoryError.IsRam;
        }

        MemoryError error = DeviceClaims.Enter(first, count, owner, out uint index, out uint proof);
        if (error == MemoryError.None)
        {
            frames = new DeviceFrames(index, proof, first, count);
        }

        return error;
    }

    /// <summary>Gives the claim up. Nothing happens if this value does not hold it any more.</summary>
    public void Dispose()
    {
        if (Count != 0)
        {
            DeviceClaims.Leave(_index, _proof, First.Number, Count);
        }
    }

    /// <summary>The same, claimed by another owner. It is held.</summary>
    [ConsumesThis]
    public DeviceFrames MoveTo(MemoryOwner owner) => new(_index, DeviceClaims.Move(_index, owner), First, Count);

    public override string ToString() => Count == 0 ? "no device frames" : $"{Count} device frames from {First.Start}";
}
