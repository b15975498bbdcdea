using Theseus.CellLinker;

namespace Theseus.Cells.Unload;

/// <summary>
/// <c>unload CELL</c>: gives a cell's memory back, if nothing uses it, and that of what only it had brought in.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var name])
        {
            Console.Error.WriteLine("usage: unload CELL");
            return 2;
        }

        if (CellRegistry.Find(name) is not { } cell)
        {
            Console.Error.WriteLine($"unload: there is no cell named '{name}'");
            return 1;
        }

        try
        {
            (ulong own, ulong others) = CellUnloader.Unload(cell);
            Console.WriteLine($"  {cell.Name}: {own / 1024} KiB unloaded, and {others / 1024} KiB of other cells");
            return 0;
        }
        catch (CellInUseException exception)
        {
            Console.Error.WriteLine($"unload: {exception.Message}");
            return 1;
        }
    }
}
