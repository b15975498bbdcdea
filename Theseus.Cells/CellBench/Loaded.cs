using Theseus.CellLinker;

namespace Theseus.Cells.CellBench;

/// <summary>How much of the world is in memory.</summary>
internal readonly record struct Loaded(ulong Bytes, ulong AllBytes, int Sections, int AllSections, ulong NanoCoreBytes,
    int NanoCoreSections)
{
    /// <summary>As of now, and this program's own first pages with it.</summary>
    public static Loaded Now()
    {
        Loaded sum = default;
        IReadOnlyList<CellInfo> cells = CellRegistry.Cells;
        for (int i = 0; i < cells.Count; i++)
        {
            CellInfo cell = cells[i];
            if (cell.State == CellState.Refused)
            {
                continue;
            }

            (ulong bytes, int sections) = (cell.LoadedBytes, cell.SectionsLoaded);
            sum = new Loaded(
                sum.Bytes + bytes, sum.AllBytes + cell.MemoryBytes, sum.Sections + sections,
                    sum.AllSections + cell.SectionCount,
                i == 0 ? bytes : sum.NanoCoreBytes, i == 0 ? sections : sum.NanoCoreSections);
        }

        return sum;
    }
}
