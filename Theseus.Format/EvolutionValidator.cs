namespace Theseus.Format;

/// <summary>
/// Checks an evolution before anything in it is believed: all that can be checked without the system that it is for.
/// That it is for this one (<see cref="EvolutionHeader.World"/>, <see cref="EvolutionHeader.From"/>), that the cells
/// that it names are there, and that functions begin where it says that they have their homes, is for the kernel to
/// check. Linear in the package. It does not throw, read outside the bytes, or allocate.
/// </summary>
[NoAllocation]
public static class EvolutionValidator
{
    private const uint AlignMask = 7;

    /// <param name="bytes">The package; more bytes than it has do not matter.</param>
    /// <param name="error">Where the answer is false: what is wrong.</param>
    public static bool Check(ReadOnlySpan<byte> bytes, out EvolutionError error)
    {
        error = ErrorOf(new EvolutionView(bytes));
        return error == EvolutionError.None;
    }

    /// <summary>CRC of a header as its field says it must be. At least a header's bytes.</summary>
    public static uint HeaderCrc(ReadOnlySpan<byte> bytes)
    {
        const int after = EvolutionHeader.HeaderCrcOffset + sizeof(uint);
        uint crc = Crc32C.Update(uint.MaxValue, bytes[..EvolutionHeader.HeaderCrcOffset]);
        crc = Crc32C.Update(crc, [0, 0, 0, 0]);
        return ~Crc32C.Update(crc, bytes[after..EvolutionHeader.Bytes]);
    }

    private static EvolutionError ErrorOf(EvolutionView view)
    {
        EvolutionError error = HeaderErrorOf(view);
        error = error == EvolutionError.None ? CellsErrorOf(view) : error;
        error = error == EvolutionError.None ? FilesErrorOf(view) : error;
        return error == EvolutionError.None ? ChangesErrorOf(view) : error;
    }

    private static EvolutionError HeaderErrorOf(EvolutionView view)
    {
        if (!view.HasHeader)
        {
            return EvolutionError.Truncated;
        }

        ref readonly EvolutionHeader header = ref view.Header;
        if (header.Magic != EvolutionHeader.ExpectedMagic)
        {
            return EvolutionError.BadMagic;
        }

        if (header.FormatVersion != EvolutionHeader.CurrentVersion || header.HeaderBytes != EvolutionHeader.Bytes)
        {
            return EvolutionError.WrongVersion;
        }

        if (header.HeaderCrc != HeaderCrc(view.Bytes))
        {
            return EvolutionError.BadHash;
        }

        if (header.FileBytes > (uint)view.Bytes.Length)
        {
            return EvolutionError.Truncated;
        }

        // The first leads from the boot, and no other does; none leads to where it comes from.
        if (header.FileBytes < EvolutionHeader.Bytes || header.Reserved != 0 || header.Generation == 0
            || (header.Generation == 1) != header.From.Is(header.World) || header.To.Is(header.From))
        {
            return EvolutionError.BadHeader;
        }

        if (header.BodyCrc != Crc32C.Of(view.Bytes[EvolutionHeader.Bytes..(int)header.FileBytes]))
        {
            return EvolutionError.BadHash;
        }

        return IsWithin<EvolutionCell>(view, header.Cells) && IsWithin<EvolutionChange>(view, header.Changes)
            && IsWithin<byte>(view, header.Names) && IsWithin<byte>(view, header.Strings)
            ? EvolutionError.None : EvolutionError.TableOutOfBounds;
    }

    private static bool IsWithin<T>(EvolutionView view, TableRange range)
        where T : unmanaged
    {
        if (range.Count == 0 && range.Offset == 0)
        {
            return true;
        }

        return range.Offset >= EvolutionHeader.Bytes && (range.Offset & AlignMask) == 0
            && SpanView.TryGet<T>(view.Bytes[..(int)view.Header.FileBytes], range.Offset, range.Count, out _);
    }

    /// <summary>Names, their order, and where the files are.</summary>
    private static EvolutionError CellsErrorOf(EvolutionView view)
    {
        ReadOnlySpan<EvolutionCell> cells = view.Cells;
        ulong end = EvolutionHeader.Bytes;
        for (int i = 0; i < cells.Length; i++)
        {
            EvolutionCell cell = cells[i];
            ReadOnlySpan<byte> name = view.NameOf(cell);
            if (name.IsEmpty || IsOfGeneration(name, view.Header.Generation) != cell.IsBrought)
            {
                return EvolutionError.BadName;
            }

            if (i > 0 && view.NameOf(cells[i - 1]).SequenceCompareTo(name) >= 0)
            {
                return EvolutionError.BadCell;
            }

            if (!cell.IsBrought)
            {
                if (cell.FileOffset != 0)
                {
                    return EvolutionError.BadCell;
                }

                continue;
            }

            if (cell.FileOffset < end || (cell.FileOffset & AlignMask) != 0
                || (ulong)cell.FileOffset + cell.FileBytes > view.Header.FileBytes)
            {
                return EvolutionError.BadCell;
            }

            end = (ulong)cell.FileOffset + cell.FileBytes;
        }

        return EvolutionError.None;
    }

    /// <summary>A name that a cell has which an evolution of that number brings.</summary>
    private static bool IsOfGeneration(ReadOnlySpan<byte> name, uint generation)
    {
        int at = name.Length;
        do
        {
            if (at == 0 || name[--at] != (byte)('0' + (generation % 10)))
            {
                return false;
            }

            generation /= 10;
        }
        while (generation != 0);

        return at > 1 && name[at - 1] == EvolutionCell.Separator;
    }

    /// <summary>The cell files themselves.</summary>
    private static EvolutionError FilesErrorOf(EvolutionView view)
    {
        foreach (EvolutionCell cell in view.Cells)
        {
            if (!cell.IsBrought)
            {
                continue;
            }

            ReadOnlySpan<byte> bytes = view.FileOf(cell);
            if (!CellValidator.Check(bytes, view.Header.World, out _))
            {
                return EvolutionError.BadCell;
            }

            CellView file = new(bytes);
            if (file.Header.Flags != CellHeader.ByPlace || file.Header.FileBytes != cell.FileBytes
                || !file.Name.SequenceEqual(view.NameOf(cell)))
            {
                return EvolutionError.BadCell;
            }
        }

        return EvolutionError.None;
    }

    private static EvolutionError ChangesErrorOf(EvolutionView view)
    {
        ReadOnlySpan<EvolutionCell> cells = view.Cells;
        ReadOnlySpan<EvolutionChange> changes = view.Changes;
        for (int i = 0; i < changes.Length; i++)
        {
            EvolutionChange change = changes[i];
            if (change.Home >= (uint)cells.Length || cells[(int)change.Home].IsBrought
                || change.HomeOffset % EvolutionChange.HomeAlign != 0
                || (i > 0 && PlaceOf(changes[i - 1]) >= PlaceOf(change)) || !IsBody(view, change))
            {
                return EvolutionError.BadChange;
            }
        }

        return EvolutionError.None;
    }

    private static ulong PlaceOf(EvolutionChange change) => ((ulong)change.Home << 32) | change.HomeOffset;

    /// <summary>The body is at home, or the first byte of a function of a cell that the package brings.</summary>
    private static bool IsBody(EvolutionView view, EvolutionChange change)
    {
        if (change.Body == EvolutionChange.AtHome)
        {
            return change.BodyOffset == 0;
        }

        ReadOnlySpan<EvolutionCell> cells = view.Cells;
        if (change.Body >= (uint)cells.Length || !cells[(int)change.Body].IsBrought)
        {
            return false;
        }

        CellView body = new(view.FileOf(cells[(int)change.Body]));
        int function = body.FindFunction(change.BodyOffset);
        return function >= 0 && body.Functions[function].Start == change.BodyOffset
            && body.Functions[function].Kind == CellFunctionKind.Root;
    }
}
