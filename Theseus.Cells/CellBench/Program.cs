using System.Diagnostics;

namespace Theseus.Cells.CellBench;

/// <summary>
/// Measures loading and unloading in ticks of the time-stamp counter: <c>cellbench [ROUNDS]</c>. Under <c>./theseus
/// bench cells</c> that counter ticks once an instruction; elsewhere the figures are whatever the machine's counter
/// counts.
/// </summary>
internal static class Program
{
    private const int MostRounds = 1001;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case [ProgramCosts.Nothing]:
                return 0;
            case [ProgramCosts.Yielding]:
                while (true)
                {
                    Thread.Yield();
                }
        }

        // Before anything else that this program does is loaded.
        Loaded atStart = Loaded.Now();
        int rounds = 21;
        if (arguments.Length > 1
            || (arguments.Length == 1 && (!int.TryParse(arguments[0], out rounds) || rounds is < 1 or > MostRounds)))
        {
            Console.Error.WriteLine("usage: cellbench [ROUNDS]");
            return 2;
        }

        Report report = new();
        (ulong ticks, long clock) = (Samples.Now(), Stopwatch.GetTimestamp());
        LoadCosts.Run(report, "small", "Hello", rounds);
        LoadCosts.Run(report, "large", LoadCosts.LargeCell(), rounds);
        FaultCosts.Run(report, "hello", rounds);
        ProgramCosts.Run(report, rounds);
        Sizes.Run(report, atStart);
        double microseconds = Stopwatch.GetElapsedTime(clock).TotalMicroseconds;
        report.Line("ticks a microsecond", (Samples.Now() - ticks) / microseconds, "MHz",
            "this program's time by the clock");
        return 0;
    }
}
