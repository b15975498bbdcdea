using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>A cell on its way into a file.</summary>
public sealed class Cell(string name)
{
    /// <summary>Names of the cells that no assembly stands for.</summary>
    public const string World = "world", Library = "musl", NanoCore = "nano-core";

    public string Name { get; } = name;

    /// <summary>By offset, once the cell is laid out.</summary>
    public List<Piece> Pieces { get; } = [];

    public CellSegment[] Segments { get; } = new CellSegment[4];

    /// <summary>Address of the base of a cell that is linked into the boot image; else 0.</summary>
    public ulong LinkedBase { get; init; }

    /// <summary>An evolution brings it: see <see cref="CellHeader.ByPlace"/>.</summary>
    public bool IsByPlace { get; init; }

    public bool IsResident => LinkedBase != 0;

    public uint MemoryBytes => Segments[3].Offset + Segments[3].PagedBytes;
}
