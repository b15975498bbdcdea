using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// How a relocation's value is made: S the target's address, A the addend, P the field's own address.
/// </summary>
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

/// <summary>
/// A field whose value depends on where cells lie, in 16 bits: bits 0 to 11 are the bytes from the page's start to the
/// field, 12 to 14 the type, bit 15 tells an import from a place in the cell itself. Which import or place it is
/// stands in the field, see <see cref="CellField"/>. Such a field does not straddle two pages: the cutter moves
/// sections until none does, and where that cannot be there is a <see cref="WideRelocation"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct CellRelocation(int offset, CellRelocationType type, bool isImport)
{
    private const int OffsetMask = CellHeader.PageBytes - 1;
    private const int TypeShift = 12, TypeMask = 7;
    private const int ImportFlag = 0x8000;

    private readonly ushort _bits = (ushort)((offset & OffsetMask) | ((int)type << TypeShift)
        | (isImport ? ImportFlag : 0));

    public readonly int Offset => _bits & OffsetMask;

    public readonly CellRelocationType Type => (CellRelocationType)((_bits >> TypeShift) & TypeMask);

    /// <summary>The field holds an import; else a place in the cell.</summary>
    public readonly bool IsImport => _bits >= ImportFlag;

    /// <summary>Bytes of the field.</summary>
    public readonly int FieldBytes => BytesOf(Type);

    public static int BytesOf(CellRelocationType type) =>
        type is CellRelocationType.Absolute64 or CellRelocationType.Relative64 ? 8 : 4;
}
