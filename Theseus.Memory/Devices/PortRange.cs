using System.Runtime.CompilerServices;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// I/O ports of one device with one owner: each access is one instruction, now. A copy of a value that was released is
/// stale, and using it is a <see cref="MemoryException"/>. The default value owns nothing.
/// </summary>
/// <remarks>Accesses are not inlined: a program is not stopped between the question whose the ports are and the
/// access.</remarks>
[Owned]
public readonly struct PortRange : IDisposable, IOwnedMemory
{
    private readonly uint _index;
    private readonly uint _proof;
    private readonly ushort _first;

    private PortRange(uint index, uint proof, ushort first, uint count) =>
        (_index, _proof, _first, Count) = (index, proof, first, count);

    /// <summary>How many ports there are; 0 if the value owns nothing.</summary>
    public uint Count { get; }

    /// <summary>True if this value still holds its ports.</summary>
    public bool IsHeld => Count != 0 && DeviceClaims.IsHolder(_index, _proof, DeviceClaims.FirstPort + _first, Count);

    /// <summary>Claims ports, which the caller has reason to give.</summary>
    internal static MemoryError TryClaim(ushort first, uint count, MemoryOwner owner, out PortRange ports)
    {
        MemoryError error = DeviceClaims.Enter(new Frame(DeviceClaims.FirstPort + first), count, owner, out uint index,
            out uint proof);
        ports = error == MemoryError.None ? new PortRange(index, proof, first, count) : default;
        return error;
    }

    /// <summary>Reads 8 bits.</summary>
    /// <param name="offset">Counted from the first port.</param>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/>,
    /// <see cref="MemoryError.OutOfRange"/></exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public byte Read8(uint offset) => Cpu.In8(Port(offset, 1));

    /// <summary>Reads 16 bits from two ports.</summary>
    /// <inheritdoc cref="Read8"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ushort Read16(uint offset) => Cpu.In16(Port(offset, 2));

    /// <summary>Reads 32 bits from four ports.</summary>
    /// <inheritdoc cref="Read8"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public uint Read32(uint offset) => Cpu.In32(Port(offset, 4));

    /// <summary>Writes 8 bits.</summary>
    /// <inheritdoc cref="Read8"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Write8(uint offset, byte value) => Cpu.Out8(Port(offset, 1), value);

    /// <summary>Writes 16 bits to two ports.</summary>
    /// <inheritdoc cref="Read8"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Write16(uint offset, ushort value) => Cpu.Out16(Port(offset, 2), value);

    /// <summary>Writes 32 bits to four ports.</summary>
    /// <inheritdoc cref="Read8"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Write32(uint offset, uint value) => Cpu.Out32(Port(offset, 4), value);

    /// <summary>Gives the ports up. Nothing happens if this value does not hold them any more.</summary>
    public void Dispose()
    {
        if (Count != 0)
        {
            DeviceClaims.Leave(_index, _proof, DeviceClaims.FirstPort + _first, Count);
        }
    }

    [ConsumesThis, MethodImpl(MethodImplOptions.NoInlining)]
    IOwnedMemory IOwnedMemory.MovedTo(MemoryOwner owner)
    {
        MemoryException.ThrowIf(IsHeld ? MemoryError.None : MemoryError.NotOwned, $"{this}");
        return new PortRange(_index, DeviceClaims.Move(_index, owner), _first, Count);
    }

    public override string ToString() => Count == 0 ? "no ports" : $"{Count} ports from 0x{_first:x}";

    private ushort Port(uint offset, uint bytes)
    {
        MemoryError error = !IsHeld ? MemoryError.NotOwned : offset >= Count || bytes > Count - offset
            ? MemoryError.OutOfRange : MemoryError.None;
        MemoryException.ThrowIf(error, $"{bytes} ports from number {offset} of {this}");
        return (ushort)(_first + offset);
    }
}
