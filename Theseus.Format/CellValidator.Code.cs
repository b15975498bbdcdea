using System.Buffers.Binary;

namespace Theseus.Format;

public static partial class CellValidator
{
    private static bool CheckRelocations(CellView cell, out CellFault fault)
    {
        ReadOnlySpan<uint> index = cell.PageRelocations;
        ReadOnlySpan<CellRelocation> relocations = cell.Relocations;
        if (index.IsEmpty)
        {
            return Pass(out fault); // the header of a resident cell: none
        }

        if (index[0] != 0 || index[^1] != (uint)relocations.Length)
        {
            return Fail(CellError.BadPageIndex, CellPart.PageRelocations, 0, index[^1], (uint)relocations.Length,
                out fault);
        }

        for (int page = 0; page + 1 < index.Length; page++)
        {
            if (index[page + 1] < index[page] || index[page + 1] > (uint)relocations.Length)
            {
                return Fail(CellError.BadPageIndex, CellPart.PageRelocations, (uint)page + 1, index[page + 1],
                    (uint)relocations.Length, out fault);
            }

            int free = 0;
            for (uint i = index[page]; i < index[page + 1]; i++)
            {
                CellRelocation relocation = relocations[(int)i];
                if (relocation.Type is < CellRelocationType.Absolute64 or > CellRelocationType.Absolute32)
                {
                    return Fail(CellError.RelocationOutOfRange, CellPart.Relocations, i, (byte)relocation.Type,
                        (byte)CellRelocationType.Absolute32, out fault);
                }

                if (relocation.Offset < free || relocation.Offset > CellHeader.PageBytes - relocation.FieldBytes)
                {
                    return Fail(CellError.RelocationOutOfRange, CellPart.Relocations, i, (uint)relocation.Offset,
                        CellHeader.PageBytes, out fault);
                }

                free = relocation.Offset + relocation.FieldBytes;
            }
        }

        return Pass(out fault);
    }

    private static bool CheckWideRelocations(CellView cell, out CellFault fault)
    {
        ReadOnlySpan<WideRelocation> relocations = cell.WideRelocations;
        uint free = cell.Segments[0].Offset, end = cell.Segments[SegmentCount - 1].Offset;
        for (int i = 0; i < relocations.Length; i++)
        {
            WideRelocation relocation = relocations[i];
            if (relocation.Place < free || relocation.End > end)
            {
                return Fail(CellError.RelocationOutOfRange, CellPart.WideRelocations, (uint)i, relocation.Place, end,
                    out fault);
            }

            free = relocation.End;
            uint target = relocation.IsImport ? relocation.Target.ImportIndex : relocation.Target.CellOffset;
            uint limit = relocation.IsImport ? cell.Header.Imports.Count : cell.Header.MemoryBytes + 1;
            if (target >= limit)
            {
                return Fail(CellError.RelocationOutOfRange, CellPart.WideRelocations, (uint)i, target, limit,
                    out fault);
            }
        }

        return Pass(out fault);
    }

    private static bool CheckFunctions(CellView cell, out CellFault fault)
    {
        ReadOnlySpan<CellFunction> functions = cell.Functions;
        ReadOnlySpan<byte> cfi = cell.Cfi;
        CellSegment text = cell.Segments[(int)CellSegmentKind.Text];
        uint end = text.Offset, limit = text.Offset + text.MemoryBytes;
        for (int i = 0; i < functions.Length; i++)
        {
            CellFunction function = functions[i];
            if (function.Start < end || function.Start > limit || function.Length == 0
                || function.Length > limit - function.Start)
            {
                return Fail(CellError.BadFunction, CellPart.Functions, (uint)i, function.Start, limit, out fault);
            }

            end = function.Start + function.Length;
            ulong instructions = (ulong)function.Cfi + CellFunction.CfiHeaderBytes;
            if (instructions > (uint)cfi.Length
                || BinaryPrimitives.ReadUInt16LittleEndian(cfi[((int)function.Cfi + 2)..])
                > (uint)cfi.Length - instructions)
            {
                return Fail(CellError.BadFunction, CellPart.Cfi, (uint)i, function.Cfi, (uint)cfi.Length, out fault);
            }

            if (function.Root >= (uint)functions.Length || functions[(int)function.Root].Start > function.Start)
            {
                return Fail(CellError.BadFunction, CellPart.Functions, (uint)i, function.Root, (uint)functions.Length,
                    out fault);
            }

            CellFunctionKind rootKind = function.Kind == CellFunctionKind.Native ? CellFunctionKind.Native
                : CellFunctionKind.Root;
            if (functions[(int)function.Root].Kind != rootKind)
            {
                return Fail(CellError.BadFunction, CellPart.Functions, (uint)i, function.Root, (uint)rootKind,
                    out fault);
            }

            if (function.Clauses != 0
                && (function.Kind != CellFunctionKind.Root || !IsIn(cell, CellSegmentKind.ReadOnly, function.Clauses)))
            {
                return Fail(CellError.BadFunction, CellPart.Functions, (uint)i, function.Clauses,
                    cell.Segments[(int)CellSegmentKind.ReadOnly].Offset, out fault);
            }
        }

        return Pass(out fault);
    }

    private static bool CheckUnboxTargets(CellView cell, out CellFault fault)
    {
        ReadOnlySpan<CellUnboxTarget> targets = cell.UnboxTargets;
        for (int i = 0; i < targets.Length; i++)
        {
            if (!IsCode(cell, targets[i].Stub) || (i > 0 && targets[i].Stub <= targets[i - 1].Stub))
            {
                return Fail(CellError.BadUnboxTarget, CellPart.UnboxTargets, (uint)i, targets[i].Stub,
                    cell.Segments[0].MemoryBytes, out fault);
            }

            bool found = targets[i].Target >= CellUnboxTarget.IsImport
                ? targets[i].Target - CellUnboxTarget.IsImport < cell.Header.Imports.Count
                : IsCode(cell, targets[i].Target);
            if (!found)
            {
                return Fail(CellError.BadUnboxTarget, CellPart.UnboxTargets, (uint)i, targets[i].Target,
                    cell.Header.Imports.Count, out fault);
            }
        }

        return Pass(out fault);
    }

    private static bool CheckRoots(CellView cell, out CellFault fault)
    {
        ReadOnlySpan<uint> roots = cell.Roots;
        CellSegment data = cell.Segments[(int)CellSegmentKind.Data];
        for (int i = 0; i < roots.Length; i++)
        {
            // The object's header is before it, its MethodTable pointer at it: both are of the cell.
            bool within = roots[i] >= data.Offset + 8 && IsIn(cell, CellSegmentKind.Data, roots[i])
                && (roots[i] & 7) == 0;
            if (!within || (i > 0 && roots[i] <= roots[i - 1]))
            {
                return Fail(CellError.BadRoot, CellPart.Roots, (uint)i, roots[i], data.Offset + data.MemoryBytes,
                    out fault);
            }
        }

        return Pass(out fault);
    }

    private static bool CheckKillGaps(CellView cell, out CellFault fault)
    {
        ReadOnlySpan<CellKillGap> gaps = cell.KillGaps;
        CellSegment text = cell.Segments[(int)CellSegmentKind.Text];
        uint free = text.Offset, limit = text.Offset + text.MemoryBytes;
        for (int i = 0; i < gaps.Length; i++)
        {
            CellKillGap gap = gaps[i];
            if (gap.Start < free || gap.Start > limit || gap.Length == 0 || gap.Length > limit - gap.Start)
            {
                return Fail(CellError.BadKillGap, CellPart.KillGaps, (uint)i, gap.Start, limit, out fault);
            }

            free = gap.Start + gap.Length;
        }

        return Pass(out fault);
    }
}
