using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory;

/// <summary>
/// All that this layer asks of those above: symbols that they export and the linker binds.
/// </summary>
internal static class Upcalls
{
    /// <summary>
    /// Theseus.CellLinker: drops pages of cells that can be loaded again, until so many are dropped or none is left;
    /// how many it were.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_reclaim_cell_pages")]
    public static extern ulong ReclaimCellPages(ulong wanted);

    /// <summary>Theseus.CellLinker: marks the statics of all loaded cells, and their frozen objects.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_mark_cell_roots")]
    public static extern void MarkCellRoots();

    /// <summary>Theseus.Tasks: a collection has left objects to finalize.</summary>
    [ProofBoundary, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_after_collection")]
    public static extern void AfterCollection();
}
