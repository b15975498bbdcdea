using System.Globalization;

namespace Theseus.Build.Cells;

/// <summary>
/// How a cell names a place in another: a symbol of that cell, and an addend that a field has room for.
/// </summary>
/// <param name="Symbol">Mangled name; where the addend has no room, with the sign and the distance behind it.</param>
/// <param name="Offset">Where the symbol is, bytes from the piece's start.</param>
/// <param name="Addend">Bytes from the symbol to the place.</param>
public readonly record struct Place(string Symbol, long Offset, sbyte Addend)
{
    /// <summary>The place that a field refers to.</summary>
    public static Place OfField(Reference reference) => Of(reference, sbyte.MinValue, sbyte.MaxValue);

    /// <summary>The place itself, for tables that have no addends.</summary>
    public static Place Exactly(Reference reference) => Of(reference, 0, 0);

    /// <summary>A local symbol goes by its piece's own name.</summary>
    private static Place Of(Reference reference, long least, long most)
    {
        (string name, long at) = reference.Symbol is { } symbol ? (symbol, reference.TargetOffset)
            : (reference.Target!.Name, reference.Target.NameOffset);
        long addend = reference.TargetOffset + reference.Addend - at;
        return addend >= least && addend <= most ? new Place(name, at, (sbyte)addend)
            : new Place(name + addend.ToString("+0;-0", CultureInfo.InvariantCulture), at + addend, 0);
    }
}
