using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory;

/// <summary>How accesses to a device's memory may be joined and delayed.</summary>
public enum DeviceCaching
{
    /// <summary>Every access reaches the device, in order: for registers.</summary>
    Uncached,

    /// <summary>Writes may be joined and delayed: for framebuffers.</summary>
    WriteCombining,
}

/// <summary>
/// A device's memory, mapped: registers are read and written one access at a time, each exactly once. Owns the claim
/// and the pages. Drivers get one from a <see cref="DeviceOffer"/>. The default value owns nothing.
/// </summary>
[Owned]
public readonly struct DevicePages : IDisposable, IOwnedMemory
{
    private readonly PageRange _range;
    private readonly DeviceFrames _frames;
    private readonly uint _skip;

    private DevicePages(PageRange range, [Moves] DeviceFrames frames, uint skip, ulong length) =>
        (_range, _frames, _skip, Length) = (range, frames, skip, length);

    /// <summary>Bytes that were asked for.</summary>
    public ulong Length { get; }

    /// <summary>The first byte that was asked for.</summary>
    public VirtualAddress Start => _range.First.Start + _skip;

    /// <summary>True if this value still holds its mapping.</summary>
    public bool IsHeld => Mappings.IsHeld(_range, PageState.Mapped) && _frames.IsHeld
        && Length <= (_frames.Count << Frame.ByteShift) - _skip;

    /// <summary>Claims and maps a range of physical addresses.</summary>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.IsRam"/>, <see cref="MemoryError.InUse"/>, <see cref="MemoryError.BadSize"/>
    /// </exception>
    /// <exception cref="OutOfMemoryException">No addresses, or no frames for page tables, are left.</exception>
    internal static DevicePages Map(PhysicalAddress address, ulong bytes, DeviceCaching caching, MemoryOwner owner)
    {
        MemoryException.ThrowIf(TryMap(address, bytes, caching, owner, out DevicePages pages),
            $"{bytes} bytes of device memory at {address}");
        return pages;
    }

    /// <summary>As <see cref="Map"/>, without throwing.</summary>
    internal static MemoryError TryMap(PhysicalAddress address, ulong bytes, DeviceCaching caching, MemoryOwner owner,
        out DevicePages pages)
    {
        pages = default;
        MemoryError error = DeviceFrames.TryClaim(address, bytes, owner, out DeviceFrames frames);
        if (error != MemoryError.None)
        {
            return error;
        }

        error = Mappings.TakePages(ref AddressWindows.Devices, frames.Count, 1, guarded: true, owner,
            out PageRange range);
        if (error != MemoryError.None)
        {
            frames.Dispose();
            return error;
        }

        PageAccess access = caching == DeviceCaching.Uncached ? PageAccess.Uncached : PageAccess.WriteCombining;
        error = Mappings.MapDevice(range, frames.First, access, out PageRange mapped);
        if (error != MemoryError.None)
        {
            Mappings.GivePages(range);
            frames.Dispose();
            return error;
        }

        pages = new DevicePages(mapped, frames, (uint)(address.Value & (Frame.Bytes - 1)), bytes);
        return MemoryError.None;
    }

    /// <summary>Reads a register of 8, 16, 32 or 64 bits: one access, now.</summary>
    /// <param name="offset">Bytes from <see cref="Start"/>.</param>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.OutOfRange"/>, <see cref="MemoryError.Misaligned"/>,
    /// <see cref="MemoryError.NotPlain"/>, <see cref="MemoryError.BadSize"/>
    /// </exception>
    public T Read<T>(ulong offset)
        where T : unmanaged => SizeOf<T>() switch
        {
            1 => As<byte, T>(Volatile.Read(ref Register<byte>(offset))),
            2 => As<ushort, T>(Volatile.Read(ref Register<ushort>(offset))),
            4 => As<uint, T>(Volatile.Read(ref Register<uint>(offset))),
            8 => As<ulong, T>(Volatile.Read(ref Register<ulong>(offset))),
            _ => throw new MemoryException(MemoryError.BadSize, $"a register of {SizeOf<T>()} bytes"),
        };

    /// <summary>Writes a register of 8, 16, 32 or 64 bits: one access, now.</summary>
    /// <param name="offset">Bytes from <see cref="Start"/>.</param>
    /// <param name="value">What is written.</param>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, <see cref="MemoryError.OutOfRange"/>, <see cref="MemoryError.Misaligned"/>,
    /// <see cref="MemoryError.NotPlain"/>, <see cref="MemoryError.BadSize"/>
    /// </exception>
    public void Write<T>(ulong offset, T value)
        where T : unmanaged
    {
        switch (SizeOf<T>())
        {
            case 1: Volatile.Write(ref Register<byte>(offset), As<T, byte>(value)); break;
            case 2: Volatile.Write(ref Register<ushort>(offset), As<T, ushort>(value)); break;
            case 4: Volatile.Write(ref Register<uint>(offset), As<T, uint>(value)); break;
            case 8: Volatile.Write(ref Register<ulong>(offset), As<T, ulong>(value)); break;
            default: throw new MemoryException(MemoryError.BadSize, $"a register of {SizeOf<T>()} bytes");
        }
    }

    /// <summary>
    /// Writes bytes in whatever steps are quickest, in any order: for memory such as a framebuffer's, where neither
    /// matters. Throws and allocates nothing.
    /// </summary>
    /// <returns><see cref="MemoryError.NotOwned"/> or <see cref="MemoryError.OutOfRange"/>; then nothing is
    /// written.</returns>
    [NeverThrows, NoAllocation, MethodImpl(MethodImplOptions.NoInlining)]
    public MemoryError TryWrite(ulong offset, ReadOnlySpan<byte> bytes)
    {
        if (!IsHeld)
        {
            return MemoryError.NotOwned;
        }

        if (offset > Length || (ulong)bytes.Length > Length - offset)
        {
            return MemoryError.OutOfRange;
        }

        // SAFETY: the bytes lie in the mapping, which is held, as was checked above.
        unsafe
        {
            bytes.CopyTo(new Span<byte>((void*)(Start.Value + offset), bytes.Length));
        }

        return MemoryError.None;
    }

    /// <summary>Ends the mapping and the claim. Nothing happens if this value does not hold them any more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Dispose()
    {
        if (Mappings.Unmap(_range, givesFrames: false) == MemoryError.None)
        {
            _frames.Dispose();
        }
    }

    [ConsumesThis, MethodImpl(MethodImplOptions.NoInlining)]
    IOwnedMemory IOwnedMemory.MovedTo(MemoryOwner owner)
    {
        PageRange moved = default;
        MemoryException.ThrowIf(
            IsHeld ? Mappings.Move(_range, PageState.Mapped, owner, out moved) : MemoryError.NotOwned,
            $"a device's {Length} bytes");
        return new DevicePages(moved, _frames.MoveTo(owner), _skip, Length);
    }

    /// <summary>Registers are numbers: see <see cref="PlainNumber"/>.</summary>
    private static int SizeOf<T>()
        where T : unmanaged
    {
        MemoryException.ThrowIf(PlainNumber.Is<T>() ? MemoryError.None
            : MemoryError.NotPlain, $"a register seen as {typeof(T).Name}");
        return (int)MappedPages<ReadWrite>.SizeOf<T>();
    }

    // SAFETY: callers have found both types to be numbers of one size, of which any bits are a value.
    private static unsafe TTo As<TFrom, TTo>(TFrom value)
        where TFrom : unmanaged
        where TTo : unmanaged => *(TTo*)&value;

    private ref T Register<T>(ulong offset)
        where T : unmanaged
    {
        uint bytes = (uint)SizeOf<T>();
        MemoryError error = !IsHeld ? MemoryError.NotOwned
            : offset > Length || bytes > Length - offset ? MemoryError.OutOfRange
            : ((Start.Value + offset) & (bytes - 1)) != 0 ? MemoryError.Misaligned
            : MemoryError.None;
        MemoryException.ThrowIf(error, $"a register of {bytes} bytes at byte {offset} of a device's {Length}");

        // SAFETY: the mapping was just found to be held, and the register to lie in it, aligned to its size.
        unsafe { return ref *(T*)(Start + offset).Value; }
    }
}
