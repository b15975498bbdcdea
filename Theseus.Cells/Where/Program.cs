using System.Globalization;
using Theseus.CellLinker;
using Theseus.Memory;

namespace Theseus.Cells.Where;

/// <summary>
/// <c>where ADDRESS</c>: what is at a virtual address: cell, section and distance, or whose memory it is.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var text] || !TryParse(text, out ulong address))
        {
            Console.Error.WriteLine("usage: where ADDRESS (hexadecimal)");
            return 2;
        }

        VirtualAddress at = new(address);
        if (CellRegistry.Find(at) is { } cell)
        {
            Console.WriteLine($"  {cell.Name}: {cell.Describe(at)}");
        }

        Console.WriteLine($"  {MemoryMap.Describe(at)}");
        return 0;
    }

    private static bool TryParse(string text, out ulong address)
    {
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);
    }
}
