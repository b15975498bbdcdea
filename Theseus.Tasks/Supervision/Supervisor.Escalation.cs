using Theseus.Format;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Supervision;

// What begins anew beside the child, where that has failed in the same way again.
public sealed partial class Supervisor
{
    private void Escalate(Supervised child)
    {
        FaultRecord record = default;
        int step = Policy.ReplacesCells ? child.Ladder.Climb(child.LastTask, Policy.WithinMs, ref record) : 0;
        CellNumber cell = CellEscalation.CellAt(in record, step);
        if (!cell.IsNone)
        {
            Replace(child.LastTask, cell);
        }
        else if (CellEscalation.IsOfDependents(in record, step))
        {
            CellNumber first = CellEscalation.CellAt(in record, 1);
            for (CellNumber at = Upcalls.NextDependentCell(first, CellNumber.NanoCore); !at.IsNone;
                at = Upcalls.NextDependentCell(first, at))
            {
                Replace(child.LastTask, at);
            }
        }
    }

    private void Replace(uint task, CellNumber cell)
    {
        EndThoseIn(cell);
        CellEscalation.Replace(task, cell);
    }

    /// <summary>
    /// Ends what is supervised and may be in a cell: of its own children, to begin anew with the one that has failed;
    /// of others', for whom that is a failure that they answer.
    /// </summary>
    private void EndThoseIn(CellNumber cell)
    {
        Supervised? next;
        for (Supervised? at = FirstRoot; at is not null; at = next)
        {
            next = NextInTree(at, null);
            if (at is not SupervisedTask || at.Task is not { } task || !task.IsIn(cell))
            {
                continue;
            }

            if (at.Parent == this)
            {
                EndWithOthers(at);
            }
            else
            {
                task.EndAsChild();
            }
        }
    }
}
