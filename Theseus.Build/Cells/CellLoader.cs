using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>Loads pages of cells on the host, by the steps of the kernel's loader.</summary>
public static class CellLoader
{
    /// <summary>Brings a page to what it must hold.</summary>
    /// <param name="cell">A cell that <see cref="CellValidator"/> has passed.</param>
    /// <param name="page">Number of the page from the cell's base.</param>
    /// <param name="target">4096 bytes to fill. After an error they hold anything.</param>
    /// <param name="cellBase">Address of the cell.</param>
    /// <param name="imports">Address of each import; 0 where it is not bound.</param>
    /// <param name="failed">After an error: the relocation of the page that failed.</param>
    public static CellError Load(
        CellView cell, uint page, Span<byte> target, ulong cellBase, ReadOnlySpan<ulong> imports, out uint failed)
    {
        failed = 0;
        if (PageRelocator.Copy(cell, page, target) is not CellError.None and var error)
        {
            return error;
        }

        ReadOnlySpan<CellRelocation> relocations = cell.RelocationsOf(page);
        ulong[] targets = new ulong[relocations.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            failed = (uint)i;
            if (!TryResolve(cell, relocations[i].IsImport, PageRelocator.FieldAt(target, relocations[i].Offset),
                cellBase, imports, out targets[i]))
            {
                return CellError.RelocationOutOfRange;
            }
        }

        error = PageRelocator.Apply(relocations, target, cellBase + (page * (ulong)CellHeader.PageBytes), targets,
            out failed);
        return error == CellError.None ? Straddle(cell, page, target, cellBase, imports) : error;
    }

    /// <summary>Writes the parts of fields that lie on two pages, or of a resident cell's fields.</summary>
    public static CellError Straddle(CellView cell, uint page, Span<byte> target, ulong cellBase,
        ReadOnlySpan<ulong> imports)
    {
        foreach (WideRelocation relocation in cell.WideRelocationsOf(page))
        {
            if (!TryResolve(cell, relocation.IsImport, relocation.Target, cellBase, imports, out ulong address))
            {
                return CellError.RelocationOutOfRange;
            }

            if (address == 0)
            {
                return CellError.ImportUnbound;
            }

            if (!PageRelocator.TryWritePart(relocation, target, page, cellBase, address))
            {
                return CellError.ValueOutOfRange;
            }
        }

        return CellError.None;
    }

    /// <param name="address">0 if it is an import that is not bound.</param>
    private static bool TryResolve(
        CellView cell, bool isImport, CellField field, ulong cellBase, ReadOnlySpan<ulong> imports, out ulong address)
    {
        address = 0;
        if (isImport ? field.ImportIndex >= (uint)imports.Length : field.CellOffset > cell.Header.MemoryBytes)
        {
            return false;
        }

        address = !isImport ? cellBase + field.CellOffset
            : imports[(int)field.ImportIndex] is not 0 and var place ? place + (ulong)field.Addend : 0;
        return true;
    }
}
