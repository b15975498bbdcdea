using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// Who holds a mutex that one that is more urgent waits for runs as that one, and so does whoever it waits for in its
/// turn (Sha, Rajkumar and Lehoczky, "Priority Inheritance Protocols", IEEE Transactions on Computers 39(9), 1990):
/// else those in between would keep both from going on. Interrupts are off for all of it.
/// </summary>
[Resident]
internal static class PriorityLending
{
    private const int MostSteps = 64; // of a chain of holders; a longer one is not followed to its end

    /// <summary>A task is about to wait for what another holds.</summary>
    public static void Lend(TaskReference holder, uint number, sbyte level)
    {
        for (int i = 0; i < MostSteps && !holder.IsNone && holder.State.RunsAs < level; i++)
        {
            Scheduler.SetRunsAs(holder, level);
            if (holder.State.Phase != TaskPhase.Blocked || LockWaits.Of(number) is not { List.Mutex: { } mutex })
            {
                return;
            }

            (holder, number) = (mutex.HolderTask, mutex.Holder);
        }
    }

    /// <summary>
    /// A task has given a mutex back: it runs as those who wait for what it still holds, or as itself, and those who
    /// wait for the mutex on lend to whoever has got it.
    /// </summary>
    public static void HasGivenBack(TaskReference task, uint number, TaskMutex mutex)
    {
        bool isIt = TaskList.NumberOf(in task.State) == number; // else another has the control block
        if (isIt && task.State.RunsAs > task.State.Priority)
        {
            Scheduler.SetRunsAs(task, LockWaits.HighestFor(number, task.State.Priority));
        }

        if (mutex.Holder != 0)
        {
            TaskReference holder = mutex.HolderTask;
            Lend(holder, mutex.Holder, LockWaits.HighestFor(mutex.Holder, holder.State.RunsAs));
        }
    }

    /// <summary>A task is as urgent as this from now on, or as those who wait for what it holds.</summary>
    public static void SetPriority(TaskReference task, sbyte level)
    {
        task.State.Priority = level;
        Scheduler.SetRunsAs(task, LockWaits.HighestFor(task.State.Number, level));
    }
}
