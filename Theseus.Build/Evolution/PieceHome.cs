using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>What a running system has by one name: 28 bytes of a <see cref="WorldBook"/>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct PieceHome(
    ulong name, ulong content, uint offset, uint size, uint cell, CellSegmentKind kind, bool isFixed = false)
{
    private const int KindBits = 2;
    private const uint Fixed = 1 << KindBits;
    private const int CellShift = KindBits + 1;

    /// <summary><see cref="NameHash"/> of the piece's name.</summary>
    public readonly ulong Name = name;

    /// <summary>Hash of what it is now, wherever it lies (<see cref="PieceContents"/>).</summary>
    public readonly ulong Content = content;

    /// <summary>Where it was first: offset in the cell.</summary>
    public readonly uint Offset = offset;

    /// <summary>Bytes that it has there.</summary>
    public readonly uint Size = size;

    private readonly uint _cellAndKind = (cell << CellShift) | (isFixed ? Fixed : 0) | (uint)kind;

    /// <summary>Number of the cell, in the book.</summary>
    public int Cell => (int)(_cellAndKind >> CellShift);

    /// <summary>A function at whose home no jump can stand (<see cref="MethodEntry"/>).</summary>
    public bool IsFixed => (_cellAndKind & Fixed) != 0;

    public CellSegmentKind Kind => (CellSegmentKind)(_cellAndKind & ((1 << KindBits) - 1));
}
