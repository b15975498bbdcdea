using System.Buffers.Binary;
using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// The bytes of a cell's pages and the relocations that are left: references within the cell that are relative are
/// final, all others become relocations, by page, and what they lead to is written into their fields.
/// </summary>
public sealed class CellContents
{
    private readonly PieceGraph _pieces;
    private readonly Cell _cell;
    private readonly List<(uint At, Reference Reference, Piece Piece)> _fields = [];

    private readonly Func<Piece, Place, ulong> _import;

    private CellContents(PieceGraph pieces, Cell cell, Cell nanoCore, Func<Piece, Place, ulong> import) =>
        (_pieces, _cell, _import, Imports) = (pieces, cell, import, new ImportTable(nanoCore));

    /// <summary>Pages of text, constants and data.</summary>
    public byte[] Image { get; private set; } = [];
    public ImportTable Imports { get; }
    public uint[] PageRelocations { get; private set; } = [];
    public CellRelocation[] Relocations { get; private set; } = [];
    public WideRelocation[] WideRelocations { get; private set; } = [];

    /// <param name="pieces">All of the world.</param>
    /// <param name="cell">A cell whose pieces are placed.</param>
    /// <param name="nanoCore">See <see cref="ImportTable"/>.</param>
    /// <param name="unboxing">Targets of stubs that are in other cells.</param>
    /// <param name="import">How the cell names a place in a piece of another cell.</param>
    /// <exception cref="LinkException">
    /// <see cref="LinkError.RelocationOutOfRange"/>, <see cref="LinkError.UnknownRelocation"/>
    /// </exception>
    public static CellContents Make(
        PieceGraph pieces, Cell cell, Cell nanoCore, IEnumerable<Reference> unboxing,
        Func<Piece, Place, ulong> import)
    {
        CellContents pass = new(pieces, cell, nanoCore, import);
        pass.Copy();
        pass._fields.Sort((a, b) => a.At.CompareTo(b.At));
        foreach ((_, Reference reference, _) in pass._fields.Where(f => f.Reference.Target!.Cell != cell))
        {
            pass.Imports.Add(reference.Target!.Cell!, import(reference.Target, Place.OfField(reference)));
        }

        foreach (Reference target in unboxing)
        {
            pass.Imports.Add(target.Target!.Cell!, import(target.Target, Place.Exactly(target)));
        }

        pass.Imports.Seal();
        pass.Divide();
        return pass;
    }

    private void Copy()
    {
        if (_cell.IsResident)
        {
            // Linked by the image's linker, but for what lies in other cells.
            foreach (Piece piece in _cell.Pieces)
            {
                foreach (Reference reference in _pieces.References(piece)
                    .Where(r => r.Target is { } target && target.Cell != _cell))
                {
                    _fields.Add((piece.Offset + (uint)reference.Offset, reference, piece));
                }
            }

            return;
        }

        CellSegment text = _cell.Segments[0];
        Image = new byte[_cell.Segments[3].Offset];
        Image.AsSpan((int)text.Offset, (int)text.PagedBytes).Fill(0xCC);
        foreach (Piece piece in _cell.Pieces)
        {
            Span<byte> bytes = piece.Kind == CellSegmentKind.Zero ? [] : Image.AsSpan((int)piece.Offset, piece.Size);
            if (piece.Kind != CellSegmentKind.Zero)
            {
                _pieces.Contents(piece).CopyTo(bytes);
            }

            foreach (Reference reference in _pieces.References(piece))
            {
                if (reference.Target is null)
                {
                    Absent(piece, reference, bytes);
                }
                else if (!IsRelocated(piece, reference))
                {
                    Settle(piece, reference, bytes[reference.Offset..]);
                }
                else
                {
                    _fields.Add((piece.Offset + (uint)reference.Offset, reference, piece));
                }
            }
        }
    }

    /// <summary>The field's value depends on where cells lie.</summary>
    public static bool IsRelocated(Piece piece, Reference reference) => reference.Target is { } target
        && (target.Cell != piece.Cell
        || Encoding(piece, reference) is CellRelocationType.Absolute64 or CellRelocationType.Absolute32);

    /// <summary>
    /// A reference to no piece: a table of the boot image, or an undefined weak symbol, which is address 0.
    /// </summary>
    private void Absent(Piece piece, Reference reference, Span<byte> bytes)
    {
        if (reference is not { Symbol: null, Type: RelocationType.Absolute64 })
        {
            throw new LinkException(LinkError.UnknownRelocation,
                $"{reference.Type} at {piece.Name}+0x{reference.Offset:x} to {reference.Symbol ?? "nowhere"}, which "
                    + $"no cell holds");
        }

        BinaryPrimitives.WriteInt64LittleEndian(bytes[reference.Offset..], reference.Addend);
    }

    private void Settle(Piece piece, Reference reference, Span<byte> field)
    {
        long value = (long)reference.Target!.Offset + reference.TargetOffset + reference.Addend
            - (piece.Offset + reference.Offset);
        if (reference.Type == RelocationType.Pc64)
        {
            BinaryPrimitives.WriteInt64LittleEndian(field, value);
        }
        else if (value == (int)value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(field, (int)value);
        }
        else
        {
            throw new LinkException(LinkError.RelocationOutOfRange,
                $"{reference.Type} at {piece.Name}+0x{reference.Offset:x} to {reference.Target.Name}: {value}");
        }
    }

    /// <exception cref="LinkException"><see cref="LinkError.UnknownRelocation"/></exception>
    public static CellRelocationType Encoding(Piece piece, Reference reference) => reference.Type switch
    {
        RelocationType.Absolute64 => CellRelocationType.Absolute64,
        RelocationType.Pc32 or RelocationType.Plt32 => CellRelocationType.Relative32,
        RelocationType.Pc64 => CellRelocationType.Relative64,
        RelocationType.Absolute32Signed => CellRelocationType.Absolute32,
        _ => throw new LinkException(LinkError.UnknownRelocation,
            $"{reference.Type} at {piece.Name}+0x{reference.Offset:x}"),
    };

    /// <summary>As it stands in the table of unboxing stubs: a cell offset or an import.</summary>
    public uint TargetOf(Reference place) => place.Target!.Cell == _cell
        ? checked((uint)(place.Target.Offset + place.TargetOffset + place.Addend))
        : CellUnboxTarget.IsImport | Imports.IndexOf(place.Target.Cell!, _import(place.Target, Place.Exactly(place)));

    private bool IsImport(Reference reference) => reference.Target!.Cell != _cell;

    private void Divide()
    {
        int pages = (int)(_cell.Segments[3].Offset / CellHeader.PageBytes);
        PageRelocations = _cell.IsResident ? [] : new uint[pages + 1];
        (List<CellRelocation> relocations, List<WideRelocation> wide) =
            (new List<CellRelocation>(_fields.Count), new List<WideRelocation>());
        foreach ((uint at, Reference reference, Piece piece) in _fields)
        {
            (CellRelocationType type, CellField target) = (Encoding(piece, reference), Field(piece, reference));
            if (_cell.IsResident || CellLayout.Straddles(at, CellRelocation.BytesOf(type)))
            {
                wide.Add(new WideRelocation(at, type, IsImport(reference), target));
                continue;
            }

            relocations.Add(new CellRelocation((int)(at % CellHeader.PageBytes), type, IsImport(reference)));
            PageRelocations[(at / CellHeader.PageBytes) + 1]++;
            Span<byte> field = Image.AsSpan((int)at, CellRelocation.BytesOf(type));
            field.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(field, target.Bits);
        }

        for (int page = 1; page < PageRelocations.Length; page++)
        {
            PageRelocations[page] += PageRelocations[page - 1];
        }

        (Relocations, WideRelocations) = ([.. relocations], [.. wide]);
    }

    private CellField Field(Piece piece, Reference reference)
    {
        if (IsImport(reference))
        {
            Place place = Place.OfField(reference);
            return CellField.OfImport(
                Imports.IndexOf(reference.Target!.Cell!, _import(reference.Target, place)), place.Addend);
        }

        long target = reference.Target!.Offset + reference.TargetOffset + reference.Addend;
        if (target < 0 || target > _cell.MemoryBytes)
        {
            throw new LinkException(LinkError.RelocationOutOfRange,
                $"{reference.Type} at {piece.Name}+0x{reference.Offset:x} to {reference.Target.Name}: {target} is "
                    + $"not within 0 to {_cell.MemoryBytes}");
        }

        return new CellField((uint)target);
    }
}
