using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Runtime.Faults;

namespace Theseus.CellLinker;

/// <summary>
/// Puts a fresh copy of a cell in the place of the one that is there (docs/supervision.md).
/// <para>The problem: what begins anew after a fault finds the cell as the fault, or what led to it, has left it: with
/// statics that are wrong, and with code that may be.</para>
/// <para>The idea: a cell's addresses never change, and its file makes the same bytes again at any time. So all that is
/// in memory of it goes, and comes again when it is touched: code and constants for everybody, statics for the program
/// that runs. Nothing that refers to the cell has to be found. What must not be is a task in the middle of it that
/// knows what its statics were.</para>
/// <para>What the runtime notes of the cell's types stays: by that, types are told apart that objects are of.</para>
/// </summary>
[NoAllocation]
internal static class FreshCell
{
    /// <summary>Theseus.Tasks: true for a cell that can begin anew while its program goes on.</summary>
    [RuntimeExport("theseus_can_replace_cell")]
    internal static bool CanBegin(CellNumber cell) => CellTable.Has(cell)
        && CellTable.At(cell).State is CellState.Open or CellState.Placed
        && !CellTable.At(cell).IsKernel && KernelCells.CanBeginAnew(CellTable.At(cell).View.Name);

    /// <summary>
    /// Theseus.Tasks: puts a fresh copy of a cell in its place. The caller is of the kernel and in no other cell.
    /// </summary>
    /// <param name="cell">One that can begin anew.</param>
    /// <param name="runningTask">Number of a task of the running program's that is in it; else 0.</param>
    [RuntimeExport("theseus_replace_cell")]
    internal static CellReplacement Replace(CellNumber cell, out uint runningTask)
    {
        int on = Cpu.DisableInterrupts();
        runningTask = FindTask(cell);
        if (runningTask == 0)
        {
            DropPages(cell);
        }

        if (on != 0)
        {
            Cpu.EnableInterrupts();
        }

        return runningTask == 0 ? CellReplacement.Fresh : CellReplacement.StillRunning;
    }

    /// <summary>
    /// Theseus.Tasks: true if a task that does not run may be in a cell: an address of its code is on the stack, or in
    /// a register. Such a word may be an old one, so a true answer may be wrong; a false one is not. Interrupts are
    /// off.
    /// </summary>
    [RuntimeExport("theseus_is_in_cell")]
    internal static bool IsIn(TaskReference task, CellNumber cell)
    {
        ref CellRecord record = ref CellTable.At(cell);
        ulong start = record.Base.Value;
        return UseScan.HoldsAddress(
            task, start, start + record.View.Segments[(int)CellSegmentKind.ReadOnly].Offset);
    }

    /// <summary>
    /// Theseus.Tasks: the next cell behind one that imports from a cell, can begin anew, and has pages in memory;
    /// <see cref="CellNumber.None"/> behind the last.
    /// </summary>
    [RuntimeExport("theseus_next_dependent_cell")]
    internal static CellNumber NextDependent(CellNumber of, CellNumber behind)
    {
        ReadOnlySpan<byte> name = CellTable.At(of).View.Name;
        for (CellNumber cell = behind.Next; CellTable.Has(cell); cell = cell.Next)
        {
            if (cell != of && CanBegin(cell) && CellTable.At(cell).PagesLoaded != 0 && CellTable.Imports(cell, name))
            {
                return cell;
            }
        }

        return CellNumber.None;
    }

    /// <summary>A task of the running program's that is in a cell, and does not stand by; 0 for none.</summary>
    private static uint FindTask(CellNumber cell)
    {
        TaskReference running = TaskReference.Current;
        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
        {
            if (task != running && task.State.Program == running.State.Program && !task.State.StandsBy
                && IsIn(task, cell))
            {
                return task.State.Number;
            }
        }

        return 0;
    }

    private static void DropPages(CellNumber cell)
    {
        ref CellRecord record = ref CellTable.At(cell);
        if (record.State != CellState.Open)
        {
            return; // nothing of it is in memory
        }

        CellView view = record.View;
        uint zeroes = view.Segments[(int)CellSegmentKind.Zero].Offset;
        uint notes = zeroes + view.Header.TypeNoteBytes;
        for (uint page = 0; page < record.Pages.Count; page++)
        {
            uint start = page * CellHeader.PageBytes;
            if (start >= zeroes && start < notes)
            {
                KeepNotes(in record, page, Math.Min(notes - start, CellHeader.PageBytes));
            }
            else
            {
                record.TryDrop(page);
            }
        }
    }

    /// <summary>Zeroes what is behind the notes of types: that is how the page begins.</summary>
    private static void KeepNotes(in CellRecord record, uint page, uint bytes)
    {
        if (record.Pages.IsPresent(page))
        {
            PhysicalMemory.BytesOf(PageTable.FrameOf(record.Pages.EntryOf(page)))[(int)bytes..].Clear();
        }
    }
}
