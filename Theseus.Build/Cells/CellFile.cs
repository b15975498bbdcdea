using System.Runtime.InteropServices;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>Puts a cell's parts together in the order that <see cref="CellHeader"/> describes.</summary>
public sealed class CellFile
{
    private readonly TableFile _file = new(CellHeader.Bytes);
    private CellHeader _header;

    private CellFile()
    {
    }

    /// <summary>What a cell file is made of.</summary>
    public sealed record Parts
    {
        public required Cell Cell { get; init; }
        public Hash128 World { get; init; }
        public Hash128 Content { get; init; }
        public required CellContents Contents { get; init; }
        public required CellSection[] Sections { get; init; }
        public CellSymbol[] Symbols { get; init; } = [];
        public required CellFunction[] Functions { get; init; }
        public required byte[] Cfi { get; init; }
        public required CellUnboxTarget[] UnboxTargets { get; init; }
        public required CellKillGap[] KillGaps { get; init; }
        public required uint[] Roots { get; init; }
        public (AppEntry Entry, uint Offset)? App { get; init; }
    }

    /// <summary>What of a cell that is laid out follows from its pieces.</summary>
    /// <param name="pieces">All of the world.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="nanoCore">See <see cref="ImportTable"/>.</param>
    /// <param name="unboxing">Of the world.</param>
    /// <param name="functions">Of the world.</param>
    /// <param name="import">See <see cref="CellContents.Make"/>.</param>
    public static Parts PartsOf(PieceGraph pieces, Cell cell, Cell nanoCore, UnboxTargets unboxing,
        CellFunctions functions, Func<Piece, Place, ulong> import)
    {
        IReadOnlyList<(Piece Stub, long Offset, Reference Target)> stubs = unboxing.Of(cell);
        CellContents contents = CellContents.Make(
            pieces, cell, nanoCore, stubs.Select(s => s.Target).Where(t => t.Target!.Cell != cell), import);
        (CellFunction[] table, byte[] cfi, _) = functions.Of(cell);
        return new Parts
        {
            Cell = cell, Contents = contents, Functions = table, Cfi = cfi, KillGaps = functions.GapsOf(cell),
            Sections = [
                .. cell.Pieces.Select(p => new CellSection(p.Offset, (uint)p.Size, CellLayout.AlignLog2(p)))],
            UnboxTargets = [
                .. stubs.Select(s => new CellUnboxTarget((uint)(s.Stub.Offset + s.Offset), contents.TargetOf(s.Target)))
                .OrderBy(t => t.Stub)],
            Roots = [.. cell.Pieces.Where(p => p.IsRoot).Select(p => p.Offset + FrozenObjects.HeaderBytes).Order()],
        };
    }

    public static byte[] Make(Parts parts)
    {
        CellFile file = new();
        file.WriteTables(parts);
        file.WriteImage(parts);
        return file.Finish();
    }

    /// <summary>
    /// They are at the begin of the zeroed data, one behind the other. Those that are no zeroes lead to objects that
    /// the build has made, and never change.
    /// </summary>
    private static uint TypeNoteBytes(Cell cell)
    {
        uint start = cell.Segments[(int)CellSegmentKind.Zero].Offset;
        uint end = start;
        foreach (Piece note in cell.Pieces.Where(p => p.IsTypeNote && p.Kind == CellSegmentKind.Zero))
        {
            if (cell.IsResident || note.Offset != end)
            {
                throw new LinkException(LinkError.BadTypeNotes,
                    $"{note.Name}: what the runtime notes of a type is not where that of all types of {cell.Name} is");
            }

            end += (uint)note.Size;
        }

        return end - start;
    }

    private void WriteTables(Parts parts)
    {
        (Cell cell, CellContents contents) = (parts.Cell, parts.Contents);
        _header = new CellHeader
        {
            Magic = CellHeader.ExpectedMagic, FormatVersion = CellHeader.CurrentVersion, HeaderBytes = CellHeader.Bytes,
            WorldIdentity = parts.World, ContentHash = parts.Content,
            Flags = cell.IsResident ? CellHeader.Resident : cell.IsByPlace ? CellHeader.ByPlace : 0,
            LinkedBase = cell.LinkedBase, MemoryBytes = cell.MemoryBytes,
            Name = _file.Text(cell.Name), TypeNoteBytes = TypeNoteBytes(cell),
        };
        CellDependency[] dependencies = [
            .. contents.Imports.Dependencies.Select(d => new CellDependency(_file.Text(d.Cell.Name), d.FirstImport))];
        _header.Segments = _file.Write(cell.Segments); // written again when the place of the images is known
        _header.Sections = _file.Write(parts.Sections);
        _header.Symbols = _file.Write(parts.Symbols);
        _header.Dependencies = _file.Write(dependencies);
        _header.Imports = _file.Write(contents.Imports.Entries);
        _header.PageRelocations = _file.Write(contents.PageRelocations);
        _header.Relocations = _file.Write(contents.Relocations);
        _header.WideRelocations = _file.Write(contents.WideRelocations);
        _header.PageCrcs = _file.Write(PageCrcs(contents.Image));
        _header.Functions = _file.Write(parts.Functions);
        _header.Cfi = _file.Write(parts.Cfi);
        _header.UnboxTargets = _file.Write(parts.UnboxTargets);
        _header.KillGaps = _file.Write(parts.KillGaps);
        _header.Roots = _file.Write(parts.Roots);
        if (parts.App is var (entry, offset))
        {
            uint flags = (entry.TakesArguments ? CellApp.TakesArguments : 0)
                | (entry.ReturnsStatus ? CellApp.ReturnsStatus : 0);
            _header.App = _file.Write<CellApp>([new CellApp(offset, flags, _file.Text(entry.Name))]);
        }

        _header.Strings = _file.Write(_file.Strings);
    }

    private static uint[] PageCrcs(byte[] image)
    {
        uint[] crcs = new uint[image.Length / CellHeader.PageBytes];
        for (int i = 0; i < crcs.Length; i++)
        {
            crcs[i] = Crc32C.Of(image.AsSpan(i * CellHeader.PageBytes, CellHeader.PageBytes));
        }

        return crcs;
    }

    private void WriteImage(Parts parts)
    {
        _file.Pad(parts.Contents.Image.Length > 0 ? CellHeader.PageBytes : TableFile.TableAlign);
        uint at = _file.Length;
        foreach (ref CellSegment segment in parts.Cell.Segments.AsSpan())
        {
            segment.FileBytes = parts.Cell.IsResident || segment.Kind == CellSegmentKind.Zero ? 0 : segment.PagedBytes;
            segment.FileOffset = segment.FileBytes > 0
                || segment.Kind == CellSegmentKind.Text && !parts.Cell.IsResident ? at : 0;
            at += segment.FileBytes;
        }

        _file.Append(parts.Contents.Image);
        _file.Rewrite<CellSegment>(_header.Segments, parts.Cell.Segments);
    }

    private byte[] Finish()
    {
        _file.Pad(TableFile.TableAlign);
        _header.FileBytes = _file.Length;
        byte[] bytes = _file.ToArray();
        MemoryMarshal.Write(bytes, in _header);
        Span<byte> tables = bytes.AsSpan(CellHeader.Bytes..(int)CellValidator.TablesEnd(new CellView(bytes)));
        _header.TablesCrc = Crc32C.Of(tables);
        MemoryMarshal.Write(bytes, in _header);
        _header.HeaderCrc = CellValidator.HeaderCrc(bytes);
        MemoryMarshal.Write(bytes, in _header);
        return bytes;
    }
}
