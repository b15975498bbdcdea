namespace Theseus.Format;

public static partial class CellValidator
{
    /// <summary>The second step, for a file whose header has passed.</summary>
    /// <param name="cell">The file.</param>
    /// <param name="proof">That it has passed, if it has; else one that proves nothing.</param>
    /// <param name="fault">Where the answer is false: what is wrong.</param>
    public static bool CheckTables(CellView cell, out CellProof proof, out CellFault fault)
    {
        bool holds = CheckTables(cell, out fault);
        proof = holds ? new CellProof(cell.Header) : default;
        return holds;
    }

    private static bool CheckTables(CellView cell, out CellFault fault)
    {
        ref readonly CellHeader header = ref cell.Header;
        uint end = TablesEnd(cell);
        if (end < CellHeader.Bytes || end > header.FileBytes)
        {
            return Fail(CellError.TableOutOfBounds, CellPart.Pages, 0, end, header.FileBytes, out fault);
        }

        uint crc = Crc32C.Of(cell.Bytes[CellHeader.Bytes..(int)end]);
        if (crc != header.TablesCrc)
        {
            return Fail(CellError.BadHash, CellPart.Header, 0, header.TablesCrc, crc, out fault);
        }

        return CheckNames(cell, out fault)
            && CheckSections(cell, out fault)
            && CheckSymbols(cell, out fault)
            && CheckImports(cell, out fault)
            && CheckRelocations(cell, out fault)
            && CheckWideRelocations(cell, out fault)
            && CheckFunctions(cell, out fault)
            && CheckUnboxTargets(cell, out fault)
            && CheckKillGaps(cell, out fault)
            && CheckRoots(cell, out fault);
    }

    private static bool CheckNames(CellView cell, out CellFault fault)
    {
        uint limit = cell.Header.Strings.Count;
        if (cell.Header.Name.Bytes == 0 || !IsWithin(cell.Header.Name, limit))
        {
            return Fail(CellError.BadName, CellPart.Header, 0, cell.Header.Name.Offset, limit, out fault);
        }

        ReadOnlySpan<CellDependency> dependencies = cell.Dependencies;
        for (int i = 0; i < dependencies.Length; i++)
        {
            TextRange name = dependencies[i].Name;
            if (name.Bytes == 0 || !IsWithin(name, limit))
            {
                return Fail(CellError.BadName, CellPart.Dependencies, (uint)i, name.Offset, limit, out fault);
            }
        }

        ReadOnlySpan<CellApp> app = cell.App;
        if (app.Length > 1)
        {
            return Fail(CellError.BadApp, CellPart.App, 0, (uint)app.Length, 1, out fault);
        }

        if (app.Length == 1 && (app[0].Name.Bytes == 0 || !IsWithin(app[0].Name, limit)))
        {
            return Fail(CellError.BadName, CellPart.App, 0, app[0].Name.Offset, limit, out fault);
        }

        if (app.Length == 1 && !IsCode(cell, app[0].Entry))
        {
            return Fail(CellError.BadApp, CellPart.App, 0, app[0].Entry, cell.Segments[0].MemoryBytes, out fault);
        }

        return Pass(out fault);
    }

    private static bool IsWithin(TextRange text, uint limit) => text.Offset <= limit
        && text.Bytes <= limit - text.Offset;

    /// <summary>Offset of a byte within the segment of that kind.</summary>
    private static bool IsIn(CellView cell, CellSegmentKind kind, uint offset)
    {
        CellSegment segment = cell.Segments[(int)kind];
        return offset >= segment.Offset && offset - segment.Offset < segment.MemoryBytes;
    }

    private static bool IsCode(CellView cell, uint offset) => IsIn(cell, CellSegmentKind.Text, offset);

    private static bool CheckSections(CellView cell, out CellFault fault)
    {
        const int mostAlign = 12;
        ReadOnlySpan<CellSection> sections = cell.Sections;
        ReadOnlySpan<CellSegment> segments = cell.Segments;
        uint end = 0;
        int segment = 0;
        for (int i = 0; i < sections.Length; i++)
        {
            CellSection section = sections[i];
            if (section.Offset < end)
            {
                return Fail(CellError.OverlappingSections, CellPart.Sections, (uint)i, section.Offset, end, out fault);
            }

            while (segment < SegmentCount - 1 && section.Offset >= segments[segment + 1].Offset)
            {
                segment++;
            }

            uint limit = segments[segment].Offset + segments[segment].MemoryBytes;
            if (section.Offset < segments[segment].Offset || section.Offset > limit
                || section.Size > limit - section.Offset)
            {
                return Fail(CellError.BadSection, CellPart.Sections, (uint)i, section.End, limit, out fault);
            }

            if (section.AlignLog2 > mostAlign || (section.Offset & ((1u << section.AlignLog2) - 1)) != 0)
            {
                return Fail(CellError.BadSection, CellPart.Sections, (uint)i, section.Offset, 1u << section.AlignLog2,
                    out fault);
            }

            end = section.End;
        }

        return Pass(out fault);
    }

    private static bool CheckSymbols(CellView cell, out CellFault fault)
    {
        ReadOnlySpan<CellSymbol> symbols = cell.Symbols;
        for (int i = 0; i < symbols.Length; i++)
        {
            if (i > 0 && symbols[i].Name <= symbols[i - 1].Name)
            {
                return Fail(CellError.BadSymbol, CellPart.Symbols, (uint)i, symbols[i].Name, symbols[i - 1].Name,
                    out fault);
            }

            if (symbols[i].Offset > cell.Header.MemoryBytes)
            {
                return Fail(CellError.BadSymbol, CellPart.Symbols, (uint)i, symbols[i].Offset, cell.Header.MemoryBytes,
                    out fault);
            }
        }

        return Pass(out fault);
    }

    // Imports and dependencies are numbered together where their addresses are kept.
    private const uint ImportsLimit = CellField.ImportLimit / 2;

    private static bool CheckImports(CellView cell, out CellFault fault)
    {
        // Imports and dependencies together: the loader numbers both in one sequence.
        uint imports = cell.Header.Imports.Count;
        ulong slots = (ulong)imports + cell.Header.Dependencies.Count;
        if (slots > ImportsLimit)
        {
            return Fail(CellError.BadImport, CellPart.Imports, 0, slots, ImportsLimit, out fault);
        }

        ReadOnlySpan<CellDependency> dependencies = cell.Dependencies;
        if (dependencies.IsEmpty && imports != 0)
        {
            return Fail(CellError.BadImport, CellPart.Dependencies, 0, 0, imports, out fault);
        }

        uint from = 0;
        for (int i = 0; i < dependencies.Length; i++)
        {
            uint first = dependencies[i].FirstImport;
            if (first < from || first > imports || (i == 0 && first != 0))
            {
                return Fail(CellError.BadImport, CellPart.Dependencies, (uint)i, first, i == 0 ? 0
                    : imports, out fault);
            }

            from = first;
        }

        return Pass(out fault);
    }
}
