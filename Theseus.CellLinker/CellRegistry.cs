using System.Text;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime.Unwind;

namespace Theseus.CellLinker;

/// <summary>All cells of the running system, and how to ask for one or its parts.</summary>
public static class CellRegistry
{
    /// <summary>The cells; the nano-core is the first.</summary>
    public static IReadOnlyList<CellInfo> Cells
    {
        get
        {
            List<CellInfo> cells = new(CellTable.Count);
            for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
            {
                if (CellTable.At(cell).State != CellState.Gone)
                {
                    cells.Add(new CellInfo(cell));
                }
            }

            return cells;
        }
    }

    /// <summary>Pages that were loaded since the start.</summary>
    public static ulong PagesLoaded => CellTable.Loads;

    /// <summary>
    /// Bytes that the registry takes: records of cells, the cache of imports, and the targets of the page that is
    /// loaded.
    /// </summary>
    public static ulong BookBytes => CellTable.Bytes + ImportCache.Bytes + Resolving.Bytes + CellCodeTables.Bytes
        + EvolutionHistory.Bytes;

    /// <summary>The cell of that name, in any case of letters; null where there is none.</summary>
    public static CellInfo? Find(string name)
    {
        foreach (CellInfo cell in Cells)
        {
            if (string.Equals(cell.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return cell;
            }
        }

        return null;
    }

    /// <summary>The name of the cell of that number; "-" where there is none.</summary>
    public static string NameOf(CellNumber cell) =>
        CellTable.Has(cell) && CellTable.At(cell).State != CellState.Gone ? new CellInfo(cell).Name : "-";

    /// <summary>The cell that an address belongs to; null where it is none's.</summary>
    public static CellInfo? Find(VirtualAddress address) =>
        CellTable.Find(address) is { IsNone: false } cell ? new CellInfo(cell) : null;

    /// <summary>
    /// Address and cell of a symbol that cells import, by its mangled name, or of a function, by its readable one; null
    /// where no cell has it. Loads nothing.
    /// </summary>
    public static (CellInfo Cell, VirtualAddress Address)? FindSymbol(string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        CellNumber cell = FindExport(text, out VirtualAddress address);
        cell = cell.IsNone ? FindFunction(text, out address) : cell;
        return cell.IsNone ? null : (new CellInfo(cell), address);
    }

    private static CellNumber FindFunction(ReadOnlySpan<byte> name, out VirtualAddress address)
    {
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            if (!CellTable.At(cell).HasView)
            {
                continue;
            }

            CellView view = CellTable.At(cell).View;
            CellNames names = NamesFile.Of(view);
            for (int function = 0; function < view.Functions.Length; function++)
            {
                if (names.FunctionName((uint)function).SequenceEqual(name))
                {
                    address = CellTable.At(cell).Base + view.Functions[function].Start;
                    return cell;
                }
            }
        }

        address = default;
        return CellNumber.None;
    }

    /// <summary>As above, for the boot: the number of the cell.</summary>
    [NoAllocation]
    internal static CellNumber FindExport(ReadOnlySpan<byte> name, out VirtualAddress address)
    {
        ulong hash = NameHash.Of(name);
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            if (!CellTable.At(cell).HasView)
            {
                continue;
            }

            CellView view = CellTable.At(cell).View;
            int symbol = view.FindSymbol(hash);
            if (symbol >= 0)
            {
                address = CellTable.At(cell).Base + view.Symbols[symbol].Offset;
                return cell;
            }
        }

        address = default;
        return CellNumber.None;
    }

    /// <summary>Where the world's module header is, by which CoreLib finds everything else.</summary>
    internal static nuint ModuleHeader =>
        FindExport("world__ReadyToRunHeader"u8, out VirtualAddress address).IsNone ? 0 : (nuint)address.Value;

    /// <summary>Loads every page of a cell that is not loaded.</summary>
    /// <returns>Pages that were loaded.</returns>
    /// <exception cref="CellLoadException">A page cannot be loaded; those before it stay.</exception>
    public static uint Load(CellInfo cell)
    {
        if (!cell.HasView)
        {
            throw CellLoadException.Make(cell.Number, default, cell.Fault.Error, 0);
        }

        uint before = CellTable.At(cell.Number).PagesLoaded;
        for (uint page = 0; cell.State != CellState.Resident && page < cell.MemoryBytes / CellHeader.PageBytes; page++)
        {
            CellError error = PageLoad.Run(cell.Number, page, out uint failed);
            if (error != CellError.None)
            {
                throw CellLoadException.Make(cell.Number, cell.Base + (page * CellHeader.PageBytes), error, failed);
            }
        }

        return CellTable.At(cell.Number).PagesLoaded - before;
    }

    /// <summary>A symbol by its hash: the readable name of its section where a cell has it, else the hash.</summary>
    internal static string SymbolText(ulong hash)
    {
        foreach (CellInfo cell in Cells)
        {
            if (!cell.HasView)
            {
                continue;
            }

            int symbol = cell.View.FindSymbol(hash);
            if (symbol >= 0)
            {
                return cell.Describe(cell.Base + cell.View.Symbols[symbol].Offset);
            }
        }

        return $"a symbol with the hash {hash:x16}";
    }
}
