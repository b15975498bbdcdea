using System.Diagnostics;
using System.Globalization;
using Theseus.CellLinker;
using Theseus.Format;

namespace Theseus.Cells.Cells;

/// <summary>
/// <c>cells check [CELL]</c>: compares code and constants in memory with the cells' files, mends what is wrong, and
/// says so.
/// </summary>
internal static class Check
{
    private const int AllRight = 0;
    private const int SomeDamaged = 1;

    /// <summary>Of one cell, by its name; or of all.</summary>
    public static int Run(string? name)
    {
        IEnumerable<CellInfo> cells = CellRegistry.Cells;
        if (name is not null)
        {
            if (CellRegistry.Find(name) is not { } cell)
            {
                Console.Error.WriteLine($"cells: no cell is named '{name}'");
                return SomeDamaged;
            }

            if (cell.State == CellState.Refused)
            {
                Console.Error.WriteLine($"cells: the file of {cell.Name} was refused: {cell.Fault.Error}");
                return SomeDamaged;
            }

            cells = [cell];
        }

        return Compare(cells);
    }

    private static int Compare(IEnumerable<CellInfo> cells)
    {
        long begun = Stopwatch.GetTimestamp();
        List<PageDamage> damages = [];
        int pages = 0;
        int cellCount = 0;
        foreach (CellInfo cell in cells)
        {
            damages.AddRange(CellIntegrity.Check(cell, out int compared));
            pages += compared;
            cellCount += compared == 0 ? 0 : 1;
        }

        TimeSpan took = Stopwatch.GetElapsedTime(begun);
        foreach (PageDamage damage in damages)
        {
            Console.WriteLine($"  {damage.Cell.Name}: {damage.Cell.Describe(damage.Address)}: {What(damage)}");
        }

        int mended = damages.Count(damage => damage.Verdict == PageVerdict.Mended);
        int left = damages.Count - mended;
        string milliseconds = took.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
        Console.WriteLine($"  {Count(pages, "page")} ({pages * 4} KiB) of {Count(cellCount, "cell")} compared in "
            + $"{milliseconds} ms: {pages - damages.Count} right, {mended} mended"
            + (left == 0 ? "" : $", {left} not to be mended"));
        Console.WriteLine($"  since the machine was started: {Count(CellIntegrity.PagesCompared, "page")} compared, "
            + $"{CellIntegrity.PagesMended} mended, {Count(CellIntegrity.ScrubberPasses, "pass", "passes")} of the "
            + "scrubber");
        return damages.Count == 0 ? AllRight : SomeDamaged;
    }

    private static string What(PageDamage damage) => damage.Verdict switch
    {
        PageVerdict.Mended => $"{Wrong(damage)}, mended",
        PageVerdict.Wrong when damage.WrongBytes == 0 =>
            "the page has changed since the system began, and there is no file to mend it from",
        PageVerdict.Wrong => $"{Wrong(damage)}, not mended: {damage.Error}",
        PageVerdict.FileDamaged => "its file is damaged, so that nobody can say what the page must hold",
        _ => $"the page cannot be compared: {damage.Error}",
    };

    private static string Wrong(PageDamage damage) =>
        $"{(damage.WrongBytes == 1 ? "1 byte was" : $"{damage.WrongBytes} bytes were")} wrong "
            + $"(0x{damage.Found:x2} in place of 0x{damage.Expected:x2}{(damage.WrongBytes == 1 ? "" : " first")})";

    private static string Count(int count, string what) => Count((ulong)count, what);

    private static string Count(ulong count, string what) => Count(count, what, $"{what}s");

    private static string Count(ulong count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
