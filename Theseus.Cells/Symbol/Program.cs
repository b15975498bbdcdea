using Theseus.CellLinker;

namespace Theseus.Cells.Symbol;

/// <summary>
/// <c>symbol NAME</c>: the cell and the address of a symbol, by the name that ILC gives it. Nothing is loaded for it.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var name])
        {
            Console.Error.WriteLine("usage: symbol NAME");
            return 2;
        }

        if (CellRegistry.FindSymbol(name) is not { } found)
        {
            Console.Error.WriteLine($"symbol: no cell exports '{name}'");
            return 1;
        }

        string state = found.Cell.IsLoadedAt(found.Address) ? "loaded" : "not loaded";
        Console.WriteLine(
            $"  {found.Address.Value:x16}  {found.Cell.Name}: {found.Cell.Describe(found.Address)}, {state}");
        return 0;
    }
}
