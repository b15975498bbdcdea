using System.Buffers.Binary;

namespace Theseus.CellLinker.Format;

/// <summary>
/// Brings a page from its image to what it must hold where its cell lies. The one place where cells' relocations are
/// applied: the kernel's page fault, the build and the tests use it. NOALLOC.
/// </summary>
public static class PageRelocator
{
    private const int MostFieldBytes = 8;

    /// <summary>Copies a page's image, checks its CRC and relocates it.</summary>
    /// <param name="cell">A cell that <see cref="CellValidator"/> has passed.</param>
    /// <param name="page">Number of the page from the cell's base; one that has an image.</param>
    /// <param name="target">4096 bytes to fill. After an error they hold anything.</param>
    /// <param name="cellBase">Address of the cell.</param>
    /// <param name="imports">Address of each import, its addend included; 0 where it is not bound.</param>
    /// <param name="failed">Number of the relocation, counted in the cell, that failed.</param>
    public static CellError Load(
        CellView cell, uint page, Span<byte> target, ulong cellBase, ReadOnlySpan<ulong> imports, out uint failed)
    {
        failed = 0;
        ReadOnlySpan<byte> image = cell.PageImage(page);
        ReadOnlySpan<uint> crcs = cell.PageCrcs;
        if (image.IsEmpty || target.Length != CellHeader.PageBytes)
            return CellError.NoSuchPage;
        if (Crc32C.Of(image) != crcs[(int)page])
            return CellError.BadHash;
        image.CopyTo(target);
        CellError error = Apply(
            cell.RelocationsOf(page), target, cellBase + ((ulong)page * CellHeader.PageBytes), cellBase, imports, out failed);
        failed += error == CellError.None ? 0 : cell.PageRelocations[(int)page];
        return error;
    }

    /// <summary>Applies relocations of one page to its bytes.</summary>
    /// <param name="relocations">Those of the page.</param>
    /// <param name="page">The page's bytes; a part of a field that lies outside of them is left alone.</param>
    /// <param name="pageAddress">Where the page will be: P counts from it.</param>
    /// <param name="cellBase">Address of the cell: S of a target within the cell counts from it.</param>
    /// <param name="imports">Address of each import, its addend included; 0 where it is not bound.</param>
    /// <param name="failed">After an error: index of the relocation.</param>
    public static CellError Apply(
        ReadOnlySpan<CellRelocation> relocations, Span<byte> page, ulong pageAddress, ulong cellBase,
        ReadOnlySpan<ulong> imports, out uint failed)
    {
        Span<byte> field = stackalloc byte[MostFieldBytes];
        for (int i = 0; i < relocations.Length; i++)
        {
            CellRelocation relocation = relocations[i];
            failed = (uint)i;
            ulong S;
            if (relocation.Target < CellRelocation.IsImport)
                S = cellBase + relocation.Target;
            else if (relocation.Target - CellRelocation.IsImport < (uint)imports.Length)
                S = imports[(int)(relocation.Target - CellRelocation.IsImport)];
            else
                return CellError.RelocationOutOfRange;
            if (S == 0)
                return CellError.ImportUnbound;
            ulong P = pageAddress + (ulong)relocation.Offset;
            ulong value = S + (ulong)relocation.Addend;
            if (relocation.Type is CellRelocationType.Relative32 or CellRelocationType.Relative64)
                value -= P;
            int bytes = relocation.FieldBytes;
            if (bytes == 4 && (long)value != (int)value)
                return CellError.ValueOutOfRange;

            int from = relocation.Offset;
            if (from >= 0 && from <= page.Length - bytes)
            {
                if (bytes == 8)
                    BinaryPrimitives.WriteUInt64LittleEndian(page[from..], value);
                else
                    BinaryPrimitives.WriteUInt32LittleEndian(page[from..], (uint)value);
                continue;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(field, value);
            for (int b = 0; b < bytes; b++)
            {
                if ((uint)(from + b) < (uint)page.Length)
                    page[from + b] = field[b];
            }
        }

        failed = 0;
        return CellError.None;
    }
}
