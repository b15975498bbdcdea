using System.Runtime.InteropServices;

namespace Theseus.CellLinker.Format;

/// <summary>How a relocation's value is made: S the target's address, A the addend, P the field's own address.</summary>
public enum CellRelocationType : byte
{
    /// <summary>S + A, 64 bits.</summary>
    Absolute64 = 1,
    /// <summary>S + A - P, signed 32 bits.</summary>
    Relative32 = 2,
    /// <summary>S + A - P, 64 bits.</summary>
    Relative64 = 3,
    /// <summary>S + A, 32 bits that are sign-extended: cells lie in the top 2 GiB of addresses.</summary>
    Absolute32 = 4,
}

/// <summary>A field whose value depends on where cells lie. Its bytes in the page image are zero, or without meaning.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CellRelocation(short offset, CellRelocationType type, sbyte addend, uint target)
{
    /// <summary><see cref="Target"/>: set if the rest is the index of an import.</summary>
    public const uint IsImport = 0x8000_0000;

    /// <summary>
    /// Bytes from the page's start to the field, -7 to 4095. A field that straddles two pages has a relocation on
    /// each, with a negative offset on the second.
    /// </summary>
    public readonly short Offset = offset;

    public readonly CellRelocationType Type = type;

    /// <summary>A; what does not fit is in the target.</summary>
    public readonly sbyte Addend = addend;

    /// <summary>S: a cell offset, or with <see cref="IsImport"/> an import.</summary>
    public readonly uint Target = target;

    /// <summary>Bytes of the field.</summary>
    public readonly int FieldBytes => Type is CellRelocationType.Absolute64 or CellRelocationType.Relative64 ? 8 : 4;
}
