using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>The pass that finds the address that each of a page's relocations leads to.</summary>
[NoAllocation]
internal static class Resolving
{
    [InlineArray(PageRelocator.MostOfPage)]
    private struct Targets
    {
        private ulong _first;
    }

    /// <summary>Into the middle of a guard page: types and what is before them are not within reach of it.</summary>
    private const ulong GuardDistance = 2048;

    // One page is loaded at a time.
    private static Targets s_targets;

    /// <summary>Bytes that the targets of one page take.</summary>
    public static ulong Bytes => PageRelocator.MostOfPage * sizeof(ulong);

    /// <summary>Reads the targets from the page's image and finds their addresses.</summary>
    /// <param name="cell">The cell that the page is of; it is open.</param>
    /// <param name="file">Its file.</param>
    /// <param name="relocations">The page's.</param>
    /// <param name="page">Its image.</param>
    /// <param name="targets">For each relocation S + A, until the next page is resolved.</param>
    /// <param name="failed">After an error: the import's number; of <see cref="CellError.RelocationOutOfRange"/>, the
    /// relocation's.</param>
    public static CellError Run(
        CellNumber cell, CheckedCell file, ReadOnlySpan<CellRelocation> relocations, ReadOnlySpan<byte> page,
        out ReadOnlySpan<ulong> targets, out uint failed)
    {
        failed = 0;
        Span<ulong> found = s_targets;
        targets = found;
        ulong start = CellTable.At(cell).Base.Value;
        for (int i = 0; i < relocations.Length; i++)
        {
            CellField field = PageRelocator.FieldAt(page, relocations[i].Offset);
            if (!relocations[i].IsImport)
            {
                if (field.CellOffset > file.View.Header.MemoryBytes)
                {
                    failed = (uint)i;
                    return CellError.RelocationOutOfRange;
                }

                found[i] = start + field.CellOffset;
                continue;
            }

            CellError error = Find(cell, file, field.ImportIndex, out ulong address);
            if (error != CellError.None)
            {
                failed = error == CellError.RelocationOutOfRange ? (uint)i : field.ImportIndex;
                return error;
            }

            found[i] = address + (ulong)field.Addend;
        }

        return CellError.None;
    }

    /// <summary>The address of the symbol that an import names.</summary>
    public static CellError Find(CellNumber cell, CheckedCell file, uint import, out ulong address)
    {
        CellView view = file.View;
        address = 0;
        if (import >= view.Header.Imports.Count)
        {
            return CellError.RelocationOutOfRange;
        }

        address = ImportCache.Find(cell, import);
        if (address != 0)
        {
            return CellError.None;
        }

        CellNumber from = Exporter(cell, view, (uint)view.DependencyOf(import));
        if (from.IsNone)
        {
            // The tables of the world list everything there is, and what is missing must not take the rest of a page
            // with it: the entry leads to the guard page before the cell, so that only who follows it fails.
            address = CellTable.At(cell).Base.Value - GuardDistance;
            return view.Name.SequenceEqual("world"u8) ? CellError.None : CellError.MissingCell;
        }

        if (view.Header.Flags == CellHeader.ByPlace)
        {
            ulong place = view.Imports[(int)import].Symbol;
            address = CellTable.At(from).Base.Value + place;
            return place > CellTable.At(from).View.Header.MemoryBytes ? CellError.MissingSymbol : CellError.None;
        }

        // The exporter's tables may be damaged: then whoever follows the address learns so, and what is looked up is
        // checked here.
        CellView exporter = CellTable.At(from).View;
        int symbol = exporter.FindSymbol(view.Imports[(int)import].Symbol);
        if (symbol < 0 || exporter.Symbols[symbol].Offset > exporter.Header.MemoryBytes)
        {
            return CellError.MissingSymbol;
        }

        address = CellTable.At(from).Base.Value + exporter.Symbols[symbol].Offset;
        ImportCache.Keep(cell, import, address);
        return CellError.None;
    }

    /// <summary>The number of the cell that a dependency names.</summary>
    private static CellNumber Exporter(CellNumber cell, CellView view, uint dependency)
    {
        uint slot = view.Header.Imports.Count + dependency;
        int known = (int)ImportCache.Find(cell, slot) - 1;
        if (known >= 0)
        {
            return new CellNumber(known);
        }

        CellNumber found = EvolutionHistory.FindCell(
            CellTable.At(cell).Evolution, view.Text(view.Dependencies[(int)dependency].Name));
        if (!found.IsNone)
        {
            ImportCache.Keep(cell, slot, (ulong)(found.Value + 1));
        }

        return found;
    }
}
