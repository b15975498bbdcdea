using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Tasks.Programs;

namespace Theseus.Cells.CellCheck;

/// <summary>
/// Loads, uses and unloads an app again and again, and compares the books after the warm-up with those of every later
/// round.
/// </summary>
internal static class Loop
{
    /// <summary>Rounds in which the runtime's own tables come to their size.</summary>
    public const int WarmUp = 20;

    /// <summary>Rounds in a row, the last ones, that hold more, by which something has grown.</summary>
    private const int Persistent = 5;

    /// <returns>
    /// 0 if in the end no more is held than after the warm-up. A round may hold more for a moment: stacks are searched
    /// conservatively, by the collector and for what is in quarantine. What is lost is held by all that follow.
    /// </returns>
    public static int Run(string name, int rounds)
    {
        CellNumber app = Apps.Find(name);
        if (app.IsNone || CellRegistry.Find(name) is not { } cell)
        {
            Console.Error.WriteLine($"cellcheck: there is no app '{name}'");
            return 2;
        }

        // Everything that the loop itself runs is loaded before the first comparison.
        Books settled = default;
        for (int round = 1; round <= WarmUp; round++)
        {
            Round(app, cell);
            settled = Books.Take();
            if (round is 1 or WarmUp / 2)
            {
                Console.WriteLine($"after {round,5} rounds: {settled}");
            }
        }

        Books last = settled;
        int changes = 0;
        int firstChange = 0;
        int inARow = 0;
        Books firstBooks = settled;
        ulong pages = 0;
        for (int round = WarmUp + 1; round <= rounds; round++)
        {
            pages = Round(app, cell);
            Books now = Books.Take();
            inARow = now.Exceeds(settled) ? inARow + 1 : 0;
            changes += now.Exceeds(settled) ? 1 : 0;
            if (changes == 1 && inARow == 1)
            {
                (firstChange, firstBooks) = (round, now);
            }

            last = now;
        }

        Console.WriteLine($"after {WarmUp,5} rounds: {settled}");
        Console.WriteLine($"after {rounds,5} rounds: {last}");
        if (changes != 0)
        {
            Console.WriteLine($"{changes} rounds held more, the first {firstChange}: {firstBooks}");
        }

        bool flat = inARow < Math.Min(Persistent, rounds - WarmUp);
        Console.WriteLine($"{rounds} rounds of {name}, {pages} pages in each; " + (flat
            ? "nothing grows after the warm-up"
            : $"the last {inARow} rounds hold more than the warm-up left"));
        return flat ? 0 : 1;
    }

    /// <summary>One life of the app; returns the pages that came for it.</summary>
    private static ulong Round(CellNumber app, CellInfo cell)
    {
        ulong before = CellRegistry.PagesLoaded;
        TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            int status = ProgramRunner.Run(app, []);
            if (status != 0)
            {
                throw new InvalidOperationException($"{cell.Name} ended with status {status}");
            }
        }
        finally
        {
            Console.SetOut(output);
        }

        ulong pages = CellRegistry.PagesLoaded - before;
        CellUnloader.Unload(cell);
        return cell.LoadedBytes == 0 ? pages : throw new InvalidOperationException($"{cell.Name} is still loaded");
    }
}
