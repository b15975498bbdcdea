using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

/// <summary>Waiting for nothing but time.</summary>
internal static class TaskSleep
{
    /// <summary>Lets others run for so many milliseconds.</summary>
    public static void For(ulong milliseconds)
    {
        bool on = Scheduler.TurnOff();
        Scheduler.Wait(WaitKind.Time, Scheduler.After(milliseconds));
        Scheduler.TurnOn(on);
    }
}
