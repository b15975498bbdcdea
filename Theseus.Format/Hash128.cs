using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>A hash of 128 bits. Ordered as an unsigned number, <see cref="High"/> first.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct Hash128(ulong high, ulong low)
{
    /// <summary>The lower half, first in the file.</summary>
    public readonly ulong Low = low;

    public readonly ulong High = high;

    public bool Is(Hash128 other) => Low == other.Low && High == other.High;

    public bool IsBelow(Hash128 other) => High != other.High ? High < other.High : Low < other.Low;
}
