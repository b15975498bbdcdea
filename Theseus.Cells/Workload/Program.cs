using System.Globalization;

namespace Theseus.Cells.Workload;

/// <summary>
/// Work for a machine that faults are injected into: <c>workload [ROUNDS]</c> has supervised servers and clients, which
/// say after each round what came out; that is the same each time. Without a number it goes on for ever.
/// <c>workload fault KIND</c> has one of the faults (<see cref="Injected"/>). The status is 0 if all rounds were done,
/// 1 if the supervisor gave up, 2 for a bad argument.
/// </summary>
internal static class Program
{
    private const int UsageError = 2;
    private const int MostRounds = 1_000_000;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                return new Tree(int.MaxValue).Run();
            case ["fault", var kind] when Injected.TryFind(kind, out Action? fault):
                fault!();
                return 0;
            case [var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int rounds)
                && rounds is > 0 and <= MostRounds:
                return new Tree(rounds).Run();
            default:
                Console.Error.WriteLine(
                    $"usage: workload [ROUNDS, 1 to {MostRounds}], workload fault {string.Join('|', Injected.Names)}");
                return UsageError;
        }
    }
}
