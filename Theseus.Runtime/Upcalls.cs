using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime;

/// <summary>
/// All that this layer asks of those above: each is a symbol that a higher assembly exports and the linker binds.
/// Whatever is called here may run before there are objects, so none of it allocates or throws.
/// </summary>
internal static class Upcalls
{
    /// <summary>Theseus.CellLinker: loads the page of a cell that an address is on.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_load_cell_page")]
    public static extern CellPageAnswer LoadCellPage(nuint address);

    /// <summary>
    /// Theseus.CellLinker: says which page of a cell could not be loaded last, and why, if any; likely it is the cause.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_write_load_failure")]
    public static extern void WriteLoadFailure();

    /// <summary>Theseus.CellLinker: where an import of a cell leads.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_import_address")]
    public static extern nuint ImportAddress(uint cell, uint import);

    /// <summary>Theseus.CellLinker: the address that a method is known by, of the one where its code begins.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_home_of_method")]
    public static extern nuint HomeOfMethod(nuint start);

    /// <summary>Theseus.Tasks: an interrupt of a line has come that the kernel has no handler for.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_line_interrupt")]
    public static extern void OnInterrupt(int line);

    /// <summary>
    /// Theseus.CellLinker: true where the instruction that has faulted was not what it must be, and is again.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_mend_code")]
    public static extern bool MendCode(nuint address);

    /// <summary>Theseus.CellLinker: all code and constants of the nano-core are compared, and mended.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_mend_nano_core")]
    public static extern void MendNanoCore();

    /// <summary>
    /// Theseus.Memory: nothing of the kernel's books of memory is in the middle of a change, and a collection that is
    /// going on in the running instance is given up, for good.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_give_up_collection")]
    public static extern bool GiveUpCollection();

    /// <summary>Theseus.Memory: true while the collector runs.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_is_collecting")]
    public static extern bool IsCollecting();

    /// <summary>Theseus.Memory: opens the reserve of a stack whose guard was touched.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_open_stack_guard")]
    public static extern StackGuardAnswer OpenStackGuard(ref ThreadControlBlock thread, nuint address, bool canUnwind);

    /// <summary>Theseus.Memory: gives the running stack memory down to an address that was touched.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_grow_stack")]
    public static extern StackGrowthAnswer GrowStack(ref ThreadControlBlock thread, nuint address, bool isOfProgram);

    /// <summary>Theseus.Memory: a block of the native heap; null where memory is out.</summary>
    // SAFETY: the block is used within the size that was asked for, and only if it is not null.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_native_allocate")]
    public static extern unsafe void* Allocate(nuint bytes);

    /// <summary>Theseus.Memory: gives such a block back.</summary>
    // SAFETY: the block is one that Allocate returned, and nobody uses it any more.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_native_free")]
    public static extern unsafe void Free(void* block);

    /// <summary>Theseus.Tasks: what the running task does, from its first instruction on. Does not return.</summary>
    [ProofBoundary, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_run_task")]
    public static extern void RunTask();

    /// <summary>
    /// Theseus.Tasks: the running task has been led to its boundary, from where <paramref name="left"/> ran. Interrupts
    /// are off, and on afterwards.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_boundary_reached")]
    public static extern void BoundaryReached(TaskReference left);

    /// <summary>
    /// Theseus.Tasks: the step of a program that the boundary begins with. It is the program's, and may do anything.
    /// </summary>
    [ProofBoundary, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_bounded_step")]
    public static extern void RunBoundedStep(int step);

    /// <summary>
    /// Theseus.Tasks: <see cref="Testing.StepProbe"/> has counted to the end, or beyond: the task that runs is to be
    /// killed, here if that can be.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_step_reached")]
    public static extern void StepReached(ref InterruptFrame frame);

    /// <summary>Theseus.Tasks: lets other tasks run in the middle of something long, and returns.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_let_others_run")]
    public static extern void LetOthersRun();
}
