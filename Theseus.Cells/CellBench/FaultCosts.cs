using Theseus.CellLinker;
using Theseus.Format;

namespace Theseus.Cells.CellBench;

/// <summary>
/// What the first touch of a page costs: a program is run of which nothing is loaded, and again when all that it needs
/// is there. The difference are its page faults.
/// </summary>
internal static class FaultCosts
{
    public static void Run(Report report, string name, int rounds)
    {
        CellNumber app = Apps.Find(name);
        if (app.IsNone || CellRegistry.Find(name) is not { } cell)
        {
            Console.Error.WriteLine($"cellbench: there is no app '{name}'");
            return;
        }

        Samples cold = new(rounds);
        Samples warm = new(rounds);
        ulong faults = 0;
        TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            Apps.Run(app, []);
            for (int i = 0; i < rounds; i++)
            {
                CellUnloader.Unload(cell);
                ulong before = CellRegistry.PagesLoaded;
                ulong start = Samples.Now();
                Apps.Run(app, []);
                cold.Add(start, Samples.Now());
                faults = CellRegistry.PagesLoaded - before;
                start = Samples.Now();
                Apps.Run(app, []);
                warm.Add(start, Samples.Now());
            }
        }
        finally
        {
            Console.SetOut(output);
        }

        report.Median($"run {name}, nothing of it loaded: {faults} page faults", cold);
        report.Median($"run {name}, all of it loaded", warm);
        report.Line("a page fault that loads a page", (double)(cold.Median - warm.Median) / Math.Max(faults, 1),
            "ticks", "the difference by their number");
    }
}
