namespace Theseus.Memory;

/// <summary>A physical frame: 4 KiB of physical addresses, aligned.</summary>
[method: NeverThrows]
public readonly struct Frame(ulong number)
{
    /// <summary>Bytes of a frame, and of a small page.</summary>
    public const uint Bytes = 4096;

    /// <summary>Its logarithm.</summary>
    public const int ByteShift = 12;

    /// <summary>Its physical address in units of <see cref="Bytes"/>.</summary>
    public ulong Number { get; } = number;

    /// <summary>Its first byte.</summary>
    public PhysicalAddress Start => new(Number << ByteShift);

    public static Frame operator +(Frame frame, ulong count) => new(frame.Number + count);

    public static bool operator ==(Frame left, Frame right) => left.Number == right.Number;

    public static bool operator !=(Frame left, Frame right) => left.Number != right.Number;

    public static bool operator <(Frame left, Frame right) => left.Number < right.Number;

    public static bool operator >(Frame left, Frame right) => left.Number > right.Number;

    public override bool Equals(object? other) => other is Frame frame && frame == this;

    public override int GetHashCode() => Number.GetHashCode();

    // not Start: a number that is no address must not end the kernel here;
    public override string ToString() => $"frame 0x{Number << ByteShift:x}";
}
