using Theseus.CellLinker;

namespace Theseus.Cells.CellBench;

/// <summary>
/// What it costs to bring a whole cell into memory: from only having addresses to its last page copied, its checksums
/// compared, its relocations applied and the page published. And to take it out again, the search for users included.
/// </summary>
internal static class LoadCosts
{
    /// <summary>A large cell has at least so many relocations.</summary>
    private const int ManyRelocations = 7000;

    public static void Run(Report report, string size, string? name, int rounds)
    {
        if (name == null || CellRegistry.Find(name) is not { } cell)
        {
            Console.Error.WriteLine(
                $"cellbench: there is no cell for {name ?? $"{ManyRelocations} relocations"} that nothing uses");
            return;
        }

        // What of it an earlier command has brought in goes first. One that somebody uses comes in once.
        bool isUsed = CellUnloader.FindUser(cell) != null;
        rounds = isUsed ? 1 : rounds;
        if (!isUsed)
        {
            CellRegistry.Load(cell);
            CellUnloader.Unload(cell);
        }

        Samples load = new(rounds);
        Samples unload = new(rounds);
        uint pages = 0;
        for (int i = 0; i < rounds; i++)
        {
            ulong start = Samples.Now();
            pages = CellRegistry.Load(cell);
            load.Add(start, Samples.Now());
            if (!isUsed)
            {
                start = Samples.Now();
                CellUnloader.Unload(cell);
                unload.Add(start, Samples.Now());
            }
        }

        string what = $"load a {size} cell";
        string facts =
            $"{cell.Name}: {cell.RelocationCount} relocations, {pages} pages, {cell.TableBytes / 1024} KiB of tables";
        report.Median($"{what}, {facts}", load);
        report.Line($"{what}, per relocation", (double)load.Median / cell.RelocationCount, "ticks", "the same rounds");
        report.Line($"{what}, per page", (double)load.Median / pages, "ticks", "the same rounds");
        if (!isUsed)
        {
            report.Median($"unload a {size} cell, with the search for its users", unload);
        }
    }

    /// <summary>
    /// Of the cells that have many relocations, and of which nothing is loaded, one that nothing uses, else any; the
    /// smallest.
    /// </summary>
    public static string? LargeCell() => CellRegistry.Cells
        .Where(cell => cell.State == CellState.Placed && cell.RelocationCount >= ManyRelocations)
        .OrderBy(cell => CellUnloader.FindUser(cell) != null).ThenBy(cell => cell.RelocationCount)
        .Select(cell => cell.Name).FirstOrDefault();
}
