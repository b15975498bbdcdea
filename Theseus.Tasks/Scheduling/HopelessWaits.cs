using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// Waits that nothing can end: no task can run, and none waits for a time. On other systems the program hangs; here the
/// wait is ended, and its caller hears why.
/// </summary>
[Resident]
internal static class HopelessWaits
{
    /// <summary>True while a task waits for what a device's interrupt may bring.</summary>
    public static bool DeviceMayWakeOne
    {
        get
        {
            for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
            {
                if (Counts(task) && task.State.Kind == WaitKind.Device)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>
    /// Ends the one that is given up most easily, else the last to begin of those that are refused. False if there is
    /// none such.
    /// </summary>
    public static bool TryEndOne()
    {
        TaskReference found = default;
        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
        {
            if (Counts(task) && task.State.Kind is (WaitKind.Courtesy or WaitKind.Signal) && IsBetter(task, found))
            {
                found = task;
            }
        }

        if (found.IsNone)
        {
            return false;
        }

        Scheduler.Wake(found, WakeReason.Hopeless);
        return true;
    }

    private static bool Counts(TaskReference task) => task.State.Phase == TaskPhase.Blocked
        && (task.State.Depth >= Scheduler.Depth || SystemTask.Is(task));

    private static bool IsBetter(TaskReference task, TaskReference than)
    {
        if (than.IsNone)
        {
            return true;
        }

        bool isCourtesy = task.State.Kind == WaitKind.Courtesy;
        bool thanIsCourtesy = than.State.Kind == WaitKind.Courtesy;
        return isCourtesy != thanIsCourtesy ? isCourtesy : task.State.RunningSince > than.State.RunningSince;
    }
}
