namespace Theseus.Memory;

/// <summary>
/// An address as instructions use it. Not every value can be mapped: bits 47 to 63 must be equal (canonical form, Intel
/// SDM volume 1, section 3.3.7.1).
/// </summary>
[method: NeverThrows]
public readonly struct VirtualAddress(ulong value)
{
    /// <summary>The 64 bits.</summary>
    public ulong Value { get; } = value;

    /// <summary>True if a page table could map it.</summary>
    public bool IsCanonical => (ulong)((long)(Value << 16) >> 16) == Value;

    /// <summary>The page that holds this byte.</summary>
    public Page Page => new(Value >> Frame.ByteShift);

    /// <summary>Bytes from the start of its page.</summary>
    public uint PageOffset => (uint)Value & (Frame.Bytes - 1);

    public static VirtualAddress operator +(VirtualAddress address, ulong bytes) => new(address.Value + bytes);

    public static bool operator <(VirtualAddress left, VirtualAddress right) => left.Value < right.Value;

    public static bool operator >(VirtualAddress left, VirtualAddress right) => left.Value > right.Value;

    public override string ToString() => $"0x{Value:x16}";
}
