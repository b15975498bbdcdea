using System.Runtime.InteropServices;
using System.Text;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>Puts a cell's parts together in the order that <see cref="CellHeader"/> describes.</summary>
public sealed class CellFile
{
    private const int TableAlign = 8;

    private readonly MemoryStream _file = new();
    private readonly MemoryStream _strings = new();
    private CellHeader _header;

    private CellFile() => _file.Write(new byte[CellHeader.Bytes]);

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
            Name = Text(cell.Name), TypeNoteBytes = TypeNoteBytes(cell),
        };
        CellDependency[] dependencies = [
            .. contents.Imports.Dependencies.Select(d => new CellDependency(Text(d.Cell.Name), d.FirstImport))];
        _header.Segments = Write(cell.Segments); // written again when the place of the images is known
        _header.Sections = Write(parts.Sections);
        _header.Symbols = Write(parts.Symbols);
        _header.Dependencies = Write(dependencies);
        _header.Imports = Write(contents.Imports.Entries);
        _header.PageRelocations = Write(contents.PageRelocations);
        _header.Relocations = Write(contents.Relocations);
        _header.WideRelocations = Write(contents.WideRelocations);
        _header.PageCrcs = Write(PageCrcs(contents.Image));
        _header.Functions = Write(parts.Functions);
        _header.Cfi = Write(parts.Cfi);
        _header.UnboxTargets = Write(parts.UnboxTargets);
        _header.KillGaps = Write(parts.KillGaps);
        _header.Roots = Write(parts.Roots);
        if (parts.App is var (entry, offset))
        {
            uint flags = (entry.TakesArguments ? CellApp.TakesArguments : 0)
                | (entry.ReturnsStatus ? CellApp.ReturnsStatus : 0);
            _header.App = Write<CellApp>([new CellApp(offset, flags, Text(entry.Name))]);
        }

        _header.Strings = Write(_strings.ToArray());
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
        Pad(parts.Contents.Image.Length > 0 ? CellHeader.PageBytes : TableAlign);
        uint at = (uint)_file.Length;
        foreach (ref CellSegment segment in parts.Cell.Segments.AsSpan())
        {
            segment.FileBytes = parts.Cell.IsResident || segment.Kind == CellSegmentKind.Zero ? 0 : segment.PagedBytes;
            segment.FileOffset = segment.FileBytes > 0
                || segment.Kind == CellSegmentKind.Text && !parts.Cell.IsResident ? at : 0;
            at += segment.FileBytes;
        }

        _file.Write(parts.Contents.Image);
        _file.Position = _header.Segments.Offset;
        _file.Write(MemoryMarshal.AsBytes(parts.Cell.Segments.AsSpan()));
        _file.Position = _file.Length;
    }

    private byte[] Finish()
    {
        Pad(TableAlign);
        _header.FileBytes = (ulong)_file.Length;
        byte[] bytes = _file.ToArray();
        MemoryMarshal.Write(bytes, in _header);
        Span<byte> tables = bytes.AsSpan(CellHeader.Bytes..(int)CellValidator.TablesEnd(new CellView(bytes)));
        _header.TablesCrc = Crc32C.Of(tables);
        MemoryMarshal.Write(bytes, in _header);
        _header.HeaderCrc = CellValidator.HeaderCrc(bytes);
        MemoryMarshal.Write(bytes, in _header);
        return bytes;
    }

    private TextRange Text(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        TextRange range = new((uint)_strings.Length, (uint)bytes.Length);
        _strings.Write(bytes);
        return range;
    }

    private TableRange Write<T>(T[] entries)
        where T : unmanaged
    {
        if (entries.Length == 0)
        {
            return default;
        }

        Pad(TableAlign);
        TableRange range = new((uint)_file.Length, (uint)entries.Length);
        _file.Write(MemoryMarshal.AsBytes(entries.AsSpan()));
        return range;
    }

    private void Pad(int align) =>
        _file.Write(new byte[(int)Layout.AlignUp((ulong)_file.Length, (ulong)align) - (int)_file.Length]);
}
