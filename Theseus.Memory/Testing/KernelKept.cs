using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("CellCheck")]

namespace Theseus.Memory.Testing;

/// <summary>
/// A static of the kernel's, where an object outlives the program that it is of: the cell <c>cellcheck</c> shows with
/// it what keeps a cell loaded. Nothing else may use it.
/// </summary>
internal static class KernelKept
{
    /// <summary>What is kept.</summary>
    public static object? Object { get; set; }
}
