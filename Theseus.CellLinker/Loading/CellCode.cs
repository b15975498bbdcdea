using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime.Unwind;

namespace Theseus.CellLinker;

/// <summary>Makes a cell's code known to what unwinds and to what asks about code.</summary>
[NoAllocation]
internal static class CellCode
{
    /// <summary>From now on functions of the cell are found by address. False if there are too many cells.</summary>
    public static bool Register(CellNumber cell, CheckedCell file, VirtualAddress start)
    {
        CellView view = file.View;
        CellNames names = NamesFile.Of(view);
        return CellCodeTables.Register(
            (uint)cell.Value, start.Value, view.Header.MemoryBytes, view.Segments[0].MemoryBytes,
            view.Functions, view.Cfi, view.UnboxTargets,
            view.KillGaps, names.Functions, names.Text, IsNative(view));
    }

    /// <summary>
    /// C code: a library's cell has nothing else, and its functions say so, or have no unwind information at all.
    /// </summary>
    private static bool IsNative(CellView view) => view.Functions.IsEmpty
        || view.Functions[0].Kind == CellFunctionKind.Native;

    /// <summary>From now on they are not.</summary>
    public static void Forget(VirtualAddress start) => CellCodeTables.Forget(start.Value);
}
