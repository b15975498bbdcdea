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

    /// <returns>0 if after the warm-up no round leaves more than it did.</returns>
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
        int again = 0;
        int firstChange = 0;
        int lastChange = 0;
        Books firstBooks = settled;
        Books firstAgain = settled;
        ulong pages = 0;
        for (int round = WarmUp + 1; round <= rounds; round++)
        {
            pages = Round(app, cell);
            Books now = Books.Take();
            if (now.Exceeds(settled))
            {
                // A word that a stack happens to hold keeps a dead object for as long as it is there (docs/heap.md);
                // what a round has really left is still there when the books are taken again.
                Books first = now;
                now = Books.Take();
                again++;
                if (now.Exceeds(settled))
                {
                    changes++;
                    lastChange = round;
                    if (changes == 1)
                    {
                        (firstChange, firstBooks, firstAgain) = (round, first, now);
                    }
                }
            }

            last = now;
        }

        Console.WriteLine($"after {WarmUp,5} rounds: {settled}");
        Console.WriteLine($"after {rounds,5} rounds: {last}");
        if (changes != 0)
        {
            Console.WriteLine($"after {firstChange,5} rounds: {firstBooks}");
            Console.WriteLine($"                asked again: {firstAgain}");
        }

        bool flat = changes == 0;
        Console.WriteLine($"the books were taken again after {again} rounds");
        Console.WriteLine($"{rounds} rounds of {name}, {pages} pages in each; " + (flat
            ? "nothing grows after the warm-up"
            : $"{changes} rounds hold more than the warm-up left, the first {firstChange}, the last {lastChange}"));
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
