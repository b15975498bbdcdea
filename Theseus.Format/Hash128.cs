using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>A hash of 128 bits.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct Hash128(ulong high, ulong low)
{
    /// <summary>The lower half, first in the file.</summary>
    public readonly ulong Low = low;

    public readonly ulong High = high;

    public bool Is(Hash128 other) => Low == other.Low && High == other.High;

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
