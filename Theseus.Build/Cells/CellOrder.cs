namespace Theseus.Build.Cells;

/// <summary>
/// The order in which the boot loader is told to load cells, and in which the kernel gives them addresses: large ones
/// first, for which GRUB finds room in a small machine only as long as its memory is in few pieces.
/// </summary>
public static class CellOrder
{
    public static IEnumerable<T> Of<T>(IEnumerable<T> cells, Func<T, (uint MemoryBytes, string Name)> facts) =>
        cells.OrderByDescending(c => facts(c).MemoryBytes).ThenBy(c => facts(c).Name, StringComparer.Ordinal);
}
