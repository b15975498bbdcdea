namespace Theseus.Memory;

/// <summary>A page: 4 KiB of virtual addresses, aligned, mapped or not. Larger pages count as many of these.</summary>
[method: NeverThrows]
public readonly struct Page(ulong number)
{
    /// <summary>
    /// Its address in units of <see cref="Frame.Bytes"/>; the sign extension's 16 bits are part of it.
    /// </summary>
    public ulong Number { get; } = number;

    /// <summary>Its first byte.</summary>
    public VirtualAddress Start => new(Number << Frame.ByteShift);

    public static Page operator +(Page page, ulong count) => new(page.Number + count);

    public static Page operator -(Page page, ulong count) => new(page.Number - count);

    public static bool operator ==(Page left, Page right) => left.Number == right.Number;

    public static bool operator !=(Page left, Page right) => left.Number != right.Number;

    public static bool operator <(Page left, Page right) => left.Number < right.Number;

    public static bool operator >(Page left, Page right) => left.Number > right.Number;

    public override bool Equals(object? other) => other is Page page && page == this;

    public override int GetHashCode() => Number.GetHashCode();

    public override string ToString() => $"page {Start}";
}
