using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// A reference from a loaded section of one cell into another cell, with the relocation that made it.
/// </summary>
/// <param name="From">The cell that refers.</param>
/// <param name="FromSection">The section that refers, readable.</param>
/// <param name="At">Address of the field.</param>
/// <param name="To">The cell that is referred to.</param>
/// <param name="Target">What is referred to, readable.</param>
public readonly record struct CellEdge(CellInfo From, string FromSection, VirtualAddress At, CellInfo To,
    string Target);

/// <summary>
/// The dependencies between cells, both ways, at the grain of loaded sections. Nothing is kept for it: relocations of
/// loaded pages are the edges, and they stand in the cells' files.
/// </summary>
public static class CellEdges
{
    /// <summary>
    /// The cell of tables that list everything there is. What it refers to is not used by it: an entry is an address,
    /// and whoever follows it loads what is there.
    /// </summary>
    public const string World = "world";

    /// <summary>The other cells that a cell's loaded sections refer to.</summary>
    public static IEnumerable<CellInfo> TargetsOf(CellInfo cell)
    {
        HashSet<int> found = [cell.Number.Value];
        foreach (uint page in LoadedPages(cell))
        {
            foreach (PageImport import in PageImports.Of(cell, page))
            {
                if (CellRegistry.Find(new VirtualAddress(import.Address)) is { } to && found.Add(to.Number.Value))
                {
                    yield return to;
                }
            }
        }
    }

    /// <summary>References of a cell's loaded sections to other cells.</summary>
    public static IEnumerable<CellEdge> From(CellInfo cell) => From(cell, null);

    /// <summary>
    /// References of loaded sections of other cells to a cell; those of <see cref="World"/> come last.
    /// </summary>
    public static IEnumerable<CellEdge> To(CellInfo cell) =>
        UsesOf(cell).Concat(Importers(cell, ofWorld: true).SelectMany(other => From(other, cell)));

    /// <summary>References of loaded sections that make a cell used: all but those of <see cref="World"/>.</summary>
    public static IEnumerable<CellEdge> UsesOf(CellInfo cell) =>
        Importers(cell, ofWorld: false).SelectMany(other => From(other, cell));

    private static IEnumerable<CellInfo> Importers(CellInfo cell, bool ofWorld) =>
        CellRegistry.Cells.Where(other => other.Number != cell.Number
        && other.State is CellState.Open or CellState.Resident)
            .Where(other => other.Name == World == ofWorld && other.Imports(cell.Name));

    private static IEnumerable<CellEdge> From(CellInfo cell, CellInfo? target) =>
        LoadedPages(cell).SelectMany(page => OfPage(cell, page, target));

    /// <summary>The pages that hold relocations, of those that have been loaded when they are come to.</summary>
    private static IEnumerable<uint> LoadedPages(CellInfo cell)
    {
        for (uint page = 0; page < cell.RelocatedPages; page++)
        {
            if (cell.IsLoaded(page))
            {
                yield return page;
            }
        }
    }

    private static List<CellEdge> OfPage(CellInfo cell, uint page, CellInfo? target)
    {
        List<CellEdge> edges = [];
        foreach (PageImport import in PageImports.Of(cell, page))
        {
            // Texts are dear: they are made for what is asked about only.
            if (CellRegistry.Find(new VirtualAddress(import.Address)) is { } to
                && (target is null || target.Value.Number == to.Number))
            {
                VirtualAddress at = cell.Base + (page * CellHeader.PageBytes) + import.Offset;
                edges.Add(
                    new CellEdge(cell, cell.Describe(at), at, to, to.Describe(new VirtualAddress(import.Address))));
            }
        }

        return edges;
    }
}
