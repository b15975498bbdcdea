using System.Buffers.Binary;
using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.CellLinker.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// The bytes of a cell's pages and the relocations that are left: references within the cell that are relative are
/// final, all others become relocations, by page.
/// </summary>
public sealed class CellContents
{
    private readonly PieceGraph _pieces;
    private readonly Cell _cell;
    private readonly List<(uint At, Reference Reference, Piece Piece)> _fields = [];

    private CellContents(PieceGraph pieces, Cell cell, Cell nanoCore) =>
        (_pieces, _cell, Imports) = (pieces, cell, new ImportTable(nanoCore));

    /// <summary>Pages of text, constants and data.</summary>
    public byte[] Image { get; private set; } = [];
    public ImportTable Imports { get; }
    public uint[] PageRelocations { get; private set; } = [];
    public CellRelocation[] Relocations { get; private set; } = [];

    /// <param name="pieces">All of the world.</param>
    /// <param name="cell">A cell whose pieces are placed.</param>
    /// <param name="nanoCore">See <see cref="ImportTable"/>.</param>
    /// <param name="unboxing">Targets of stubs that are in other cells.</param>
    /// <param name="symbols">Hashes of names.</param>
    /// <exception cref="LinkException">
    /// <see cref="LinkError.RelocationOutOfRange"/>, <see cref="LinkError.UnknownRelocation"/>
    /// </exception>
    public static CellContents Make(
        PieceGraph pieces, Cell cell, Cell nanoCore, IEnumerable<Reference> unboxing, SymbolHashes symbols)
    {
        var pass = new CellContents(pieces, cell, nanoCore);
        pass.Copy();
        pass._fields.Sort((a, b) => a.At.CompareTo(b.At));
        foreach (var (_, reference, piece) in pass._fields)
            pass.Import(reference, piece);
        foreach (var target in unboxing)
            pass.Imports.Add(target.Target!.Cell!, Whole(target).Symbol, Whole(target).Addend);
        pass.Imports.Seal(symbols.Of);
        pass.Divide();
        return pass;
    }

    private void Copy()
    {
        if (_cell.IsResident)
        {
            // Linked by the image's linker, but for what lies in other cells.
            foreach (var piece in _cell.Pieces)
            {
                foreach (var reference in _pieces.References(piece).Where(r => r.Target is { } target && target.Cell != _cell))
                    _fields.Add((piece.Offset + (uint)reference.Offset, reference, piece));
            }
            return;
        }
        var text = _cell.Segments[0];
        Image = new byte[_cell.Segments[3].Offset];
        Image.AsSpan((int)text.Offset, (int)text.PagedBytes).Fill(0xCC);
        foreach (var piece in _cell.Pieces)
        {
            var bytes = piece.Kind == CellSegmentKind.Zero ? [] : Image.AsSpan((int)piece.Offset, piece.Size);
            if (piece.Kind != CellSegmentKind.Zero)
                _pieces.Contents(piece).CopyTo(bytes);
            foreach (var reference in _pieces.References(piece))
            {
                if (reference.Target is null)
                    Absent(piece, reference, bytes);
                else if (reference.Target.Cell == _cell && Encoding(piece, reference) is CellRelocationType.Relative32 or CellRelocationType.Relative64)
                    Settle(piece, reference, bytes[reference.Offset..]);
                else
                    _fields.Add((piece.Offset + (uint)reference.Offset, reference, piece));
            }
        }
    }

    /// <summary>A reference to no piece: a table of the boot image, or an undefined weak symbol, which is address 0.</summary>
    private void Absent(Piece piece, Reference reference, Span<byte> bytes)
    {
        if (reference is not { Symbol: null, Type: RelocationType.Absolute64 })
            throw new LinkException(LinkError.UnknownRelocation, $"{reference.Type} at {piece.Name}+0x{reference.Offset:x} to {reference.Symbol ?? "nowhere"}, which no cell holds");
        BinaryPrimitives.WriteInt64LittleEndian(bytes[reference.Offset..], reference.Addend);
    }

    private void Settle(Piece piece, Reference reference, Span<byte> field)
    {
        var value = (long)reference.Target!.Offset + reference.TargetOffset + reference.Addend - (piece.Offset + reference.Offset);
        if (reference.Type == RelocationType.Pc64)
            BinaryPrimitives.WriteInt64LittleEndian(field, value);
        else if (value == (int)value)
            BinaryPrimitives.WriteInt32LittleEndian(field, (int)value);
        else
            throw new LinkException(LinkError.RelocationOutOfRange, $"{reference.Type} at {piece.Name}+0x{reference.Offset:x} to {reference.Target.Name}: {value}");
    }

    /// <exception cref="LinkException"><see cref="LinkError.UnknownRelocation"/></exception>
    public static CellRelocationType Encoding(Piece piece, Reference reference) => reference.Type switch
    {
        RelocationType.Absolute64 => CellRelocationType.Absolute64,
        RelocationType.Pc32 or RelocationType.Plt32 => CellRelocationType.Relative32,
        RelocationType.Pc64 => CellRelocationType.Relative64,
        RelocationType.Absolute32Signed => CellRelocationType.Absolute32,
        _ => throw new LinkException(LinkError.UnknownRelocation, $"{reference.Type} at {piece.Name}+0x{reference.Offset:x}"),
    };

    private static bool IsShort(long addend) => addend is >= sbyte.MinValue and <= sbyte.MaxValue;

    /// <summary>Name and addend by which another cell knows a place. A local symbol goes by its piece's own name.</summary>
    private (string Symbol, int Addend) Place(Reference reference)
    {
        var addend = IsShort(reference.Addend) ? 0 : reference.Addend;
        return reference.Symbol is { } symbol ? (symbol, checked((int)addend))
            : (reference.Target!.Name, checked((int)(addend + reference.TargetOffset - reference.Target.NameOffset)));
    }

    /// <summary>As it stands in a table: a cell offset or an import. Only the place counts, not the field.</summary>
    public uint TargetOf(Reference place)
    {
        var target = place.Target!;
        return target.Cell == _cell ? checked((uint)(target.Offset + place.TargetOffset + place.Addend))
            : Imports.TargetOf(target.Cell!, Whole(place).Symbol, Whole(place).Addend);
    }

    private static (string Symbol, int Addend) Whole(Reference place) => place.Symbol is { } symbol
        ? (symbol, checked((int)place.Addend))
        : (place.Target!.Name, checked((int)(place.Addend + place.TargetOffset - place.Target.NameOffset)));

    private void Import(Reference reference, Piece piece)
    {
        _ = Encoding(piece, reference);
        if (reference.Target!.Cell == _cell)
            return;
        var (symbol, addend) = Place(reference);
        Imports.Add(reference.Target.Cell!, symbol, addend);
    }

    private void Divide()
    {
        var pages = (int)(_cell.Segments[3].Offset / CellHeader.PageBytes);
        PageRelocations = new uint[pages + 1];
        var all = new List<CellRelocation>(_fields.Count);
        var page = 0;
        for (var i = 0; i < _fields.Count; i++)
        {
            var (at, reference, piece) = _fields[i];
            var relocation = Relocation(piece, reference, (int)(at % CellHeader.PageBytes));
            for (; page < at / CellHeader.PageBytes; page++)
                PageRelocations[page + 1] = (uint)all.Count;
            all.Add(relocation);
            if (relocation.Offset + relocation.FieldBytes <= CellHeader.PageBytes)
                continue;
            PageRelocations[++page] = (uint)all.Count;
            all.Add(Relocation(piece, reference, relocation.Offset - CellHeader.PageBytes));
        }
        for (; page < pages; page++)
            PageRelocations[page + 1] = (uint)all.Count;
        Relocations = [.. all];
    }

    private CellRelocation Relocation(Piece piece, Reference reference, int offset)
    {
        var type = Encoding(piece, reference);
        var shortAddend = (sbyte)(IsShort(reference.Addend) ? reference.Addend : 0);
        if (reference.Target!.Cell != _cell)
        {
            var (symbol, addend) = Place(reference);
            return new CellRelocation((short)offset, type, shortAddend, Imports.TargetOf(reference.Target.Cell!, symbol, addend));
        }
        var target = reference.Target.Offset + reference.TargetOffset + reference.Addend - shortAddend;
        if (target < 0 || target > _cell.MemoryBytes)
            throw new LinkException(LinkError.RelocationOutOfRange, $"{reference.Type} at {piece.Name}+0x{reference.Offset:x} to {reference.Target.Name}: {target} is not within 0 to {_cell.MemoryBytes}");
        return new CellRelocation((short)offset, type, shortAddend, (uint)target);
    }
}
