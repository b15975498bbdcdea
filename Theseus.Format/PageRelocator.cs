using System.Buffers.Binary;

namespace Theseus.Format;

/// <summary>
/// Brings a page from its image to what it must hold where its cell lies. The one place where cells' relocations are
/// applied: the kernel's page fault, the build and the tests use it. Between the two steps its caller finds
/// the address that each field leads to.
/// </summary>
[NoAllocation]
public static class PageRelocator
{
    /// <summary>Relocations of a page at most: fields have 4 bytes and do not overlap.</summary>
    public const int MostOfPage = CellHeader.PageBytes / 4;

    /// <summary>Copies a page's image and checks its CRC.</summary>
    /// <param name="cell">A cell that <see cref="CellValidator"/> has passed.</param>
    /// <param name="page">Number of the page from the cell's base; one that has an image.</param>
    /// <param name="target">4096 bytes to fill. After an error they hold anything.</param>
    public static CellError Copy(CellView cell, uint page, Span<byte> target)
    {
        ReadOnlySpan<byte> image = cell.PageImage(page);
        if (image.IsEmpty || target.Length != CellHeader.PageBytes)
        {
            return CellError.NoSuchPage;
        }

        image.CopyTo(target);
        return Crc32C.Of(target) == cell.PageCrcs[(int)page] ? CellError.None : CellError.BadHash;
    }

    /// <summary>What a page image says about a relocation's target.</summary>
    public static CellField FieldAt(ReadOnlySpan<byte> page, int offset) =>
        new(BinaryPrimitives.ReadUInt32LittleEndian(page[offset..]));

    /// <summary>Applies relocations of one page to its bytes.</summary>
    /// <param name="relocations">Those of the page, checked.</param>
    /// <param name="page">The page's 4096 bytes.</param>
    /// <param name="pageAddress">Where the page will be: P counts from it.</param>
    /// <param name="targets">For each relocation the address that it leads to, S + A; 0 where that is not
    /// known.</param>
    /// <param name="failed">After an error: index of the relocation.</param>
    public static CellError Apply(
        ReadOnlySpan<CellRelocation> relocations, Span<byte> page, ulong pageAddress, ReadOnlySpan<ulong> targets,
        out uint failed)
    {
        targets = targets[..relocations.Length];
        for (int i = 0; i < relocations.Length; i++)
        {
            CellRelocation relocation = relocations[i];
            if (targets[i] == 0)
            {
                failed = (uint)i;
                return CellError.ImportUnbound;
            }

            if (!TryValue(relocation.Type, targets[i], pageAddress + (ulong)relocation.Offset, out ulong value))
            {
                failed = (uint)i;
                return CellError.ValueOutOfRange;
            }

            Span<byte> field = page[relocation.Offset..];
            if (relocation.FieldBytes == 8)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(field, value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)value);
            }
        }

        failed = 0;
        return CellError.None;
    }

    /// <summary>The value of a field. False if it does not fit.</summary>
    /// <param name="type">How it is made.</param>
    /// <param name="target">S + A.</param>
    /// <param name="place">P.</param>
    /// <param name="value">The lower <see cref="CellRelocation.BytesOf"/> bytes are the field's.</param>
    public static bool TryValue(CellRelocationType type, ulong target, ulong place, out ulong value)
    {
        value = type is CellRelocationType.Relative32 or CellRelocationType.Relative64 ? target - place : target;
        return CellRelocation.BytesOf(type) == 8 || (long)value == (int)value;
    }

    /// <summary>Writes that part of a field that lies on a page. False if the value does not fit the field.</summary>
    /// <param name="relocation">The field.</param>
    /// <param name="page">The page's bytes.</param>
    /// <param name="number">The page's number.</param>
    /// <param name="cellBase">Address of the cell.</param>
    /// <param name="target">S + A.</param>
    public static bool TryWritePart(WideRelocation relocation, Span<byte> page, uint number, ulong cellBase,
        ulong target)
    {
        if (!TryValue(relocation.Type, target, cellBase + relocation.Place, out ulong value))
        {
            return false;
        }

        uint start = number * CellHeader.PageBytes;
        for (uint at = relocation.Place; at < relocation.End; at++, value >>= 8)
        {
            if (at - start < (uint)page.Length)
            {
                page[(int)(at - start)] = (byte)value;
            }
        }

        return true;
    }
}
