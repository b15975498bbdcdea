using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>A cell that an evolution brings, or one that the system has and the evolution changes or names.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct EvolutionCell(TextRange name, uint fileOffset, uint fileBytes)
{
    /// <summary>Between the name of the cell that a brought one belongs to and the number of the evolution.</summary>
    public const byte Separator = (byte)'~';

    /// <summary>
    /// In the package's strings. Of a cell that it brings: the name of the cell that it belongs to, a "~", and
    /// <see cref="EvolutionHeader.Generation"/> in decimal.
    /// </summary>
    public readonly TextRange Name = name;

    /// <summary>
    /// Where the file of a cell that it brings is, a multiple of 8; 0 of one that the system has. Files are in the
    /// order of their cells and do not overlap.
    /// </summary>
    public readonly uint FileOffset = fileOffset;

    /// <summary>Bytes of that file; 0 of one that the system has.</summary>
    public readonly uint FileBytes = fileBytes;

    /// <summary>The package brings it.</summary>
    public readonly bool IsBrought => FileBytes != 0;
}
