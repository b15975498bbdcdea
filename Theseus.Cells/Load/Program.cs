using Theseus.CellLinker;

namespace Theseus.Cells.Load;

/// <summary><c>load CELL</c>: loads all of a cell, used or not.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var name])
        {
            Console.Error.WriteLine("usage: load CELL");
            return 2;
        }

        if (CellRegistry.Find(name) is not { } cell)
        {
            Console.Error.WriteLine($"load: there is no cell named '{name}'");
            return 1;
        }

        try
        {
            uint pages = CellRegistry.Load(cell);
            Console.WriteLine($"  {cell.Name}: {pages} pages loaded, {cell.LoadedBytes / 1024} KiB in all");
            return 0;
        }
        catch (CellLoadException exception)
        {
            Console.Error.WriteLine($"load: {exception.Message}");
            return 1;
        }
    }
}
