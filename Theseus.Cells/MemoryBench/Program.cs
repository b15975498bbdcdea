using System.Globalization;

namespace Theseus.Cells.MemoryBench;

/// <summary>
/// Measures mappings and the heap in ticks of the time-stamp counter: <c>memorybench [most live mappings]</c>. Under
/// <c>./theseus bench memory</c> that counter ticks once an instruction, so the figures are instructions and the same
/// on every run; elsewhere they are whatever the machine's counter counts.
/// </summary>
internal static class Program
{
    private const int MostLive = 100_000;

    private static int Main(string[] arguments)
    {
        int most = MostLive;
        if (arguments.Length > 1
            || (arguments.Length == 1
            && !int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out most)))
        {
            Console.Error.WriteLine("usage: memorybench [most live mappings]");
            return 2;
        }

        Report report = new();
        MappingCosts.Run(report, most);
        MappingMix.Run(report);
        HeapCosts.Run(report);
        HeapMix.Run(report);
        return 0;
    }
}
