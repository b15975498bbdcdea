using System.Text;
using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// A part of a cell that was needed could not be loaded. Nothing of it is left behind; the access can be tried again.
/// </summary>
public sealed class CellLoadException : Exception
{
    private CellLoadException(string cell, CellError error, string message)
        : base(message) => (Cell, Error) = (cell, error);

    /// <summary>The cell's name.</summary>
    public string Cell { get; }

    /// <summary>What was wrong.</summary>
    public CellError Error { get; }

    internal static CellLoadException Make(CellNumber cell, VirtualAddress address, CellError error, uint index)
    {
        CellInfo info = new(cell);
        string what = error switch
        {
            CellError.MissingCell or CellError.MissingSymbol or CellError.ImportUnbound =>
                $"; it needs {info.DescribeImport(index)}",
            CellError.OutOfMemory => "",
            _ => $" ({info.DescribeFault(index)})",
        };
        string at = address.Value == 0 ? "" : $" at {info.Describe(address)}";
        return new CellLoadException(info.Name, error, $"{error}: the cell {info.Name} could not be loaded{at}{what}.");
    }
}
