using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>A field that refers to another cell.</summary>
/// <param name="Offset">Bytes from the page's start.</param>
/// <param name="Address">The symbol that it leads to; the addend, which of a relative field counts from elsewhere, is
/// left out.</param>
internal readonly record struct PageImport(uint Offset, ulong Address);

/// <summary>Reads the references of one page to other cells from the cell's file.</summary>
internal static class PageImports
{
    /// <summary>All that lead somewhere.</summary>
    public static List<PageImport> Of(CellInfo cell, uint page)
    {
        List<PageImport> imports = [];
        CellView view = cell.View;
        ReadOnlySpan<byte> image = view.PageImage(page);
        foreach (CellRelocation relocation in view.RelocationsOf(page))
        {
            if (image.IsEmpty || !relocation.IsImport)
            {
                continue;
            }

            CellField field = PageRelocator.FieldAt(image, relocation.Offset);
            if (Resolving.Find(cell.Number, cell.Checked, field.ImportIndex, out ulong address) == CellError.None)
            {
                imports.Add(new PageImport((uint)relocation.Offset, address));
            }
        }

        // Those of the nano-core, and of fields that straddle two pages.
        foreach (WideRelocation relocation in view.WideRelocationsOf(page))
        {
            uint offset = relocation.Place - (page * CellHeader.PageBytes);
            if (offset < CellHeader.PageBytes && relocation.IsImport
                && Resolving.Find(cell.Number, cell.Checked, relocation.Target.ImportIndex, out ulong address)
                == CellError.None)
            {
                imports.Add(new PageImport(offset, address));
            }
        }

        return imports;
    }
}
