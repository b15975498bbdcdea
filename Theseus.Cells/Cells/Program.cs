using Theseus.CellLinker;

namespace Theseus.Cells.Cells;

/// <summary>
/// <c>cells [-a]</c>: the cells of the system; with -a also those of which nothing is loaded.
/// <c>cells check [CELL]</c>: see <see cref="Check"/>.
/// </summary>
internal static class Program
{
    private const int MostUserCharacters = 36;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case [] or ["-a"]:
                return List(all: arguments.Length != 0);
            case ["check"]:
                return Check.Run(null);
            case ["check", var name]:
                return Check.Run(name);
            default:
                Console.Error.WriteLine("usage: cells [-a], cells check [CELL]");
                return 2;
        }
    }

    private static int List(bool all)
    {
        Console.WriteLine($"  {"cell",-36} {"state",-8} {"sections loaded",17} {"KiB loaded",15}  used by");
        ulong loaded = 0;
        ulong addresses = 0;
        foreach (CellInfo cell in CellRegistry.Cells.OrderBy(cell => cell.State != CellState.Resident)
            .ThenBy(cell => cell.Name, StringComparer.Ordinal))
        {
            if (cell.State == CellState.Refused)
            {
                Console.WriteLine(
                    $"  {cell.Name,-36} {"refused",-8} {cell.Fault.Error} in {cell.Fault.Part} {cell.Fault.Index}");
                continue;
            }

            loaded += cell.LoadedBytes;
            addresses += cell.MemoryBytes;
            if (cell.LoadedBytes == 0 && !all)
            {
                continue;
            }

            string sections = $"{cell.SectionsLoaded} of {cell.SectionCount}";
            string bytes = $"{cell.LoadedBytes / 1024} of {cell.MemoryBytes / 1024}";
            Console.WriteLine($"  {cell.Name,-36} {Name(cell.State),-8} {sections,17} {bytes,15}  {UsedBy(cell)}");
        }

        ulong books = CellRegistry.BookBytes;
        Console.WriteLine(
            $"  {loaded / 1024} KiB of {addresses / 1024} are loaded, in {CellRegistry.PagesLoaded} loads; the "
                + $"registry takes {books / 1024} KiB, {100.0 * books / loaded:F1} %");
        return 0;
    }

    private static string Name(CellState state) => state switch
    {
        CellState.Open => "open",
        CellState.Placed => "placed",
        _ => "resident",
    };

    private static string UsedBy(CellInfo cell)
    {
        string[] users = [
            .. CellEdges.To(cell).Select(edge => edge.From.Name).Where(name => name != CellEdges.World).Distinct()
            .Order(StringComparer.Ordinal)];
        int shown = users.Length;
        while (shown > 0 && Text(users, shown).Length > MostUserCharacters)
        {
            shown--;
        }

        return Text(users, shown);
    }

    private static string Text(string[] users, int shown) =>
        shown == 0 && users.Length > 0 ? $"{users.Length} cells"
            : string.Join(", ", users.Take(shown)) + (shown < users.Length ? $" and {users.Length - shown} more" : "");
}
