using Theseus.Format;
using Theseus.Runtime.Faults;

namespace Theseus.Tasks.Supervision;

// The problem: a task that begins anew finds the cell that it runs in as its last life has left it. Where that is what
// was wrong, it fails in the same way again, as often as it may, and then whoever needs it is told that nobody serves.
// The idea: where the same fault comes again, more begins anew than before: the cell that it came from, then the next
// on the stack that it came through, then those that are built on the first. Each step is as cheap as will do.

/// <summary>Which cell begins anew where the same fault comes again (docs/supervision.md).</summary>
internal static class CellEscalation
{
    /// <summary>
    /// The cell of a step: of those on the fault's stack that can begin anew, the first is that of step 1.
    /// <see cref="CellNumber.None"/> where there are not so many, and for step 0.
    /// </summary>
    public static CellNumber CellAt(in FaultRecord record, int step)
    {
        Span<int> seen = stackalloc int[FaultFrames.Most];
        int count = 0;
        int frames = step == 0 ? 0 : record.FrameCount;
        for (int i = 0; i < frames; i++)
        {
            CellNumber cell = Upcalls.CellOfCode(record.Frames[i], record.Frames[i]);
            if (seen[..count].Contains(cell.Value) || !Upcalls.CanReplaceCell(cell))
            {
                continue;
            }

            seen[count++] = cell.Value;
            if (count == step)
            {
                return cell;
            }
        }

        return CellNumber.None;
    }

    /// <summary>True for the step in which those begin anew that are built on the first cell.</summary>
    public static bool IsOfDependents(in FaultRecord record, int step) =>
        step > 1 && CellAt(in record, step).IsNone && !CellAt(in record, step - 1).IsNone;

    /// <summary>
    /// Puts a fresh copy of a cell in its place, and enters what became of that with a fault. Nothing of the program's
    /// that begins anew is in it any more, or else it stays.
    /// </summary>
    /// <param name="task">The number of the task whose newest fault it is.</param>
    /// <param name="cell">One that can begin anew.</param>
    public static void Replace(uint task, CellNumber cell)
    {
        CellReplacement outcome = Upcalls.ReplaceCell(cell, out uint runningTask);
        if (outcome == CellReplacement.Fresh && Upcalls.HasModuleInitializer(cell)
            && !InitializerRun.TryRun(cell))
        {
            outcome = CellReplacement.NotInitialised;
        }

        FaultLog.Replaced(task, cell, outcome, runningTask);
    }
}
