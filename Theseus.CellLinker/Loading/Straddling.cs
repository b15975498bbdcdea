using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>The pass for the few fields that lie on two pages: a page gets its part of each.</summary>
[NoAllocation]
internal static class Straddling
{
    /// <summary>Writes the parts that lie on one page of a cell.</summary>
    /// <param name="cell">The cell; it is open, or resident.</param>
    /// <param name="page">Number of the page.</param>
    /// <param name="bytes">The page, to be written.</param>
    /// <param name="failed">After an error: the import's number.</param>
    public static CellError Run(CellNumber cell, uint page, Span<byte> bytes, out uint failed)
    {
        CheckedCell file = CellTable.At(cell).Checked;
        ulong start = CellTable.At(cell).Base.Value;
        ReadOnlySpan<WideRelocation> relocations = file.View.WideRelocationsOf(page);
        failed = 0;
        for (int i = 0; i < relocations.Length; i++)
        {
            WideRelocation relocation = relocations[i];
            ulong target = start + relocation.Target.CellOffset;
            if (relocation.IsImport)
            {
                failed = relocation.Target.ImportIndex;
                CellError error = Resolving.Find(cell, file, failed, out target);
                if (error != CellError.None)
                {
                    return error;
                }

                target += (ulong)relocation.Target.Addend;
            }

            if (!PageRelocator.TryWritePart(relocation, bytes, page, start, target))
            {
                return CellError.ValueOutOfRange;
            }
        }

        return CellError.None;
    }
}
