using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// What a page image holds where a relocation's value will be, in the lower 32 bits of the field (the upper ones of a
/// field of 64 are 0). Of a place in the cell: S + A as a cell offset. Of an import: its index in bits 0 to 23, A as a
/// signed number in bits 24 to 31; an addend that does not fit makes the import another one, of a symbol at that
/// distance.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct CellField(uint bits)
{
    /// <summary>Indices of imports are smaller than this.</summary>
    public const uint ImportLimit = 1 << AddendShift;

    private const int AddendShift = 24;

    public readonly uint Bits = bits;

    public static CellField OfImport(uint index, sbyte addend) =>
        new((index & (ImportLimit - 1)) | ((uint)(byte)addend << AddendShift));

    /// <summary>Of a place in the cell.</summary>
    public readonly uint CellOffset => Bits;

    public readonly uint ImportIndex => Bits & (ImportLimit - 1);

    /// <summary>Of an import, in bytes.</summary>
    public readonly int Addend => (sbyte)(Bits >> AddendShift);
}
