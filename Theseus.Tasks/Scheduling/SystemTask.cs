using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Kill;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// The tasks of the system's own: they belong to every program, wait for work, and do not end. Where a program is left
/// while one of them has the CPU, it begins anew.
/// </summary>
internal static class SystemTask
{
    /// <summary>True for one of them.</summary>
    [Resident]
    public static bool Is(TaskReference task) => task == FinalizerTask.Task || task == KillTask.Task;

    /// <summary>
    /// Ends whatever one is in the middle of, which is in no list: it begins anew when it is woken. Interrupts are off.
    /// </summary>
    public static void BeginAnew(TaskReference task)
    {
        StackGuard.Close(ref task.Block);
        ThreadControlBlock.Prepare(ref task.Block);
        task.State.Phase = TaskPhase.Blocked;
        task.State.Kind = WaitKind.Work;
        task.State.WakeAt = Scheduler.Never;
    }
}
