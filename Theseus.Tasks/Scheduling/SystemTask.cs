using Theseus.Memory;
using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// The tasks that serve others: they wait for work, and do not end by themselves. Where a program is left while one of
/// them has the CPU, it begins anew.
/// </summary>
internal static class SystemTask
{
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
