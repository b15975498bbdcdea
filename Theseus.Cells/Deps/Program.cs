using Theseus.CellLinker;

namespace Theseus.Cells.Deps;

/// <summary>
/// <c>deps CELL [OTHER]</c>: which cells its loaded sections use, and which use it; with OTHER, each reference between
/// the two.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not ([_] or [_, _]))
        {
            Console.Error.WriteLine("usage: deps CELL [OTHER]");
            return 2;
        }

        if (Find(arguments[0]) is not { } cell)
        {
            return 1;
        }

        if (arguments.Length == 1)
        {
            Summarize("uses", CellEdges.From(cell).GroupBy(edge => edge.To.Name));
            Summarize("is used by", CellEdges.To(cell).GroupBy(edge => edge.From.Name));
            return 0;
        }

        if (Find(arguments[1]) is not { } other)
        {
            return 1;
        }

        foreach (CellEdge edge in CellEdges.From(cell).Where(edge => edge.To.Name == other.Name)
            .Concat(CellEdges.From(other).Where(edge => edge.To.Name == cell.Name)))
        {
            Console.WriteLine(
                $"  {edge.At.Value:x16}  {edge.From.Name}: {edge.FromSection} -> {edge.To.Name}: {edge.Target}");
        }

        return 0;
    }

    private static void Summarize(string how, IEnumerable<IGrouping<string, CellEdge>> groups)
    {
        foreach (IGrouping<string, CellEdge> group in groups.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            CellEdge first = group.First();
            Console.WriteLine(
                $"  {how,-10} {group.Key,-36} {group.Count(),7} references, as {first.FromSection} -> {first.Target}");
        }
    }

    private static CellInfo? Find(string name)
    {
        CellInfo? cell = CellRegistry.Find(name);
        if (cell == null)
        {
            Console.Error.WriteLine($"deps: there is no cell named '{name}'");
        }

        return cell;
    }
}
