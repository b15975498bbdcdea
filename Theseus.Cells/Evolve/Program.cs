using System.Diagnostics;
using Theseus.CellLinker;

namespace Theseus.Cells.Evolve;

/// <summary>
/// <c>evolve</c>: in which state the system's code is, and what has led to it. <c>evolve undo</c>: back to the state
/// before; <c>evolve redo</c>: on again. <c>evolve verify</c>: whether all code in memory is what that state says.
/// <c>evolve settle</c>: frees what is not needed any more. <c>evolve listen</c>: does what <c>./theseus evolve</c>
/// asks for. <c>evolve await NUMBER [SECONDS]</c>: waits until the system is in the state of that number.
/// </summary>
internal static class Program
{
    private const int Wrong = 2;
    private const int BetweenLooks = 20; // ms
    private const uint UsualPatience = 60; // s

    private static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case [] or ["status"]:
                    return Status();
                case ["await", var number] when uint.TryParse(number, out uint generation):
                    return Await(generation, UsualPatience);
                case ["await", var number, var seconds] when uint.TryParse(number, out uint generation)
                    && uint.TryParse(seconds, out uint patience):
                    return Await(generation, patience);
                case ["verify"]:
                    return Verify();
                case ["settle"]:
                    int gone = CellEvolution.Settle();
                    Console.WriteLine($"{gone} {(gone == 1 ? "evolution is" : "evolutions are")} gone");
                    return 0;
                case ["undo"]:
                    Tell(CellEvolution.Undo());
                    return 0;
                case ["redo"]:
                    Tell(CellEvolution.Redo());
                    return 0;
                case ["listen"]:
                    return Listener.Run();
                default:
                    Console.Error.WriteLine(
                        "usage: evolve [status | verify | undo | redo | settle | listen | await NUMBER [SECONDS]]");
                    return Wrong;
            }
        }
        catch (EvolutionException e)
        {
            Console.Error.WriteLine($"evolve: {e.Message}");
            return 1;
        }
    }

    private static int Status()
    {
        Console.WriteLine($"world {CellEvolution.World}, evolution {CellEvolution.Generation}, state "
            + CellEvolution.State);
        foreach (EvolutionInfo evolution in CellEvolution.Kept)
        {
            string phase = evolution.Phase == EvolutionPhase.InForce ? "in force" : "retired";
            Console.WriteLine($"  {evolution.Generation,3}  {phase}, {evolution.PackageBytes / 1024.0:F1} KiB, "
                + $"{string.Join(", ", evolution.Cells)}; {evolution.Need ?? "not needed any more"}");
            foreach (string function in evolution.Functions)
            {
                Console.WriteLine($"         {function}");
            }
        }

        return 0;
    }

    private static int Await(uint generation, uint patience)
    {
        long begun = Stopwatch.GetTimestamp();
        while (CellEvolution.Generation != generation)
        {
            if (Stopwatch.GetElapsedTime(begun).TotalSeconds >= patience)
            {
                Console.Error.WriteLine($"evolve: it is number {CellEvolution.Generation}.");
                return 1;
            }

            Thread.Sleep(BetweenLooks);
        }

        return 0;
    }

    /// <summary>Makes every page of code and constants that is in memory a second time, and compares.</summary>
    private static int Verify()
    {
        int compared = 0;
        int wrong = 0;
        foreach (CellInfo cell in CellRegistry.Cells)
        {
            IReadOnlyList<PageDamage> damages = CellIntegrity.Check(cell, out int ofCell);
            foreach (PageDamage damage in damages)
            {
                wrong++;
                Console.WriteLine($"  {cell.Name}: {damage.Verdict} at {damage.Address}");
            }

            compared += ofCell;
        }

        int count = CellEvolution.FunctionCount;
        string functions = count == 1 ? "1 function leads" : $"{count} functions lead";
        Console.WriteLine($"evolution {CellEvolution.Generation}: {functions} to another body; {compared} pages of code "
            + $"and constants compared, {(wrong == 0 ? "all right" : $"{wrong} wrong")}");
        return wrong == 0 ? 0 : 1;
    }

    private static void Tell(EvolutionResult result)
    {
        string functions = result.Functions == 1 ? "1 function" : $"{result.Functions} functions";
        string pages = result.Pages == 1 ? "1 page" : $"{result.Pages} pages";
        Console.WriteLine($"evolution {result.Generation}: {functions}, {pages} in memory exchanged, "
            + $"{result.PauseTicks} ticks in which nothing else ran");
    }
}
