using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Kill;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// The tasks that serve others: they wait for work, and do not end by themselves. Where a program is left while one of
/// them has the CPU, it begins anew.
/// </summary>
internal static class SystemTask
{
    /// <summary>How often the task that kills has begun anew.</summary>
    public static int KillBegunAnew { get; private set; }

    /// <summary>How often that of the system's own finalizers has.</summary>
    public static int FinalizersBegunAnew { get; private set; }

    /// <summary>The task that compares pages of cells with their files; none before it was made.</summary>
    public static TaskReference Scrubber { get; private set; }

    /// <summary>
    /// Makes that task, which first waits. It is of no instance: what it does needs none. False if there is no memory
    /// for its stack.
    /// </summary>
    public static bool TryStartScrubber()
    {
        if (!TaskStarts.TryMake(0, out TaskReference task))
        {
            return false;
        }

        task.State.Instance = 0;
        task.State.Name.Set("scrubber"u8);
        Scrubber = task;
        bool on = Scheduler.TurnOff();
        Threads.Add(task);
        Scheduler.Add(task);
        Scheduler.TurnOn(on);
        return true;
    }

    /// <summary>
    /// Ends whatever one is in the middle of, which is in no list: it begins anew when it is woken. Interrupts are off.
    /// </summary>
    public static void BeginAnew(TaskReference task)
    {
        if (task.State.Waits != 0) // else it begins for the first time
        {
            KillBegunAnew += task == KillTask.Task ? 1 : 0;
            FinalizersBegunAnew += task.State.Program == 0 && task != KillTask.Task ? 1 : 0;
        }

        StackGuard.Close(ref task.Block);
        ThreadControlBlock.Prepare(ref task.Block);
        task.State.Phase = TaskPhase.Blocked;
        task.State.Kind = WaitKind.Work;
        task.State.WakeAt = Scheduler.Never;
    }
}
