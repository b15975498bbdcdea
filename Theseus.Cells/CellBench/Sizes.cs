using Theseus.CellLinker;

namespace Theseus.Cells.CellBench;

/// <summary>Sizes: how much is loaded, and what the books of it take.</summary>
internal static class Sizes
{
    private const double Kibi = 1024;

    public static void Run(Report report, Loaded atStart)
    {
        IReadOnlyList<CellInfo> cells = CellRegistry.Cells;
        ulong books = CellRegistry.BookBytes;
        ulong tables = 0;
        foreach (CellInfo cell in cells)
        {
            tables += cell.State == CellState.Refused ? 0 : cell.TableBytes;
        }

        report.Line("loaded at the prompt", atStart.Bytes / Kibi, "KiB",
            $"of {atStart.AllBytes / Kibi:0}; {100.0 * atStart.Bytes / atStart.AllBytes:F1} %, the first pages of "
                + $"cellbench included");
        report.Line("sections loaded at the prompt", atStart.Sections, "sections",
            $"of {atStart.AllSections} in {cells.Count} cells");
        report.Line("nano-core", atStart.NanoCoreBytes / Kibi, "KiB",
            $"{atStart.NanoCoreSections} sections, all resident");
        report.Line("registry", books / Kibi, "KiB",
            $"{100.0 * books / atStart.Bytes:F1} % of what is loaded at the prompt, "
                + $"{100.0 * books / atStart.AllBytes:F1} % of the world");
        report.Line("tables in the cells' files", tables / Kibi, "KiB",
            $"{100.0 * tables / atStart.AllBytes:F1} % of what they describe; used in place");
    }
}
