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

    /// <summary>Theseus.Tasks: nobody has a claim on an interrupt line any more.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_line_released")]
    public static extern void ReleaseInterruptLine(int line);

    /// <summary>Theseus.Tasks: a collection has left objects to finalize.</summary>
    [ProofBoundary, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_after_collection")]
    public static extern void AfterCollection();

    /// <summary>
    /// Theseus.CellLinker: names each page of a program's cells that was written to
    /// (<see cref="Instances.TryForkWritten"/>). False if one was refused.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_fork_cells")]
    public static extern bool TryForkCells();

    /// <summary>
    /// Theseus.CellLinker: shows all of them to <see cref="Heap.Handles.See(Page, uint)"/>, in runs.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_see_written_pages")]
    public static extern void SeeWrittenPagesOfCells();

    /// <summary>Theseus.CellLinker: unmaps all of them (<see cref="Instances.PutAside"/>).</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_detach_written_cells")]
    public static extern void DetachWrittenCells();

    /// <summary>Theseus.CellLinker: how many there can be.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_writable_pages_of_cells")]
    public static extern int WritablePagesOfCells();

    /// <summary>Theseus.CellLinker: maps such a page again, in place of what is there.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_attach_written")]
    public static extern void AttachWritten(VirtualAddress address, ulong entry);
}
