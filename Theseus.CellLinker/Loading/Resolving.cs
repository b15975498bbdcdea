using Theseus.CellLinker.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>The pass that finds the address of each import that a page's relocations name. NOALLOC.</summary>
internal static class Resolving
{
    /// <summary>Binds what is not bound.</summary>
    /// <param name="cell">The cell that the page is of; it is open.</param>
    /// <param name="relocations">The page's.</param>
    /// <param name="bindings">The addresses of all the cell's imports, 0 where one is not bound.</param>
    /// <param name="failed">After an error: the import's number.</param>
    public static CellError Run(int cell, ReadOnlySpan<CellRelocation> relocations, out Span<ulong> bindings, out uint failed)
    {
        failed = 0;
        CellView view = new(CellTable.At(cell).Bytes);
        uint slots = Opening.Slots(view);
        bindings = default;
        if (slots != 0 && CellTable.At(cell).Bindings.TryAsSpan(0, slots, out bindings) != MemoryError.None)
        {
            return CellError.OutOfMemory;
        }

        for (int i = 0; i < relocations.Length; i++)
        {
            uint import = relocations[i].Target - CellRelocation.IsImport;
            if (import >= view.Header.Imports.Count || bindings[(int)import] != 0)
            {
                continue; // within the cell, or bound
            }

            CellError error = Bind(view, bindings, import);
            if (error != CellError.None)
            {
                failed = import;
                return error;
            }
        }

        return CellError.None;
    }

    /// <summary>Binds one import.</summary>
    public static CellError Bind(CellView view, Span<ulong> bindings, uint number)
    {
        CellImport import = view.Imports[(int)number];
        ref ulong known = ref bindings[(int)(view.Header.Imports.Count + import.Dependency)];
        if (known == 0)
        {
            int found = CellTable.Find(view.Text(view.Dependencies[(int)import.Dependency]));
            if (found == CellTable.None)
            {
                return CellError.MissingCell;
            }

            known = (ulong)found + 1;
        }

        ref CellRecord target = ref CellTable.At((int)(known - 1));
        CellView exporter = new(target.Bytes);
        int symbol = exporter.FindSymbol(import.Symbol);
        if (symbol < 0 || exporter.Symbols[symbol].Offset > exporter.Header.MemoryBytes)
        {
            return CellError.MissingSymbol;
        }

        bindings[(int)number] = target.Base + exporter.Symbols[symbol].Offset + (ulong)import.Addend;
        return CellError.None;
    }
}
