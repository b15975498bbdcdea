using System.Diagnostics;
using System.Globalization;
using Theseus.Cells.OperationBench.Operations;

namespace Theseus.Cells.OperationBench;

/// <summary>
/// Measures what ordinary operations of C# and the class library cost: <c>operationbench [part of a name]</c>. It uses
/// nothing but the class library, so that <c>./theseus bench dotnet</c> can run the same program on Linux. Times are in
/// nanoseconds of <see cref="Stopwatch"/>, which under an emulator that counts instructions are instructions.
/// </summary>
internal static class Program
{
    private const int Rounds = 3;

    private static void Main(string[] arguments)
    {
        Operation[] operations =
            [.. Allocations.All, .. Throwing.All, .. Lookups.All, .. Texts.All, .. Numbers.All, .. Calls.All,
            .. Moves.All, .. Libraries.All];
        foreach (Operation operation in operations)
        {
            if (arguments is not [string part, ..] || operation.Name.Contains(part, StringComparison.Ordinal))
            {
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"| {operation.Name} | {Measure(operation):F1} |"));
            }
        }
    }

    /// <summary>The median round, by the operations in it. A round before brings in what is made once.</summary>
    private static double Measure(Operation operation)
    {
        operation.Round(operation.Count);
        double[] rounds = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long start = Stopwatch.GetTimestamp();
            operation.Round(operation.Count);
            rounds[round] = Stopwatch.GetElapsedTime(start).Ticks * (double)TimeSpan.NanosecondsPerTick;
        }

        Array.Sort(rounds);
        return rounds[Rounds / 2] / operation.Count;
    }
}
