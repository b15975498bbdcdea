using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// One method or datum as ILC made it. Its kind is that of the segment it lies in. No two overlap; sections of
/// size 0 exist.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct CellSection(uint offset, uint size, int alignLog2) : ISorted<CellSection>
{
    /// <summary>Sections are smaller than this, in bytes.</summary>
    public const uint SizeLimit = 1 << 28;

    private const uint SizeMask = SizeLimit - 1;
    private const int AlignShift = 28;

    /// <summary>Cell offset.</summary>
    public readonly uint Offset = offset;

    private readonly uint _sizeAndAlign = (size & SizeMask) | ((uint)alignLog2 << AlignShift);

    /// <summary>Bytes.</summary>
    public readonly uint Size => _sizeAndAlign & SizeMask;

    /// <summary>The alignment is 1 shifted left by this, 12 (a page) at most.</summary>
    public readonly int AlignLog2 => (int)(_sizeAndAlign >> AlignShift);

    public readonly uint End => Offset + Size;

    static ulong ISorted<CellSection>.KeyOf(in CellSection entry) => entry.Offset;
}
