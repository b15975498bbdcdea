
namespace Theseus.Format;

/// <summary>
/// Checks a cell file before anything in it is believed, in two steps. <see cref="CheckHeader"/> costs the same for
/// every file: header, CRC of the header, world, bounds of the tables, segments. <see cref="CheckTables"/> is linear
/// in the tables and wants to run once, before the cell is first used: CRC of the tables, then every entry. After
/// both, each index and offset in the tables leads to where this folder says. A page's own bytes are checked when it
/// is loaded. Neither step throws, reads outside the bytes, or allocates.
/// </summary>
[NoAllocation]
public static partial class CellValidator
{
    private const uint PageMask = CellHeader.PageBytes - 1;
    private const uint TableAlignMask = 7;
    private const int SegmentCount = 4;

    /// <summary>Both steps.</summary>
    public static bool Check(ReadOnlySpan<byte> bytes, Hash128 world, out CellFault fault) =>
        Check(bytes, world, out _, out fault);

    /// <summary>Both steps, with the proof that they were passed.</summary>
    public static bool Check(ReadOnlySpan<byte> bytes, Hash128 world, out CellProof proof, out CellFault fault)
    {
        proof = default;
        return CheckHeader(bytes, world, out fault) && CheckTables(new CellView(bytes), out proof, out fault);
    }

    /// <param name="bytes">The file; more bytes than it has do not matter.</param>
    /// <param name="world">The world that the cell must be of.</param>
    /// <param name="fault">Where the answer is false: what is wrong.</param>
    public static bool CheckHeader(ReadOnlySpan<byte> bytes, Hash128 world, out CellFault fault)
    {
        CellView cell = new(bytes);
        if (!cell.HasHeader)
        {
            return Fail(CellError.Truncated, CellPart.Header, 0, (uint)bytes.Length, CellHeader.Bytes, out fault);
        }

        ref readonly CellHeader header = ref cell.Header;
        if (header.Magic != CellHeader.ExpectedMagic)
        {
            return Fail(CellError.BadMagic, CellPart.Header, 0, header.Magic, CellHeader.ExpectedMagic, out fault);
        }

        if (header.FormatVersion != CellHeader.CurrentVersion || header.HeaderBytes != CellHeader.Bytes)
        {
            return Fail(CellError.WrongVersion, CellPart.Header, 0, header.FormatVersion, CellHeader.CurrentVersion,
                out fault);
        }

        uint crc = HeaderCrc(bytes);
        if (header.HeaderCrc != crc)
        {
            return Fail(CellError.BadHash, CellPart.Header, 0, header.HeaderCrc, crc, out fault);
        }

        if (header.FileBytes > (uint)bytes.Length)
        {
            return Fail(CellError.Truncated, CellPart.Header, 0, (uint)bytes.Length, header.FileBytes, out fault);
        }

        if (!header.WorldIdentity.Is(world))
        {
            return Fail(CellError.OtherWorld, CellPart.Header, 0, header.WorldIdentity.High, world.High, out fault);
        }

        if (header.Flags > CellHeader.ByPlace || (header.Flags != CellHeader.Resident && header.LinkedBase != 0))
        {
            return Fail(CellError.BadHeader, CellPart.Header, 0, header.Flags, CellHeader.ByPlace, out fault);
        }

        if (header.Flags == CellHeader.ByPlace && (header.Symbols.Count | header.App.Count) != 0)
        {
            return Fail(CellError.BadHeader, CellPart.Symbols, 0, header.Symbols.Count, 0, out fault);
        }

        if (header.MemoryBytes > CellHeader.MemoryLimit || (header.MemoryBytes & PageMask) != 0)
        {
            return Fail(CellError.BadHeader, CellPart.Header, 0, header.MemoryBytes, CellHeader.MemoryLimit, out fault);
        }

        // Each section has a byte of its own; the few that are empty find theirs in the gaps.
        if (header.Sections.Count > header.MemoryBytes)
        {
            return Fail(CellError.TooManySections, CellPart.Sections, 0, header.Sections.Count, header.MemoryBytes,
                out fault);
        }

        return CheckBounds(cell, out fault) && CheckSegments(cell, out fault);
    }

    /// <summary>
    /// True if header and tables still have the CRCs that they must: asked of a file that both steps have passed, by
    /// who needs to know whether they are what they were. Linear in the tables.
    /// </summary>
    internal static bool AreTablesWhole(CellView cell)
    {
        if (!cell.HasHeader || cell.Header.HeaderCrc != HeaderCrc(cell.Bytes))
        {
            return false;
        }

        uint end = TablesEnd(cell);
        return end >= CellHeader.Bytes && end <= (uint)cell.Bytes.Length
            && cell.Header.TablesCrc == Crc32C.Of(cell.Bytes[CellHeader.Bytes..(int)end]);
    }

    /// <summary>CRC of a header as its field says it must be. At least a header's bytes.</summary>
    public static uint HeaderCrc(ReadOnlySpan<byte> bytes)
    {
        const int after = CellHeader.HeaderCrcOffset + sizeof(uint);
        uint crc = Crc32C.Update(uint.MaxValue, bytes[..CellHeader.HeaderCrcOffset]);
        crc = Crc32C.Update(crc, [0, 0, 0, 0]);
        return ~Crc32C.Update(crc, bytes[after..CellHeader.Bytes]);
    }

    /// <summary>First byte after the tables that their CRC covers. Only for a file whose header has passed.</summary>
    public static uint TablesEnd(CellView cell)
    {
        ref readonly CellHeader header = ref cell.Header;
        if (header.PageCrcs.Count > 0)
        {
            return cell.Segments[0].FileOffset;
        }

        return (uint)header.FileBytes;
    }

    private static bool CheckBounds(CellView cell, out CellFault fault)
    {
        ref readonly CellHeader header = ref cell.Header;
        return Bounds<CellSegment>(cell, header.Segments, CellPart.Segments, out fault)
            && Bounds<CellSection>(cell, header.Sections, CellPart.Sections, out fault)
            && Bounds<CellSymbol>(cell, header.Symbols, CellPart.Symbols, out fault)
            && Bounds<CellDependency>(cell, header.Dependencies, CellPart.Dependencies, out fault)
            && Bounds<CellImport>(cell, header.Imports, CellPart.Imports, out fault)
            && Bounds<uint>(cell, header.PageRelocations, CellPart.PageRelocations, out fault)
            && Bounds<CellRelocation>(cell, header.Relocations, CellPart.Relocations, out fault)
            && Bounds<WideRelocation>(cell, header.WideRelocations, CellPart.WideRelocations, out fault)
            && Bounds<uint>(cell, header.PageCrcs, CellPart.PageCrcs, out fault)
            && Bounds<CellFunction>(cell, header.Functions, CellPart.Functions, out fault)
            && Bounds<byte>(cell, header.Cfi, CellPart.Cfi, out fault)
            && Bounds<CellUnboxTarget>(cell, header.UnboxTargets, CellPart.UnboxTargets, out fault)
            && Bounds<CellKillGap>(cell, header.KillGaps, CellPart.KillGaps, out fault)
            && Bounds<uint>(cell, header.Roots, CellPart.Roots, out fault)
            && Bounds<CellApp>(cell, header.App, CellPart.App, out fault)
            && Bounds<byte>(cell, header.Strings, CellPart.Strings, out fault);
    }

    private static bool Bounds<T>(CellView cell, TableRange range, CellPart part, out CellFault fault)
        where T : unmanaged
    {
        ReadOnlySpan<byte> file = cell.Bytes[..(int)cell.Header.FileBytes];
        if (range.Count == 0 && range.Offset == 0)
        {
            return Pass(out fault);
        }

        if (range.Offset < CellHeader.Bytes || (range.Offset & TableAlignMask) != 0)
        {
            return Fail(CellError.TableOutOfBounds, part, 0, range.Offset, CellHeader.Bytes, out fault);
        }

        return SpanView.TryGet<T>(file, range.Offset, range.Count, out _)
            ? Pass(out fault)
            : Fail(CellError.TableOutOfBounds, part, range.Count, range.Offset, (uint)file.Length, out fault);
    }

    private static bool Pass(out CellFault fault)
    {
        fault = default;
        return true;
    }

    private static bool Fail(CellError error, CellPart part, uint index, ulong value, ulong limit, out CellFault fault)
    {
        fault = new CellFault(error, part, index, value, limit);
        return false;
    }
}
