using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;
using Theseus.Runtime.Faults;

namespace Theseus.Tasks;

/// <summary>What this layer wants of those above it: symbols that they define and the linker binds.</summary>
internal static class Upcalls
{
    /// <summary>Theseus.CellLinker: the exception that says which cell could not be loaded, and why.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_cell_load_exception")]
    public static extern Exception CellLoadException();

    /// <summary>
    /// Theseus.CellLinker: the cell that the first of two addresses is code of that is any's; the nano-core where
    /// neither is.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_cell_of_code")]
    public static extern CellNumber CellOfCode(nuint first, nuint second);

    /// <summary>
    /// Theseus.CellLinker: compares the code that a fault's instructions lie on with its files, mends it, and says so
    /// in the record.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_check_code_of_fault")]
    public static extern void CheckCode(ref FaultRecord record);

    /// <summary>Theseus.CellLinker: true for a cell that can begin anew while its program goes on.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_can_replace_cell")]
    public static extern bool CanReplaceCell(CellNumber cell);

    /// <summary>
    /// Theseus.CellLinker: puts a fresh copy of a cell in its place, for the running program, unless a task is in it
    /// whose number it says then.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_replace_cell")]
    public static extern CellReplacement ReplaceCell(CellNumber cell, out uint runningTask);

    /// <summary>
    /// Theseus.CellLinker: true if a task that does not run may be in a cell; false is sure. Interrupts are off.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_is_in_cell")]
    public static extern bool IsInCell(TaskReference task, CellNumber cell);

    /// <summary>
    /// Theseus.CellLinker: the next cell behind one that imports from a cell, can begin anew and has pages in memory;
    /// none behind the last.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_next_dependent_cell")]
    public static extern CellNumber NextDependentCell(CellNumber of, CellNumber behind);

    /// <summary>Theseus.CellLinker: true for a cell that has a module initialiser.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_has_module_initializer")]
    public static extern bool HasModuleInitializer(CellNumber cell);

    /// <summary>Theseus.CellLinker: runs the module initialiser of a cell. What it throws comes out.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_run_module_initializer")]
    public static extern void RunModuleInitializer(CellNumber cell);

    /// <summary>Theseus.CellLinker: compares one page after the other, for ever.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_run_scrubber")]
    public static extern void RunScrubber();

    /// <summary>Theseus.Platform: writes UTF-8 text to the console.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_console_write")]
    public static extern void Write(ReadOnlySpan<byte> text);

    /// <summary>Theseus.Platform: the name that the prompt knows an app by.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_program_name")]
    public static extern string NameOf(CellNumber app);

    /// <summary>
    /// Theseus.Platform: makes the class library know the program, runs its module initialisers and its Main, and ends
    /// it by <c>Environment.Exit</c>. What it throws comes out.
    /// </summary>
    [DoesNotReturn, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_program_run")]
    public static extern void RunProgram(CellNumber app, string[] arguments);

    /// <summary>Theseus.Platform: a program begins, in its instance; allocates nothing.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_program_begin")]
    public static extern void BeginProgram();

    /// <summary>Theseus.Platform: tells programs of signals that were raised. Interrupts are off.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_deliver_signals")]
    public static extern void DeliverSignals();

    /// <summary>Theseus.Platform: a program has ended, whose instance still runs; allocates nothing.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_program_end")]
    public static extern void EndProgram();

    /// <summary>
    /// Theseus.Platform: puts the statics of an app's own cell back ahead of the rest; allocates nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_program_put_back_cell")]
    public static extern void PutBackCell(CellNumber app);

    /// <summary>
    /// Theseus.Platform: does within a device's interrupt what a tick of the timer does, if the task that was
    /// interrupted can be stopped there; else false.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_switch_after_interrupt")]
    public static extern bool TrySwitchAfterInterrupt();

    /// <summary>Theseus.Platform: makes the timer tick once, so many microseconds from now or a little later.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_arm_timer")]
    public static extern void ArmTimer(ulong microseconds);

    /// <summary>Theseus.Kernel: a life of the shell, which throws nothing.</summary>
    [ProofBoundary, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_run_shell")]
    public static extern void RunShell();
}
